package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
)

// reply is what every recorded request is answered: a Status, which every client can read.
const reply = `{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success"}`

// Recorded is a request as it came over the wire.
type Recorded struct {
	Method string `json:"method"`
	// Target is what stands in the request line.
	Target  string              `json:"target"`
	Headers map[string][]string `json:"headers"`
	Body    any                 `json:"body,omitempty"`
}

// recorder is a server on loopback that writes down what it is asked.
type recorder struct {
	server *httptest.Server
	mutex  sync.Mutex
	seen   []Recorded
}

// record starts the one recorder of this program.
var record = sync.OnceValue(func() *recorder {
	recorder := &recorder{}
	recorder.server = httptest.NewServer(recorder)
	return recorder
})

func (r *recorder) ServeHTTP(writer http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		http.Error(writer, err.Error(), http.StatusInternalServerError)
		return
	}
	headers := request.Header.Clone()
	// How long the body is says the body.
	headers.Del("Content-Length")
	r.mutex.Lock()
	r.seen = append(r.seen, Recorded{request.Method, request.RequestURI, headers, content(headers, body)})
	r.mutex.Unlock()
	writer.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(writer, reply)
}

// content is a body as JSON, as text, or only that there is one: protobuf is not compared.
func content(headers http.Header, body []byte) any {
	switch {
	case len(body) == 0:
		return nil
	case headers.Get("Content-Type") == "application/vnd.kubernetes.protobuf":
		return object{"protobuf": true}
	case json.Valid(body):
		return object{"json": json.RawMessage(body)}
	}
	return object{"text": string(body)}
}

// take are the requests since it was called last.
func (r *recorder) take() []Recorded {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	seen := r.seen
	r.seen = nil
	return seen
}
