package main

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
)

const (
	lowestPort   = 20_000
	highestPort  = 30_000
	portAttempts = 100
)

// fixedPort finds a free port for a server that comes and goes. It lies below
// the range from which systems give out ports: while the server is down, no
// other program is handed its port, and no client that knocks on it can be
// given that same port as its own and so connect to itself.
func fixedPort() (int, error) {
	for range portAttempts {
		port := lowestPort + rand.IntN(highestPort-lowestPort)
		listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
		if err == nil {
			return port, listener.Close()
		}
	}
	return 0, errors.New("no free loopback port was found")
}

// serveExpired serves TLS with an expired certificate, and returns its URL.
// Whoever accepts the certificate gets 404 for everything.
func serveExpired(expired identity) (string, error) {
	certificate, err := tls.X509KeyPair(expired.certificate, expired.key)
	if err != nil {
		return "", err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	server := &http.Server{
		Handler:   http.NotFoundHandler(),
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{certificate}},
		// Handshakes fail here by design.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	go func() { _ = server.ServeTLS(listener, "", "") }()
	return "https://" + listener.Addr().String(), nil
}
