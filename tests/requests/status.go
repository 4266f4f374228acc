package main

import (
	"context"
	"errors"
	"sort"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

var widgets = schema.GroupVersion{Group: "example.com", Version: "v1"}

// Answered is a request and what the server answered.
type Answered struct {
	// Verb is an HTTP method.
	Verb  string `json:"verb"`
	Reply Reply  `json:"reply"`
}

// predicates tell errors apart.
var predicates = map[string]func(error) bool{
	"NotFound":              apierrors.IsNotFound,
	"AlreadyExists":         apierrors.IsAlreadyExists,
	"Conflict":              apierrors.IsConflict,
	"Invalid":               apierrors.IsInvalid,
	"Gone":                  apierrors.IsGone,
	"Expired":               apierrors.IsResourceExpired,
	"NotAcceptable":         apierrors.IsNotAcceptable,
	"UnsupportedMediaType":  apierrors.IsUnsupportedMediaType,
	"MethodNotSupported":    apierrors.IsMethodNotSupported,
	"ServiceUnavailable":    apierrors.IsServiceUnavailable,
	"BadRequest":            apierrors.IsBadRequest,
	"Unauthorized":          apierrors.IsUnauthorized,
	"Forbidden":             apierrors.IsForbidden,
	"Timeout":               apierrors.IsTimeout,
	"ServerTimeout":         apierrors.IsServerTimeout,
	"InternalError":         apierrors.IsInternalError,
	"TooManyRequests":       apierrors.IsTooManyRequests,
	"RequestEntityTooLarge": apierrors.IsRequestEntityTooLargeError,
	"UnexpectedServerError": apierrors.IsUnexpectedServerError,
	"StoreReadError":        apierrors.IsStoreReadError,
}

func answerStatus(given *Answered) (any, error) {
	client, err := scripted(&script{replies: []Reply{given.Reply}})
	if err != nil {
		return nil, err
	}
	request := client.Verb(given.Verb).Namespace("shop").Resource("widgets").MaxRetries(0)
	if given.Verb != "POST" {
		request = request.Name("left")
	}
	result := request.Do(context.Background())
	object := &unstructured.Unstructured{}
	if err := result.Into(object); err != nil {
		return mapped(err), nil
	}
	code := 0
	result.StatusCode(&code)
	return map[string]any{"read": object.GetKind(), "code": code}, nil
}

// mapped is what a program learns of an error.
func mapped(err error) object {
	var status apierrors.APIStatus
	if !errors.As(err, &status) {
		return refused(err)
	}
	found := status.Status()
	answer := object{"code": found.Code, "reason": found.Reason, "message": short(found.Message)}
	names := []string{}
	for name, is := range predicates {
		if is(err) {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	answer["is"] = strings.Join(names, " ")
	if seconds, ok := apierrors.SuggestsClientDelay(err); ok {
		answer["delay"] = seconds
	}
	if details := found.Details; details != nil {
		answer["causes"] = len(details.Causes)
		answer["retryAfterSeconds"] = details.RetryAfterSeconds
	}
	return answer
}
