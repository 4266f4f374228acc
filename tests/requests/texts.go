package main

import (
	"strings"

	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/net"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/client-go/rest"
)

// Selector is a selector and what it may match.
type Selector struct {
	Text string              `json:"text"`
	Sets []map[string]string `json:"sets"`
}

func answerLabels(given *Selector) (any, error) {
	selector, err := labels.Parse(given.Text)
	if err != nil {
		return refused(err), nil
	}
	matches := ""
	for _, set := range given.Sets {
		matches += mark(selector.Matches(labels.Set(set)))
	}
	return object{"prints": selector.String(), "matches": matches, "empty": selector.Empty()}, nil
}

func answerFields(given *Selector) (any, error) {
	selector, err := fields.ParseSelector(given.Text)
	if err != nil {
		return refused(err), nil
	}
	matches := ""
	for _, set := range given.Sets {
		matches += mark(selector.Matches(fields.Set(set)))
	}
	return object{"prints": selector.String(), "matches": matches, "empty": selector.Empty()}, nil
}

func mark(matches bool) string {
	if matches {
		return "y"
	}
	return "n"
}

// Warnings are the values of Warning headers.
type Warnings struct {
	Headers []string `json:"headers"`
}

func answerWarnings(given *Warnings) (any, error) {
	// How many could not be read is not told: Outrigger tells nobody.
	warnings, _ := net.ParseWarningHeaders(given.Headers)
	found := []object{}
	for _, warning := range warnings {
		found = append(found, object{"code": warning.Code, "agent": warning.Agent, "text": warning.Text})
	}
	return object{"warnings": found}, nil
}

// Kind is a text that names a kind, a resource or what they belong to; Second is the kind beside
// an apiVersion.
type Kind struct {
	Form   string `json:"form"`
	Text   string `json:"text"`
	Second string `json:"second"`
}

func answerKinds(given *Kind) (any, error) {
	switch given.Form {
	case "groupVersion":
		parsed, err := schema.ParseGroupVersion(given.Text)
		if err != nil {
			return refused(err), nil
		}
		return object{"group": parsed.Group, "version": parsed.Version, "prints": parsed.String(), "empty": parsed.Empty()}, nil
	case "kind":
		kind := schema.FromAPIVersionAndKind(given.Text, given.Second)
		apiVersion, name := kind.ToAPIVersionAndKind()
		return object{
			"group": kind.Group, "version": kind.Version, "kind": kind.Kind, "prints": kind.String(),
			"apiVersion": apiVersion, "name": name,
		}, nil
	case "kindArg":
		full, part := schema.ParseKindArg(given.Text)
		answer := object{"group": part.Group, "kind": part.Kind, "prints": part.String()}
		if full != nil {
			answer["full"] = object{"group": full.Group, "version": full.Version, "kind": full.Kind}
		}
		return answer, nil
	case "resourceArg":
		full, part := schema.ParseResourceArg(given.Text)
		answer := object{"group": part.Group, "resource": part.Resource, "prints": part.String()}
		if full != nil {
			answer["full"] = object{"group": full.Group, "version": full.Version, "resource": full.Resource}
		}
		return answer, nil
	}
	return nil, unknown("form", given.Form)
}

// Name is a text that may be a name.
type Name struct {
	Check string `json:"check"`
	Text  string `json:"text"`
}

var checks = map[string]func(string) []string{
	"pathSegment":        rest.IsValidPathSegmentName,
	"dns1123Label":       validation.IsDNS1123Label,
	"dns1123Subdomain":   validation.IsDNS1123Subdomain,
	"dns1035Label":       validation.IsDNS1035Label,
	"qualifiedName":      func(text string) []string { return validation.IsQualifiedName(text) },
	"labelValue":         validation.IsValidLabelValue,
	"portName":           validation.IsValidPortName,
	"wildcardDNS1123":    validation.IsWildcardDNS1123Subdomain,
	"configMapKey":       validation.IsConfigMapKey,
	"dns1123SubdomainCI": validation.IsDNS1123SubdomainWithUnderscore,
}

func answerName(given *Name) (any, error) {
	check, ok := checks[given.Check]
	if !ok {
		return nil, unknown("check", given.Check)
	}
	if problems := check(given.Text); len(problems) > 0 {
		return object{"error": short(strings.Join(problems, "; "))}, nil
	}
	return object{}, nil
}
