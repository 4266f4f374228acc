package main

import (
	"encoding/json"
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
)

// Request is a call of one of client-go's clients.
type Request struct {
	// Prefix is the path of the server's URL.
	Prefix string `json:"prefix"`
	// Client is the one to call: dynamic, metadata, scale, typed, expansion or rest.
	Client   string `json:"client"`
	Group    string `json:"group"`
	Version  string `json:"version"`
	Resource string `json:"resource"`
	// Namespace is empty for all namespaces, and for resources that have none.
	Namespace   string `json:"namespace"`
	Name        string `json:"name"`
	Verb        string `json:"verb"`
	Subresource string `json:"subresource"`
	// Options are those of the verb, as JSON.
	Options json.RawMessage `json:"options"`
	// Selection is which objects a deleteCollection deletes: ListOptions.
	Selection json.RawMessage `json:"selection"`
	// Patch is the media type of a patch.
	Patch string          `json:"patch"`
	Body  json.RawMessage `json:"body"`
	// Steps build a request with the RESTClient.
	Steps []Step `json:"steps"`
	// Protobuf leaves a typed client what it prefers.
	Protobuf bool `json:"protobuf"`
}

var callers = map[string]func(*Request, *rest.Config) error{
	"dynamic":   callDynamic,
	"metadata":  callMetadata,
	"scale":     callScale,
	"typed":     callTyped,
	"expansion": callExpansion,
	"rest":      callREST,
}

// answerRequest makes the call and says what arrived. What the client made of the reply says
// nothing; what it refused to send does.
func answerRequest(given *Request) (any, error) {
	call, ok := callers[given.Client]
	if !ok {
		return nil, fmt.Errorf("there is no client %q", given.Client)
	}
	record().take()
	config := &rest.Config{
		Host: record().server.URL + given.Prefix,
		QPS:  -1,
		// The real one names the program and the machine.
		UserAgent: "recorded",
	}
	err := try(call, given, config)
	requests := record().take()
	if len(requests) > 0 {
		return object{"requests": requests}, nil
	}
	if err == nil {
		return nil, fmt.Errorf("neither a request nor an error")
	}
	if mistake, ok := err.(mistake); ok {
		return nil, mistake
	}
	return refused(err), nil
}

// try makes the call. Some clients panic over the reply, which is none of theirs.
func try(call func(*Request, *rest.Config) error, given *Request, config *rest.Config) (err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = fmt.Errorf("%v", panicked)
		}
	}()
	return call(given, config)
}

// mistake is an error of a case, not of client-go.
type mistake struct{ error }

func unknown(what, name string) error {
	return mistake{fmt.Errorf("there is no %s %q", what, name)}
}

func (r *Request) resource() schema.GroupVersionResource {
	return schema.GroupVersionResource{Group: r.Group, Version: r.Version, Resource: r.Resource}
}

func (r *Request) subresources() []string {
	if r.Subresource == "" {
		return nil
	}
	return []string{r.Subresource}
}

// read reads a part of a case; one that is left out is empty.
func read[T any](text json.RawMessage) (T, error) {
	var value T
	if len(text) == 0 {
		return value, nil
	}
	if err := json.Unmarshal(text, &value); err != nil {
		return value, mistake{err}
	}
	return value, nil
}

// with calls with the options of the case.
func with[O any](given *Request, call func(O) error) error {
	options, err := read[O](given.Options)
	if err != nil {
		return err
	}
	return call(options)
}

func (r *Request) selection() (metav1.ListOptions, error) {
	return read[metav1.ListOptions](r.Selection)
}
