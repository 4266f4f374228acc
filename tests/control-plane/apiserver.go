package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"time"
)

const (
	readyLimit    = 2 * time.Minute
	readyInterval = 50 * time.Millisecond
)

// apiserver is a kube-apiserver in a process of its own, so that it can be
// killed as a crash would kill it. Its port outlives its restarts.
type apiserver struct {
	url     string
	flags   []string
	logPath string
	token   string
	client  *http.Client

	process *os.Process
	exited  chan struct{}
}

func newAPIServer(port int, flags []string, logPath string, c *credentials) *apiserver {
	roots := x509.NewCertPool()
	roots.AddCert(c.authority.certificate)
	return &apiserver{
		url:     fmt.Sprintf("https://127.0.0.1:%d", port),
		flags:   flags,
		logPath: logPath,
		token:   c.adminToken,
		client: &http.Client{
			Timeout: 5 * time.Second,
			Transport: &http.Transport{
				TLSClientConfig: &tls.Config{RootCAs: roots},
				// A kept connection would belong to the process before the restart.
				DisableKeepAlives: true,
			},
		},
	}
}

// apiserverFlags are the flags every apiserver is started with; more may follow.
func apiserverFlags(port int, etcdEndpoint, directory string, files credentialFiles) []string {
	return []string{
		"--bind-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", port),
		"--etcd-servers=" + etcdEndpoint,
		// History goes only when a test says so, with the command compact.
		"--etcd-compaction-interval=0",
		"--cert-dir=" + directory,
		"--tls-cert-file=" + files.certificate,
		"--tls-private-key-file=" + files.key,
		"--client-ca-file=" + files.authority,
		"--token-auth-file=" + files.tokens,
		"--authorization-mode=RBAC",
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + files.serviceAccountKey,
		"--service-account-signing-key-file=" + files.serviceAccountKey,
		"--service-cluster-ip-range=10.0.0.0/24",
		// The default reconciler refuses to publish a loopback address.
		"--endpoint-reconciler-type=none",
		// No controller makes the service account that this plugin asks of a Pod.
		"--disable-admission-plugins=ServiceAccount",
	}
}

// start starts the process and waits until it serves.
func (a *apiserver) start(ctx context.Context) error {
	if a.running() {
		return errors.New("the apiserver is already running")
	}
	if err := a.spawn(); err != nil {
		return err
	}
	if err := a.waitReady(ctx); err != nil {
		a.stop()
		return err
	}
	return nil
}

func (a *apiserver) spawn() error {
	executable, err := os.Executable()
	if err != nil {
		return err
	}
	log, err := os.OpenFile(a.logPath, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	command := exec.Command(executable, append([]string{childCommand}, a.flags...)...)
	command.Stdout, command.Stderr = log, log
	// Never written to: the child ends when this process does and the pipe closes.
	if _, err := command.StdinPipe(); err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	exited := make(chan struct{})
	go func() {
		_ = command.Wait()
		close(exited)
	}()
	a.process, a.exited = command.Process, exited
	return nil
}

func (a *apiserver) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyLimit)
	defer cancel()
	// The default namespace is made a moment after the server calls itself ready.
	for _, path := range []string{"/readyz", "/api/v1/namespaces/default"} {
		for !a.answers(ctx, path) {
			select {
			case <-a.exited:
				return fmt.Errorf("the apiserver ended before it was ready, see %s", a.logPath)
			case <-ctx.Done():
				return fmt.Errorf("the apiserver did not become ready, see %s: %w", a.logPath, ctx.Err())
			case <-time.After(readyInterval):
			}
		}
	}
	return nil
}

func (a *apiserver) answers(ctx context.Context, path string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, a.url+path, nil)
	if err != nil {
		return false
	}
	request.Header.Set("Authorization", "Bearer "+a.token)
	response, err := a.client.Do(request)
	if err != nil {
		return false
	}
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK
}

func (a *apiserver) running() bool {
	if a.process == nil {
		return false
	}
	select {
	case <-a.exited:
		return false
	default:
		return true
	}
}

// stop kills the process, without the minute of grace it would take for itself.
func (a *apiserver) stop() {
	if a.running() {
		_ = a.process.Kill()
		<-a.exited
	}
}
