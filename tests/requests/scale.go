package main

import (
	"context"

	autoscalingv1 "k8s.io/api/autoscaling/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/scale"
)

// scales says, as discovery does, that every scale is one of autoscaling/v1.
type scales struct{}

func (scales) ScaleForResource(schema.GroupVersionResource) (schema.GroupVersionKind, error) {
	return autoscalingv1.SchemeGroupVersion.WithKind("Scale"), nil
}

// mapper says which version a resource is asked for in: the case's.
func (r *Request) mapper() scale.PreferredResourceMapper {
	mapper := meta.NewDefaultRESTMapper(nil)
	kind := schema.GroupVersionKind{Group: r.Group, Version: r.Version, Kind: "Scaled"}
	resource := r.resource()
	singular := schema.GroupVersionResource{Group: r.Group, Version: r.Version, Resource: "scaled"}
	mapper.AddSpecific(kind, resource, singular, meta.RESTScopeNamespace)
	return mapper
}

func callScale(given *Request, config *rest.Config) error {
	resolve := dynamic.LegacyAPIPathResolverFunc
	client, err := scale.NewForConfig(config, given.mapper(), resolve, scales{})
	if err != nil {
		return err
	}
	resource := given.resource()
	scales := client.Scales(given.Namespace)
	ctx := context.Background()
	switch given.Verb {
	case "get":
		return with(given, func(options metav1.GetOptions) error {
			_, err := scales.Get(ctx, resource.GroupResource(), given.Name, options)
			return err
		})
	case "update":
		body, err := read[autoscalingv1.Scale](given.Body)
		if err != nil {
			return err
		}
		return with(given, func(options metav1.UpdateOptions) error {
			_, err := scales.Update(ctx, resource.GroupResource(), &body, options)
			return err
		})
	case "patch":
		return with(given, func(options metav1.PatchOptions) error {
			_, err := scales.Patch(ctx, resource, given.Name, types.PatchType(given.Patch), given.Body, options)
			return err
		})
	}
	return unknown("verb", given.Verb)
}
