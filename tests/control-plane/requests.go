package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
)

// request is one line from whoever controls serve.
type request struct {
	line     string
	output   io.Writer
	answered chan struct{}
}

// answer writes one line: ok and a result, or error and what went wrong.
func (r request) answer(result string, err error) {
	line := strings.TrimSpace("ok " + result)
	if err != nil {
		line = "error " + strings.ReplaceAll(err.Error(), "\n", " ")
	}
	// Nobody is left to tell if the other end is gone.
	_, _ = fmt.Fprintln(r.output, line)
	close(r.answered)
}

// readRequests passes on each line of input, one at a time.
func readRequests(input io.Reader, output io.Writer, requests chan<- request) {
	for lines := bufio.NewScanner(input); lines.Scan(); {
		request := request{lines.Text(), output, make(chan struct{})}
		requests <- request
		<-request.answered
	}
}

func socketPath(directory string) string {
	return filepath.Join(directory, "control.sock")
}

// listen opens the socket of a detached serve. It fails if another serve uses
// the folder, and takes over the socket of one that was killed.
func listen(directory string) (net.Listener, error) {
	path := socketPath(directory)
	if connection, err := net.Dial("unix", path); err == nil {
		_ = connection.Close()
		return nil, fmt.Errorf("another control plane is running in %s", directory)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	return net.Listen("unix", path)
}

func acceptRequests(listener net.Listener, requests chan<- request) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer connection.Close()
			readRequests(connection, connection, requests)
		}()
	}
}

// send sends one command to a detached serve and prints the answer.
func send(arguments []string) int {
	flags := flag.NewFlagSet("send", flag.ContinueOnError)
	directory := flags.String("dir", "", "folder of the serve to talk to (required)")
	if err := flags.Parse(arguments); err != nil || *directory == "" || flags.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: control-plane send --dir DIR COMMAND")
		return 2
	}
	answer, err := exchange(socketPath(*directory), strings.Join(flags.Args(), " "))
	if err != nil {
		fmt.Fprintf(os.Stderr, "control-plane: %v\n", err)
		return 1
	}
	fmt.Print(answer)
	if strings.HasPrefix(answer, "error") {
		return 1
	}
	return 0
}

func exchange(socket, command string) (string, error) {
	connection, err := net.Dial("unix", socket)
	if err != nil {
		return "", fmt.Errorf("no control plane answers: %w", err)
	}
	defer connection.Close()
	if _, err := fmt.Fprintln(connection, command); err != nil {
		return "", err
	}
	return bufio.NewReader(connection).ReadString('\n')
}
