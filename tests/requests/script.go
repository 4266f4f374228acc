package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"

	"golang.org/x/net/http2"
)

// Reply is what a scripted server answers, or how asking it fails.
type Reply struct {
	Status  int                 `json:"status"`
	Headers map[string][]string `json:"headers"`
	Body    string              `json:"body"`
	// Base64 is a body that is no text.
	Base64 []byte `json:"base64"`
	// Fails is how no answer, or not all of it, comes.
	Fails string `json:"fails"`
}

// script is a transport that gives each request the next reply, and the last one again and again.
type script struct {
	replies  []Reply
	attempts int
}

func (s *script) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Body != nil {
		if _, err := io.Copy(io.Discard, request.Body); err != nil {
			return nil, err
		}
		request.Body.Close()
	}
	reply := s.replies[min(s.attempts, len(s.replies)-1)]
	s.attempts++
	body := io.Reader(strings.NewReader(reply.Body))
	if reply.Base64 != nil {
		body = bytes.NewReader(reply.Base64)
	}
	switch reply.Fails {
	case "":
	case "cut":
		body = io.MultiReader(body, failing{io.ErrUnexpectedEOF})
	case "reset in body":
		body = io.MultiReader(body, failing{failure(syscall.ECONNRESET, "read")})
	default:
		failure, ok := failures[reply.Fails]
		if !ok {
			return nil, unknown("failure", reply.Fails)
		}
		return nil, failure
	}
	return &http.Response{
		StatusCode: reply.Status,
		Status:     fmt.Sprintf("%d %s", reply.Status, http.StatusText(reply.Status)),
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        canonical(reply.Headers),
		Body:          io.NopCloser(body),
		ContentLength: -1,
		Request:       request,
	}, nil
}

// failures are what Go's transport answers when there is no response.
var failures = map[string]error{
	"refused":   failure(syscall.ECONNREFUSED, "dial"),
	"reset":     failure(syscall.ECONNRESET, "read"),
	"eof":       io.EOF,
	"timeout":   failure(os.ErrDeadlineExceeded, "read"),
	"goaway":    http2.GoAwayError{LastStreamID: 1, ErrCode: http2.ErrCodeNo},
	"lost":      errors.New("http2: client connection lost"),
	"something": errors.New("something else"),
}

func failure(err error, doing string) error {
	if number, ok := err.(syscall.Errno); ok {
		err = os.NewSyscallError(doing, number)
	}
	return &net.OpError{Op: doing, Net: "tcp", Addr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 443}, Err: err}
}

// failing is a body that breaks off.
type failing struct{ error }

func (f failing) Read([]byte) (int, error) { return 0, f.error }

func canonical(headers map[string][]string) http.Header {
	header := http.Header{}
	for name, values := range headers {
		for _, value := range values {
			header.Add(name, value)
		}
	}
	return header
}
