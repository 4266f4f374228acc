package main

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
)

func callMetadata(given *Request, config *rest.Config) error {
	client, err := metadata.NewForConfig(config)
	if err != nil {
		return err
	}
	all := client.Resource(given.resource())
	resource := metadata.ResourceInterface(all)
	if given.Namespace != "" {
		resource = all.Namespace(given.Namespace)
	}
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
	case "patch":
		return with(given, func(options metav1.PatchOptions) error {
			_, err := resource.Patch(ctx, name, types.PatchType(given.Patch), given.Body, options, subresources...)
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
