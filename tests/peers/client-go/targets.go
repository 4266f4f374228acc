package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

type target struct{ namespace, name string }

// targets asks the server which pods to read: it makes them up, and says so at /targets.
func targets(server *url.URL) ([]target, error) {
	answer, err := http.Get(server.JoinPath("targets").String())
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	var found []target
	for _, line := range strings.Fields(string(body)) {
		namespace, name, _ := strings.Cut(line, "/")
		found = append(found, target{namespace, name})
	}
	if len(found) != inFlight {
		return nil, fmt.Errorf("%d pods to read, want %d", len(found), inFlight)
	}
	return found, nil
}
