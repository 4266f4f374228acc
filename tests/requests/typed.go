package main

import (
	"context"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
	applyappsv1 "k8s.io/client-go/applyconfigurations/apps/v1"
	applycorev1 "k8s.io/client-go/applyconfigurations/core/v1"
	applystoragev1 "k8s.io/client-go/applyconfigurations/storage/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// typed is what the clientset has for every resource: T is the object, L the list, A what is
// applied.
type typed[T, L, A any] interface {
	Create(ctx context.Context, body *T, options metav1.CreateOptions) (*T, error)
	Update(ctx context.Context, body *T, options metav1.UpdateOptions) (*T, error)
	Delete(ctx context.Context, name string, options metav1.DeleteOptions) error
	DeleteCollection(ctx context.Context, options metav1.DeleteOptions, selection metav1.ListOptions) error
	Get(ctx context.Context, name string, options metav1.GetOptions) (*T, error)
	List(ctx context.Context, options metav1.ListOptions) (*L, error)
	Watch(ctx context.Context, options metav1.ListOptions) (watch.Interface, error)
	Patch(ctx context.Context, name string, kind types.PatchType, data []byte, options metav1.PatchOptions, subresources ...string) (*T, error)
	Apply(ctx context.Context, body *A, options metav1.ApplyOptions) (*T, error)
}

// withStatus is what it has for those with a status.
type withStatus[T, A any] interface {
	UpdateStatus(ctx context.Context, body *T, options metav1.UpdateOptions) (*T, error)
	ApplyStatus(ctx context.Context, body *A, options metav1.ApplyOptions) (*T, error)
}

// clientset is one that speaks JSON, or what it prefers.
func clientset(given *Request, config *rest.Config) (*kubernetes.Clientset, error) {
	if !given.Protobuf {
		config.ContentType = "application/json"
	}
	return kubernetes.NewForConfig(config)
}

func callTyped(given *Request, config *rest.Config) error {
	set, err := clientset(given, config)
	if err != nil {
		return err
	}
	switch given.Resource {
	case "pods":
		return callResource[corev1.Pod, corev1.PodList, applycorev1.PodApplyConfiguration](given, set.CoreV1().Pods(given.Namespace))
	case "nodes":
		return callResource[corev1.Node, corev1.NodeList, applycorev1.NodeApplyConfiguration](given, set.CoreV1().Nodes())
	case "deployments":
		return callResource[appsv1.Deployment, appsv1.DeploymentList, applyappsv1.DeploymentApplyConfiguration](given, set.AppsV1().Deployments(given.Namespace))
	case "storageclasses":
		return callResource[storagev1.StorageClass, storagev1.StorageClassList, applystoragev1.StorageClassApplyConfiguration](given, set.StorageV1().StorageClasses())
	}
	return unknown("resource", given.Resource)
}

func callResource[T, L, A any](given *Request, client typed[T, L, A]) error {
	ctx := context.Background()
	switch given.Verb {
	case "get":
		return with(given, func(options metav1.GetOptions) error {
			_, err := client.Get(ctx, given.Name, options)
			return err
		})
	case "list":
		return with(given, func(options metav1.ListOptions) error {
			_, err := client.List(ctx, options)
			return err
		})
	case "watch":
		return with(given, func(options metav1.ListOptions) error {
			return stop(client.Watch(ctx, options))
		})
	case "patch":
		return with(given, func(options metav1.PatchOptions) error {
			kind := types.PatchType(given.Patch)
			_, err := client.Patch(ctx, given.Name, kind, given.Body, options, given.subresources()...)
			return err
		})
	case "delete":
		return with(given, func(options metav1.DeleteOptions) error {
			return client.Delete(ctx, given.Name, options)
		})
	case "deleteCollection":
		selection, err := given.selection()
		if err != nil {
			return err
		}
		return with(given, func(options metav1.DeleteOptions) error {
			return client.DeleteCollection(ctx, options, selection)
		})
	}
	return writeResource(given, client)
}

// writeResource calls what takes an object.
func writeResource[T, L, A any](given *Request, client typed[T, L, A]) error {
	ctx := context.Background()
	body, err := read[T](given.Body)
	if err != nil {
		return err
	}
	applied, err := read[A](given.Body)
	if err != nil {
		return err
	}
	switch given.Verb {
	case "create":
		return with(given, func(options metav1.CreateOptions) error {
			_, err := client.Create(ctx, &body, options)
			return err
		})
	case "update":
		return with(given, func(options metav1.UpdateOptions) error {
			_, err := client.Update(ctx, &body, options)
			return err
		})
	case "apply":
		return with(given, func(options metav1.ApplyOptions) error {
			_, err := client.Apply(ctx, &applied, options)
			return err
		})
	}
	status, ok := client.(withStatus[T, A])
	if !ok {
		return unknown("verb", given.Verb)
	}
	switch given.Verb {
	case "updateStatus":
		return with(given, func(options metav1.UpdateOptions) error {
			_, err := status.UpdateStatus(ctx, &body, options)
			return err
		})
	case "applyStatus":
		return with(given, func(options metav1.ApplyOptions) error {
			_, err := status.ApplyStatus(ctx, &applied, options)
			return err
		})
	}
	return unknown("verb", given.Verb)
}
