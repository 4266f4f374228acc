// The load of `cargo xtask bench` on client-go: `load <mode> <server> <requests>`, with the modes
// of `tests/bench/src/bin/bench-load.rs`.
package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

const (
	inFlight = 64
	warmUp   = 640
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	if len(arguments) != 3 {
		return fmt.Errorf("want a mode, a server and how many requests")
	}
	requests, err := strconv.Atoi(arguments[2])
	if err != nil {
		return err
	}
	server, err := url.Parse(arguments[1])
	if err != nil {
		return err
	}
	// Without a rate limit, and with JSON, which is what the server here speaks.
	config := &rest.Config{Host: server.String(), QPS: -1}
	config.ContentType, config.AcceptContentTypes = "application/json", "application/json"
	typed, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	untyped, err := dynamic.NewForConfig(config)
	if err != nil {
		return err
	}
	pods := untyped.Resource(corev1.SchemeGroupVersion.WithResource("pods"))
	ctx := context.Background()
	switch arguments[0] {
	case "get-typed":
		return get(server, requests, func(namespace, name string) error {
			pod, err := typed.CoreV1().Pods(namespace).Get(ctx, name, metav1.GetOptions{})
			if err == nil && pod.Status.Phase == "" {
				err = fmt.Errorf("a pod without a phase")
			}
			return err
		})
	case "get-dynamic":
		return get(server, requests, func(namespace, name string) error {
			pod, err := pods.Namespace(namespace).Get(ctx, name, metav1.GetOptions{})
			if err != nil {
				return err
			}
			if _, found, _ := unstructured.NestedString(pod.Object, "status", "phase"); !found {
				return fmt.Errorf("a pod without a phase")
			}
			return nil
		})
	case "list-typed":
		var list *corev1.PodList
		measure(1, func() { list, err = typed.CoreV1().Pods("").List(ctx, metav1.ListOptions{}) })
		if err == nil && len(list.Items) == 0 {
			err = fmt.Errorf("an empty list")
		}
		return err
	case "list-dynamic":
		var list *unstructured.UnstructuredList
		measure(1, func() { list, err = pods.List(ctx, metav1.ListOptions{}) })
		if err == nil && len(list.Items) == 0 {
			err = fmt.Errorf("an empty list")
		}
		return err
	}
	return fmt.Errorf("unknown mode")
}

// get has inFlight requests under way until all have been made.
func get(server *url.URL, requests int, one func(namespace, name string) error) error {
	targets, err := targets(server)
	if err != nil {
		return err
	}
	all := func(count int) error {
		failures := make(chan error, inFlight)
		var group sync.WaitGroup
		for _, target := range targets {
			group.Go(func() {
				for range count / inFlight {
					if err := one(target.namespace, target.name); err != nil {
						failures <- err
						return
					}
				}
			})
		}
		group.Wait()
		close(failures)
		return <-failures
	}
	if err := all(warmUp); err != nil {
		return err
	}
	var failure error
	measure(requests/inFlight*inFlight, func() { failure = all(requests) })
	return failure
}

func measure(units int, work func()) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	cpu, started := usage(), time.Now()
	work()
	spent, wall := usage(), time.Since(started)
	runtime.ReadMemStats(&after)
	fmt.Printf("units=%d cpu_us=%d wall_us=%d allocations=%d bytes=%d peak_kb=%d\n",
		units, micros(spent)-micros(cpu), wall.Microseconds(),
		after.Mallocs-before.Mallocs, after.TotalAlloc-before.TotalAlloc, spent.Maxrss)
}

func usage() syscall.Rusage {
	var usage syscall.Rusage
	// It fails only for arguments that are none of these.
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return usage
}

func micros(usage syscall.Rusage) int64 {
	return (syscall.TimevalToNsec(usage.Utime) + syscall.TimevalToNsec(usage.Stime)) / 1000
}
