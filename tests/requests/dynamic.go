package main

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
)

// stop ends a watch that was opened.
func stop(watch watch.Interface, err error) error {
	if err == nil {
		watch.Stop()
	}
	return err
}

func (r *Request) unstructured() (*unstructured.Unstructured, error) {
	if len(r.Body) == 0 || r.Verb == "patch" {
		return nil, nil
	}
	body := &unstructured.Unstructured{}
	if err := body.UnmarshalJSON(r.Body); err != nil {
		return nil, mistake{err}
	}
	return body, nil
}

func callDynamic(given *Request, config *rest.Config) error {
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return err
	}
	body, err := given.unstructured()
	if err != nil {
		return err
	}
	all := client.Resource(given.resource())
	resource := dynamic.ResourceInterface(all)
	if given.Namespace != "" {
		resource = all.Namespace(given.Namespace)
	}
	return callDynamicVerb(given, resource, body)
}

func callDynamicVerb(given *Request, resource dynamic.ResourceInterface, body *unstructured.Unstructured) error {
	ctx := context.Background()
	name, subresources := given.Name, given.subresources()
	switch given.Verb {
	case "get":
		return with(given, func(options metav1.GetOptions) error {
			_, err := resource.Get(ctx, name, options, subresources...)
			return err
		})
	case "list":
		return with(given, func(options metav1.ListOptions) error {
			_, err := resource.List(ctx, options)
			return err
		})
	case "watch":
		return with(given, func(options metav1.ListOptions) error {
			return stop(resource.Watch(ctx, options))
		})
	case "create":
		return with(given, func(options metav1.CreateOptions) error {
			_, err := resource.Create(ctx, body, options, subresources...)
			return err
		})
	case "update":
		return with(given, func(options metav1.UpdateOptions) error {
			_, err := resource.Update(ctx, body, options, subresources...)
			return err
		})
	case "updateStatus":
		return with(given, func(options metav1.UpdateOptions) error {
			_, err := resource.UpdateStatus(ctx, body, options)
			return err
		})
	case "patch":
		return with(given, func(options metav1.PatchOptions) error {
			_, err := resource.Patch(ctx, name, types.PatchType(given.Patch), given.Body, options, subresources...)
			return err
		})
	case "apply":
		return with(given, func(options metav1.ApplyOptions) error {
			_, err := resource.Apply(ctx, name, body, options, subresources...)
			return err
		})
	case "applyStatus":
		return with(given, func(options metav1.ApplyOptions) error {
			_, err := resource.ApplyStatus(ctx, name, body, options)
			return err
		})
	case "delete":
		return with(given, func(options metav1.DeleteOptions) error {
			return resource.Delete(ctx, name, options, subresources...)
		})
	case "deleteCollection":
		selection, err := given.selection()
		if err != nil {
			return err
		}
		return with(given, func(options metav1.DeleteOptions) error {
			return resource.DeleteCollection(ctx, options, selection)
		})
	}
	return unknown("verb", given.Verb)
}
