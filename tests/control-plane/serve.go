package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

type serveOptions struct {
	directory      string
	detached       bool
	apiserverFlags []string
}

func parseServe(arguments []string) (serveOptions, error) {
	var options serveOptions
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.StringVar(&options.directory, "dir", "", "folder for data, logs and the kubeconfig (required)")
	flags.BoolVar(&options.detached, "detached", false, "take commands from send in place of stdin")
	flags.Func("apiserver-flag", "one more flag for the apiserver, such as --watch-cache=false (repeatable)", func(value string) error {
		options.apiserverFlags = append(options.apiserverFlags, value)
		return nil
	})
	flags.Func("feature-gates", "feature gates of the apiserver, such as WatchList=false", func(value string) error {
		options.apiserverFlags = append(options.apiserverFlags, "--feature-gates="+value)
		return nil
	})
	if err := flags.Parse(arguments); err != nil {
		return options, err
	}
	if flags.NArg() > 0 {
		return options, fmt.Errorf("serve: unexpected argument %q", flags.Arg(0))
	}
	if options.directory == "" {
		return options, errors.New("serve: --dir is required")
	}
	var err error
	options.directory, err = filepath.Abs(options.directory)
	return options, err
}

func serve(arguments []string) int {
	options, err := parseServe(arguments)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintf(os.Stderr, "control-plane: %v\n", err)
		return 2
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := supervise(ctx, options); err != nil {
		fmt.Fprintf(os.Stderr, "control-plane: %v\n", err)
		return 1
	}
	return 0
}

// supervise runs the control plane until it is told to stop.
func supervise(ctx context.Context, options serveOptions) error {
	if err := os.MkdirAll(options.directory, 0o700); err != nil {
		return err
	}
	requests := make(chan request)
	if options.detached {
		// The terminal that started it may close.
		signal.Ignore(syscall.SIGHUP)
		listener, err := listen(options.directory)
		if err != nil {
			return err
		}
		defer listener.Close()
		go acceptRequests(listener, requests)
	} else {
		go func() {
			readRequests(os.Stdin, os.Stdout, requests)
			close(requests)
		}()
	}
	plane, err := startControlPlane(ctx, options)
	if err != nil {
		return err
	}
	fmt.Println("ready", plane.kubeconfig)
	quit := plane.handle(ctx, requests)
	plane.stop()
	if quit != nil {
		quit.answer("", nil)
	}
	return nil
}

// controlPlane is a running etcd and its apiserver.
type controlPlane struct {
	etcd       *etcd
	apiserver  *apiserver
	kubeconfig string
}

func startControlPlane(ctx context.Context, options serveOptions) (*controlPlane, error) {
	directory := options.directory
	secrets, err := newCredentials()
	if err != nil {
		return nil, err
	}
	files, err := secrets.write(directory)
	if err != nil {
		return nil, err
	}
	port, err := fixedPort()
	if err != nil {
		return nil, err
	}
	expiredServer, err := serveExpired(secrets.expiredServer)
	if err != nil {
		return nil, err
	}
	etcd, err := startEtcd(ctx, directory)
	if err != nil {
		return nil, err
	}
	flags := append(apiserverFlags(port, etcd.endpoint(), directory, files), options.apiserverFlags...)
	plane := &controlPlane{
		etcd:       etcd,
		apiserver:  newAPIServer(port, flags, filepath.Join(directory, "apiserver.log"), secrets),
		kubeconfig: filepath.Join(directory, "kubeconfig"),
	}
	if err = plane.apiserver.start(ctx); err == nil {
		err = writeKubeconfig(plane.kubeconfig, plane.apiserver.url, expiredServer, secrets)
	}
	if err != nil {
		plane.stop()
		return nil, err
	}
	return plane, nil
}

// handle answers requests until one says quit, which it returns for the caller
// to answer, or until there are no more or ctx ends.
func (p *controlPlane) handle(ctx context.Context, requests <-chan request) *request {
	for {
		select {
		case <-ctx.Done():
			return nil
		case request, open := <-requests:
			if !open {
				return nil
			}
			command := strings.Join(strings.Fields(request.line), " ")
			if command == "quit" {
				return &request
			}
			request.answer(p.execute(ctx, command))
		}
	}
}

func (p *controlPlane) execute(ctx context.Context, command string) (string, error) {
	switch command {
	case "apiserver start":
		return "", p.apiserver.start(ctx)
	case "apiserver stop":
		p.apiserver.stop()
		return "", nil
	case "apiserver restart":
		p.apiserver.stop()
		return "", p.apiserver.start(ctx)
	case "compact":
		revision, err := p.etcd.compact(ctx)
		return fmt.Sprint(revision), err
	case "revision":
		revision, err := p.etcd.revision(ctx)
		return fmt.Sprint(revision), err
	default:
		return "", fmt.Errorf("unknown command %q", command)
	}
}

func (p *controlPlane) stop() {
	p.apiserver.stop()
	p.etcd.stop()
}
