package main

import (
	"context"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
)

// Step is one call on a request that is built: what, and with which arguments.
type Step []string

// steps are the calls that take texts, by name.
var steps = map[string]func(*rest.Request, []string) *rest.Request{
	"prefix":      func(r *rest.Request, texts []string) *rest.Request { return r.Prefix(texts...) },
	"suffix":      func(r *rest.Request, texts []string) *rest.Request { return r.Suffix(texts...) },
	"abspath":     func(r *rest.Request, texts []string) *rest.Request { return r.AbsPath(texts...) },
	"uri":         func(r *rest.Request, texts []string) *rest.Request { return r.RequestURI(texts[0]) },
	"resource":    func(r *rest.Request, texts []string) *rest.Request { return r.Resource(texts[0]) },
	"subresource": func(r *rest.Request, texts []string) *rest.Request { return r.SubResource(texts...) },
	"name":        func(r *rest.Request, texts []string) *rest.Request { return r.Name(texts[0]) },
	"namespace":   func(r *rest.Request, texts []string) *rest.Request { return r.Namespace(texts[0]) },
	"param":       func(r *rest.Request, texts []string) *rest.Request { return r.Param(texts[0], texts[1]) },
	"header":      func(r *rest.Request, texts []string) *rest.Request { return r.SetHeader(texts[0], texts[1:]...) },
	"body":        func(r *rest.Request, texts []string) *rest.Request { return r.Body([]byte(texts[0])) },
}

// options are the types that go into a query.
func options(kind, text string) (runtime.Object, error) {
	var options runtime.Object
	switch kind {
	case "list":
		options = &metav1.ListOptions{}
	case "get":
		options = &metav1.GetOptions{}
	case "create":
		options = &metav1.CreateOptions{}
	case "update":
		options = &metav1.UpdateOptions{}
	case "patch":
		options = &metav1.PatchOptions{}
	case "log":
		options = &corev1.PodLogOptions{}
	default:
		return nil, unknown("kind of options", kind)
	}
	if err := json.Unmarshal([]byte(text), options); err != nil {
		return nil, mistake{err}
	}
	return options, nil
}

func restClient(given *Request, config *rest.Config) (*rest.RESTClient, error) {
	config.GroupVersion = &schema.GroupVersion{Group: given.Group, Version: given.Version}
	config.APIPath = "/apis"
	if given.Group == "" {
		config.APIPath = "/api"
	}
	config.NegotiatedSerializer = scheme.Codecs.WithoutConversion()
	return rest.RESTClientFor(config)
}

func callREST(given *Request, config *rest.Config) error {
	client, err := restClient(given, config)
	if err != nil {
		return err
	}
	var request *rest.Request
	for _, step := range given.Steps {
		name, texts := step[0], step[1:]
		if add, ok := steps[name]; ok {
			request = add(request, texts)
			continue
		}
		switch name {
		case "patch":
			request = client.Patch(types.PatchType(texts[0]))
		case "verb":
			request = client.Verb(strings.ToUpper(texts[0]))
		case "timeout":
			timeout, err := time.ParseDuration(texts[0])
			if err != nil {
				return mistake{err}
			}
			request = request.Timeout(timeout)
		case "retries":
			retries, err := strconv.Atoi(texts[0])
			if err != nil {
				return mistake{err}
			}
			request = request.MaxRetries(retries)
		case "options":
			options, err := options(texts[0], texts[1])
			if err != nil {
				return err
			}
			request = request.VersionedParams(options, scheme.ParameterCodec)
		case "do", "raw", "stream", "watch":
			return end(request, name)
		default:
			return unknown("step", name)
		}
	}
	return unknown("end of", "the steps")
}

func end(request *rest.Request, how string) error {
	ctx := context.Background()
	switch how {
	case "raw":
		_, err := request.DoRaw(ctx)
		return err
	case "stream":
		stream, err := request.Stream(ctx)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, stream)
		return err
	case "watch":
		return stop(request.Watch(ctx))
	}
	return request.Do(ctx).Error()
}
