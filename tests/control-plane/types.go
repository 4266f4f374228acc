package main

import (
	"encoding/json"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/kube-openapi/pkg/common"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"k8s.io/kubernetes/pkg/generated/openapi"
)

// special are the types that read and write their JSON themselves.
var special = map[reflect.Type]string{
	reflect.TypeFor[meta.Time]():            "Time",
	reflect.TypeFor[meta.MicroTime]():       "MicroTime",
	reflect.TypeFor[meta.Duration]():        "Duration",
	reflect.TypeFor[meta.FieldsV1]():        "Any",
	reflect.TypeFor[resource.Quantity]():    "Quantity",
	reflect.TypeFor[intstr.IntOrString]():   "IntOrString",
	reflect.TypeFor[runtime.RawExtension](): "Any",
	reflect.TypeFor[apiextensions.JSON]():   "Any",

	reflect.TypeFor[apiextensions.JSONSchemaPropsOrBool]():        "Any",
	reflect.TypeFor[apiextensions.JSONSchemaPropsOrArray]():       "Any",
	reflect.TypeFor[apiextensions.JSONSchemaPropsOrStringArray](): "Any",
}

// structType is a struct's description.
type structType struct {
	// Atomic: owned and replaced as a whole.
	Atomic bool                   `json:"atomic,omitempty"`
	Fields map[string]structField `json:"fields"`
}

// structField is a field's description, under its JSON name.
type structField struct {
	Type string `json:"type"`
	// Omit: "empty" or "zero", when the field is left out.
	Omit string `json:"omit,omitempty"`
	// Through: the embedded struct that has the field.
	Through string `json:"through,omitempty"`
	// List: the x-kubernetes-list-type, and its keys.
	List string   `json:"list,omitempty"`
	Keys []string `json:"keys,omitempty"`
	// Atomic: like the struct's, for maps and for this field of that type alone.
	Atomic bool `json:"atomic,omitempty"`
	// Strategy and MergeKey: how a strategic merge patch treats the field.
	Strategy string `json:"strategy,omitempty"`
	MergeKey string `json:"mergeKey,omitempty"`
	Default  any    `json:"default,omitempty"`
}

// describer collects the types that the kinds use, by name.
type describer struct {
	definitions map[string]common.OpenAPIDefinition
	types       map[string]any
}

func describe(kinds []any) (map[string]any, error) {
	reference := func(name string) spec.Ref { return spec.MustCreateRef("#/" + name) }
	d := describer{openapi.GetOpenAPIDefinitions(reference), map[string]any{}}
	for _, kind := range kinds {
		if _, err := d.expression(reflect.TypeOf(kind)); err != nil {
			return nil, err
		}
	}
	return d.types, nil
}

// expression writes a type as Go does, but named types with one more part of
// their package's path.
func (d *describer) expression(t reflect.Type) (string, error) {
	if t.PkgPath() != "" {
		name := path.Join(path.Base(path.Dir(t.PkgPath())), path.Base(t.PkgPath())) + "." + t.Name()
		return name, d.named(name, t)
	}
	switch t.Kind() {
	case reflect.Bool, reflect.Int32, reflect.Int64, reflect.Float64, reflect.String, reflect.Uint8:
		return t.Kind().String(), nil
	case reflect.Pointer:
		element, err := d.expression(t.Elem())
		return "*" + element, err
	case reflect.Slice:
		element, err := d.expression(t.Elem())
		return "[]" + element, err
	case reflect.Map:
		key, err := d.expression(t.Key())
		if err != nil {
			return "", err
		}
		element, err := d.expression(t.Elem())
		return "map[" + key + "]" + element, err
	default:
		return "", fmt.Errorf("no description for %s", t)
	}
}

// named describes a named type once.
func (d *describer) named(name string, t reflect.Type) error {
	if _, known := d.types[name]; known {
		return nil
	}
	if kind, known := special[t]; known {
		d.types[name] = kind
		return nil
	}
	d.types[name] = nil // it may contain itself
	if t.Kind() == reflect.Struct {
		description, err := d.structType(t)
		d.types[name] = description
		return err
	}
	underlying, err := d.underlying(t)
	d.types[name] = underlying
	return err
}

func (d *describer) underlying(t reflect.Type) (string, error) {
	switch t.Kind() {
	case reflect.String:
		return "string", nil
	case reflect.Map:
		return d.expression(reflect.MapOf(t.Key(), t.Elem()))
	case reflect.Slice:
		return d.expression(reflect.SliceOf(t.Elem()))
	default:
		return "", fmt.Errorf("no description for what %s is", t)
	}
}

func (d *describer) structType(t reflect.Type) (structType, error) {
	result := structType{Fields: map[string]structField{}}
	if reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()) {
		// It has to be looked at before it can be special.
		return result, fmt.Errorf("%s reads its own JSON", t)
	}
	definition := d.definition(t)
	result.Atomic = extension(definition, "x-kubernetes-map-type") == "atomic"
	return result, d.fields(t, "", definition, result.Fields)
}

func (d *describer) definition(t reflect.Type) spec.Schema {
	model, ok := reflect.New(t).Interface().(interface{ OpenAPIModelName() string })
	if !ok {
		return spec.Schema{}
	}
	return d.definitions[model.OpenAPIModelName()].Schema
}

// fields adds the fields of a struct, and those of the structs embedded in it.
func (d *describer) fields(t reflect.Type, through string, definition spec.Schema, fields map[string]structField) error {
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case name == "-" || !field.IsExported():
			continue
		case field.Anonymous && name == "":
			if err := d.fields(field.Type, field.Name, definition, fields); err != nil {
				return err
			}
			continue
		case name == "":
			return fmt.Errorf("%s.%s has no JSON name", t, field.Name)
		}
		expression, err := d.expression(field.Type)
		if err != nil {
			return fmt.Errorf("%s.%s: %w", t, field.Name, err)
		}
		description := described(definition.Properties[name], field.Tag)
		description.Type, description.Through = expression, through
		description.Omit = omission(strings.Split(options, ","))
		fields[name] = description
	}
	return nil
}

// omission is when a field is left out: omitzero also leaves out empty structs.
func omission(options []string) string {
	switch {
	case slices.Contains(options, "omitzero"):
		return "zero"
	case slices.Contains(options, "omitempty"):
		return "empty"
	default:
		return ""
	}
}

// described is what the OpenAPI definition and the tags of a field say.
func described(property spec.Schema, tag reflect.StructTag) structField {
	field := structField{
		List:     extension(property, "x-kubernetes-list-type"),
		Atomic:   extension(property, "x-kubernetes-map-type") == "atomic",
		Strategy: tag.Get("patchStrategy"),
		MergeKey: tag.Get("patchMergeKey"),
	}
	if keys, ok := property.Extensions["x-kubernetes-list-map-keys"].([]any); ok {
		for _, key := range keys {
			field.Keys = append(field.Keys, fmt.Sprint(key))
		}
	}
	// The others are what Go has there anyway: the generator writes them for every value.
	if value := reflect.ValueOf(property.Default); value.IsValid() && value.Kind() != reflect.Map && !value.IsZero() {
		field.Default = property.Default
	}
	return field
}

func extension(schema spec.Schema, name string) string {
	value, _ := schema.Extensions[name].(string)
	return value
}
