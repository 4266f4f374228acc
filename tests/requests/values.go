package main

import (
	"encoding/json"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/intstr"
	utiljson "k8s.io/apimachinery/pkg/util/json"
)

// Nested is a part of an object, read or written.
type Nested struct {
	Object json.RawMessage `json:"object"`
	// As is the accessor: field, string, bool, int64, float64, number, slice, strings, map, texts;
	// or set and remove.
	As    string          `json:"as"`
	Path  []string        `json:"path"`
	Value json.RawMessage `json:"value"`
}

func answerNested(given *Nested) (any, error) {
	content := map[string]any{}
	if err := utiljson.Unmarshal(given.Object, &content); err != nil {
		return nil, err
	}
	switch given.As {
	case "field":
		return found[any](unstructured.NestedFieldNoCopy)(content, given.Path), nil
	case "string":
		return found(unstructured.NestedString)(content, given.Path), nil
	case "bool":
		return found(unstructured.NestedBool)(content, given.Path), nil
	case "int64":
		return found(unstructured.NestedInt64)(content, given.Path), nil
	case "float64":
		return found(unstructured.NestedFloat64)(content, given.Path), nil
	case "number":
		return found(unstructured.NestedNumberAsFloat64)(content, given.Path), nil
	case "slice":
		return found(unstructured.NestedSlice)(content, given.Path), nil
	case "strings":
		return found(unstructured.NestedStringSlice)(content, given.Path), nil
	case "map":
		return found(unstructured.NestedMap)(content, given.Path), nil
	case "texts":
		return found(unstructured.NestedStringMap)(content, given.Path), nil
	case "remove":
		unstructured.RemoveNestedField(content, given.Path...)
		return object{"object": content}, nil
	case "set":
		var value any
		if err := utiljson.Unmarshal(given.Value, &value); err != nil {
			return nil, err
		}
		if err := unstructured.SetNestedField(content, value, given.Path...); err != nil {
			return refused(err), nil
		}
		return object{"object": content}, nil
	}
	return nil, unknown("accessor", given.As)
}

// found is what an accessor finds.
func found[V any](accessor func(map[string]any, ...string) (V, bool, error)) func(map[string]any, []string) object {
	return func(content map[string]any, path []string) object {
		value, found, err := accessor(content, path...)
		switch {
		case err != nil:
			// The rest names the first of several entries, in an order that changes.
			where, _, _ := strings.Cut(err.Error(), "accessor error")
			return object{"error": short(where + "accessor error")}
		case found:
			return object{"found": value}
		}
		return object{}
	}
}

// Value is a JSON text that is read as a type of the API, and printed.
type Value struct {
	As   string          `json:"as"`
	JSON json.RawMessage `json:"json"`
	// Total is what a percentage is of.
	Total int `json:"total"`
}

func answerValue(given *Value) (any, error) {
	switch given.As {
	case "time":
		return printed(given.JSON, &metav1.Time{}), nil
	case "microTime":
		return printed(given.JSON, &metav1.MicroTime{}), nil
	case "duration":
		return printed(given.JSON, &metav1.Duration{}), nil
	case "intOrString":
		return scaled(given), nil
	}
	return nil, unknown("type", given.As)
}

func printed(text []byte, value any) object {
	if err := json.Unmarshal(text, value); err != nil {
		return refused(err)
	}
	printed, err := json.Marshal(value)
	if err != nil {
		return object{"prints-error": short(err.Error())}
	}
	return object{"prints": json.RawMessage(printed)}
}

func scaled(given *Value) object {
	value := intstr.IntOrString{}
	answer := printed(given.JSON, &value)
	if answer["error"] != nil {
		return answer
	}
	answer["text"] = value.String()
	answer["isText"] = value.Type == intstr.String
	answer["number"] = value.IntValue()
	for name, up := range map[string]bool{"up": true, "down": false} {
		if scaled, err := intstr.GetScaledValueFromIntOrPercent(&value, given.Total, up); err == nil {
			answer[name] = scaled
		}
	}
	return answer
}
