package main

import (
	"context"
	"errors"
	"io"
	"net/url"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
)

// Retry is a request to a server that does not just answer it.
type Retry struct {
	// Verb is an HTTP method.
	Verb string `json:"verb"`
	// End is how the request is ended: do, raw, stream or watch.
	End string `json:"end"`
	// Retries are at most that many; none is client-go's default.
	Retries *int    `json:"retries"`
	Body    string  `json:"body"`
	Replies []Reply `json:"replies"`
	// Reader sends the body as a stream, which can be read once.
	Reader bool `json:"reader"`
}

// waits writes down how long there would have been slept.
type waits struct{ seconds []float64 }

func (*waits) UpdateBackoffWithContext(context.Context, *url.URL, error, int) {}
func (*waits) CalculateBackoffWithContext(context.Context, *url.URL) time.Duration {
	return 0
}

func (w *waits) SleepWithContext(_ context.Context, wait time.Duration) {
	// The first attempt sleeps too, for nothing.
	if wait > 0 {
		w.seconds = append(w.seconds, wait.Seconds())
	}
}

// scripted is a client of a scripted server. It reads answers as the dynamic client does.
func scripted(script *script) (*rest.RESTClient, error) {
	config := dynamic.ConfigFor(&rest.Config{Host: "http://127.0.0.1:1", QPS: -1, Transport: script})
	config.GroupVersion = &widgets
	config.APIPath = "/apis"
	return rest.RESTClientFor(config)
}

func answerRetry(given *Retry) (any, error) {
	script := &script{replies: given.Replies}
	client, err := scripted(script)
	if err != nil {
		return nil, err
	}
	request := client.Verb(given.Verb).Namespace("shop").Resource("widgets")
	if given.Verb != "POST" {
		request = request.Name("left")
	}
	switch {
	case given.Reader:
		request = request.Body(strings.NewReader(given.Body))
	case given.Body != "":
		request = request.SetHeader("Content-Type", "application/json").Body([]byte(given.Body))
	}
	if given.Retries != nil {
		request = request.MaxRetries(*given.Retries)
	}
	waited := &waits{}
	answer := object{}
	err = finish(request.BackOffWithContext(waited), given.End, answer)
	answer["attempts"] = script.attempts
	if len(waited.seconds) > 0 {
		answer["waits"] = waited.seconds
	}
	if err != nil {
		answer["error"] = described(err)
	}
	return answer, nil
}

// finish ends the request as the case says, and reads what comes.
func finish(request *rest.Request, end string, answer object) error {
	ctx := context.Background()
	switch end {
	case "do":
		return request.Do(ctx).Error()
	case "raw":
		_, err := request.DoRaw(ctx)
		return err
	case "stream":
		stream, err := request.Stream(ctx)
		if err != nil {
			return err
		}
		defer stream.Close()
		if _, err := io.Copy(io.Discard, stream); err != nil {
			answer["broke"] = true
		}
		return nil
	case "watch":
		watch, err := request.Watch(ctx)
		if err != nil {
			return err
		}
		defer watch.Stop()
		events := []string{}
		for event := range watch.ResultChan() {
			events = append(events, string(event.Type))
		}
		answer["events"] = events
		return nil
	}
	return unknown("end", end)
}

// described is an error: the server's, or another one.
func described(err error) object {
	answer := object{"text": short(err.Error())}
	var status apierrors.APIStatus
	if errors.As(err, &status) {
		answer["code"] = status.Status().Code
		answer["reason"] = status.Status().Reason
	}
	return answer
}
