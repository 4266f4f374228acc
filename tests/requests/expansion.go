package main

import (
	"context"
	"io"

	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	certificatesv1 "k8s.io/api/certificates/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	applyautoscalingv1 "k8s.io/client-go/applyconfigurations/autoscaling/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// discard reads what a stream has.
func discard(stream io.ReadCloser, err error) error {
	if err != nil {
		return err
	}
	defer stream.Close()
	_, err = io.Copy(io.Discard, stream)
	return err
}

// expansion is a call that the clientset has for some resources.
type expansion func(context.Context, *kubernetes.Clientset, *Request) error

// sending is an expansion that sends an object and takes options.
func sending[B, O any](call func(context.Context, *kubernetes.Clientset, *Request, *B, O) error) expansion {
	return func(ctx context.Context, set *kubernetes.Clientset, given *Request) error {
		body, err := read[B](given.Body)
		if err != nil {
			return err
		}
		return with(given, func(options O) error { return call(ctx, set, given, &body, options) })
	}
}

// ProxyOptions are what the proxies' ProxyGet takes.
type ProxyOptions struct {
	Scheme string            `json:"scheme"`
	Port   string            `json:"port"`
	Path   string            `json:"path"`
	Params map[string]string `json:"params"`
}

func callExpansion(given *Request, config *rest.Config) error {
	set, err := clientset(given, config)
	if err != nil {
		return err
	}
	call, ok := expansions[given.Resource+"/"+given.Verb]
	if !ok {
		return unknown("expansion", given.Resource+"/"+given.Verb)
	}
	return call(context.Background(), set, given)
}

var expansions = map[string]expansion{
	"pods/log": func(ctx context.Context, set *kubernetes.Clientset, given *Request) error {
		return with(given, func(options corev1.PodLogOptions) error {
			return discard(set.CoreV1().Pods(given.Namespace).GetLogs(given.Name, &options).Stream(ctx))
		})
	},
	"pods/proxy": func(ctx context.Context, set *kubernetes.Clientset, given *Request) error {
		return with(given, func(options ProxyOptions) error {
			pods := set.CoreV1().Pods(given.Namespace)
			_, err := pods.ProxyGet(options.Scheme, given.Name, options.Port, options.Path, options.Params).DoRaw(ctx)
			return err
		})
	},
	"services/proxy": func(ctx context.Context, set *kubernetes.Clientset, given *Request) error {
		return with(given, func(options ProxyOptions) error {
			services := set.CoreV1().Services(given.Namespace)
			_, err := services.ProxyGet(options.Scheme, given.Name, options.Port, options.Path, options.Params).DoRaw(ctx)
			return err
		})
	},
	"pods/evict": sending(func(ctx context.Context, set *kubernetes.Clientset, given *Request, body *policyv1.Eviction, _ struct{}) error {
		return set.CoreV1().Pods(given.Namespace).EvictV1(ctx, body)
	}),
	"pods/bind": sending(func(ctx context.Context, set *kubernetes.Clientset, given *Request, body *corev1.Binding, options metav1.CreateOptions) error {
		return set.CoreV1().Pods(given.Namespace).Bind(ctx, body, options)
	}),
	"pods/ephemeralcontainers": sending(func(ctx context.Context, set *kubernetes.Clientset, given *Request, body *corev1.Pod, options metav1.UpdateOptions) error {
		_, err := set.CoreV1().Pods(given.Namespace).UpdateEphemeralContainers(ctx, given.Name, body, options)
		return err
	}),
	"pods/resize": sending(func(ctx context.Context, set *kubernetes.Clientset, given *Request, body *corev1.Pod, options metav1.UpdateOptions) error {
		_, err := set.CoreV1().Pods(given.Namespace).UpdateResize(ctx, given.Name, body, options)
		return err
	}),
	"nodes/patchStatus": func(ctx context.Context, set *kubernetes.Clientset, given *Request) error {
		_, err := set.CoreV1().Nodes().PatchStatus(ctx, given.Name, given.Body)
		return err
	},
	"namespaces/finalize": sending(func(ctx context.Context, set *kubernetes.Clientset, _ *Request, body *corev1.Namespace, options metav1.UpdateOptions) error {
		_, err := set.CoreV1().Namespaces().Finalize(ctx, body, options)
		return err
	}),
	"serviceaccounts/token": sending(func(ctx context.Context, set *kubernetes.Clientset, given *Request, body *authenticationv1.TokenRequest, options metav1.CreateOptions) error {
		_, err := set.CoreV1().ServiceAccounts(given.Namespace).CreateToken(ctx, given.Name, body, options)
		return err
	}),
	"certificatesigningrequests/approval": sending(func(ctx context.Context, set *kubernetes.Clientset, given *Request, body *certificatesv1.CertificateSigningRequest, options metav1.UpdateOptions) error {
		_, err := set.CertificatesV1().CertificateSigningRequests().UpdateApproval(ctx, given.Name, body, options)
		return err
	}),
	"deployments/getScale": sending(func(ctx context.Context, set *kubernetes.Clientset, given *Request, _ *struct{}, options metav1.GetOptions) error {
		_, err := set.AppsV1().Deployments(given.Namespace).GetScale(ctx, given.Name, options)
		return err
	}),
	"deployments/updateScale": sending(func(ctx context.Context, set *kubernetes.Clientset, given *Request, body *autoscalingv1.Scale, options metav1.UpdateOptions) error {
		_, err := set.AppsV1().Deployments(given.Namespace).UpdateScale(ctx, given.Name, body, options)
		return err
	}),
	"deployments/applyScale": sending(func(ctx context.Context, set *kubernetes.Clientset, given *Request, body *applyautoscalingv1.ScaleApplyConfiguration, options metav1.ApplyOptions) error {
		_, err := set.AppsV1().Deployments(given.Namespace).ApplyScale(ctx, given.Name, body, options)
		return err
	}),
	"subjectaccessreviews/create": sending(func(ctx context.Context, set *kubernetes.Clientset, _ *Request, body *authorizationv1.SubjectAccessReview, options metav1.CreateOptions) error {
		_, err := set.AuthorizationV1().SubjectAccessReviews().Create(ctx, body, options)
		return err
	}),
}
