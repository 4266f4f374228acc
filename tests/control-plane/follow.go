package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

// followed is one line of a dump.
type followed struct {
	Key             string `json:"key"`
	ResourceVersion string `json:"resourceVersion"`
}

// dumpHead is the line before the objects of a dump.
type dumpHead struct {
	Synced  bool `json:"synced"`
	Objects int  `json:"objects"`
}

type followOptions struct {
	kubeconfig, resource, namespace string
	watchList                       bool
}

func parseFollow(arguments []string) (followOptions, error) {
	var options followOptions
	flags := flag.NewFlagSet("follow", flag.ContinueOnError)
	flags.StringVar(&options.kubeconfig, "kubeconfig", "", "kubeconfig of the server (required)")
	flags.StringVar(&options.resource, "resource", "", "what to follow, such as configmaps or deployments.apps (required)")
	flags.StringVar(&options.namespace, "namespace", "", "where; everywhere if empty")
	flags.BoolVar(&options.watchList, "watch-list", true, "begin with a watch that sends what is there, and not with a list")
	if err := flags.Parse(arguments); err != nil {
		return options, err
	}
	if flags.NArg() > 0 {
		return options, fmt.Errorf("follow: unexpected argument %q", flags.Arg(0))
	}
	if options.kubeconfig == "" || options.resource == "" {
		return options, errors.New("follow: --kubeconfig and --resource are required")
	}
	return options, nil
}

// follow runs client-go's informer and prints its store at each line dump, until
// the end of stdin.
func follow(arguments []string) int {
	options, err := parseFollow(arguments)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintf(os.Stderr, "control-plane: %v\n", err)
		return 2
	}
	informer, err := newInformer(options)
	if err == nil {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		go informer.RunWithContext(ctx)
		err = answerDumps(informer, os.Stdin, os.Stdout)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "control-plane: %v\n", err)
		return 1
	}
	return 0
}

func answerDumps(informer cache.SharedIndexInformer, input io.Reader, output io.Writer) error {
	lines := bufio.NewScanner(input)
	for lines.Scan() {
		if lines.Text() != "dump" {
			return fmt.Errorf("unknown command %q", lines.Text())
		}
		if err := dump(informer, output); err != nil {
			return err
		}
	}
	return lines.Err()
}

func dump(informer cache.SharedIndexInformer, output io.Writer) error {
	store := informer.GetStore()
	keys := store.ListKeys()
	slices.Sort(keys)
	var objects []followed
	for _, key := range keys {
		// It may be gone since the keys were listed.
		if object, exists, err := store.GetByKey(key); err == nil && exists {
			version := object.(*unstructured.Unstructured).GetResourceVersion()
			objects = append(objects, followed{key, version})
		}
	}
	buffered := bufio.NewWriter(output)
	encoder := json.NewEncoder(buffered)
	if err := encoder.Encode(dumpHead{informer.HasSynced(), len(objects)}); err != nil {
		return err
	}
	for _, object := range objects {
		if err := encoder.Encode(object); err != nil {
			return err
		}
	}
	return buffered.Flush()
}

func newInformer(options followOptions) (cache.SharedIndexInformer, error) {
	config, err := clientcmd.BuildConfigFromFlags("", options.kubeconfig)
	if err != nil {
		return nil, err
	}
	resource, err := findResource(config, options.resource)
	if err != nil {
		return nil, err
	}
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	objects := client.Resource(resource).Namespace(options.namespace)
	listWatch := cache.ToListWatcherWithWatchListSemantics(&cache.ListWatch{
		ListWithContextFunc: func(ctx context.Context, options metav1.ListOptions) (runtime.Object, error) {
			return objects.List(ctx, options)
		},
		WatchFuncWithContext: func(ctx context.Context, options metav1.ListOptions) (watch.Interface, error) {
			return objects.Watch(ctx, options)
		},
	}, watchListSemantics(options.watchList))
	return cache.NewSharedIndexInformer(listWatch, &unstructured.Unstructured{}, 0, cache.Indexers{}), nil
}

// watchListSemantics stands in for a client that says whether it knows them.
type watchListSemantics bool

// IsWatchListSemanticsUnSupported is what client-go asks a client.
func (s watchListSemantics) IsWatchListSemanticsUnSupported() bool { return !bool(s) }

// findResource finds a resource by its plural, with its group behind a dot.
func findResource(config *rest.Config, name string) (schema.GroupVersionResource, error) {
	client, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return schema.GroupVersionResource{}, err
	}
	groups, err := restmapper.GetAPIGroupResources(client)
	if err != nil {
		return schema.GroupVersionResource{}, err
	}
	mapper := restmapper.NewDiscoveryRESTMapper(groups)
	return mapper.ResourceFor(schema.ParseGroupResource(name).WithVersion(""))
}
