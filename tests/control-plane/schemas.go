package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"

	apps "k8s.io/api/apps/v1"
	authentication "k8s.io/api/authentication/v1"
	autoscaling "k8s.io/api/autoscaling/v1"
	batch "k8s.io/api/batch/v1"
	coordination "k8s.io/api/coordination/v1"
	core "k8s.io/api/core/v1"
	policy "k8s.io/api/policy/v1"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// describedKinds are those that the simulated API server knows.
var describedKinds = []any{
	core.Binding{},
	core.ConfigMap{},
	core.Event{},
	core.Namespace{},
	core.Node{},
	core.Pod{},
	core.Secret{},
	core.Service{},
	core.ServiceAccount{},
	apps.Deployment{},
	apps.ReplicaSet{},
	authentication.TokenRequest{},
	autoscaling.Scale{},
	batch.Job{},
	coordination.Lease{},
	policy.Eviction{},
	policy.PodDisruptionBudget{},
	apiextensions.CustomResourceDefinition{},
	meta.DeleteOptions{},
}

// schemas prints how Go holds the kinds, as JSON with a type on each line.
func schemas(arguments []string) int {
	if len(arguments) > 0 {
		fmt.Fprintln(os.Stderr, "usage: control-plane schemas")
		return 2
	}
	types, err := describe(describedKinds)
	if err == nil {
		err = printTypes(types)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "control-plane: %v\n", err)
		return 1
	}
	return 0
}

func printTypes(types map[string]any) error {
	var names []string
	for name := range types {
		names = append(names, name)
	}
	slices.Sort(names)
	var text bytes.Buffer
	text.WriteString("{\n")
	for i, name := range names {
		description, err := json.Marshal(types[name])
		if err != nil {
			return err
		}
		end := ",\n"
		if i == len(names)-1 {
			end = "\n"
		}
		fmt.Fprintf(&text, "%q:%s%s", name, description, end)
	}
	text.WriteString("}\n")
	_, err := os.Stdout.Write(text.Bytes())
	return err
}
