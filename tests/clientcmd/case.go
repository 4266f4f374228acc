package main

import (
	"encoding/json"
	"os"
	"path/filepath"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/client-go/tools/clientcmd/api/v1"
)

// placeholder stands for the folder that a case's files live in.
const placeholder = "/CASE"

// Case is what a program finds when it starts.
type Case struct {
	// Files by path; a path that ends with a slash is a folder.
	Files map[string]File `json:"files"`
	// Kubeconfig is the environment variable.
	Kubeconfig string `json:"kubeconfig"`
	// Home is the environment variable HOME.
	Home string `json:"home"`
	// Explicit is the value of the flag --kubeconfig.
	Explicit string `json:"explicit"`
	// Overrides are further flags.
	Overrides Overrides `json:"overrides"`

	root string
}

// File is a file's content, as text or in base64.
type File struct {
	Text   string `json:"text"`
	Base64 []byte `json:"base64"`
}

// Overrides are clientcmd's, with the field names of kubeconfigs.
type Overrides struct {
	Cluster         v1.Cluster  `json:"cluster"`
	ClusterDefaults v1.Cluster  `json:"cluster-defaults"`
	User            v1.AuthInfo `json:"user"`
	Context         v1.Context  `json:"context"`
	CurrentContext  string      `json:"current-context"`
	Timeout         string      `json:"timeout"`
}

// place writes the case's files, and makes their folder the working one.
func (c *Case) place(root string) error {
	c.root = root
	if err := os.MkdirAll(root, 0o755); err != nil {
		return err
	}
	if err := os.Chdir(root); err != nil {
		return err
	}
	for path, file := range c.Files {
		if path[len(path)-1] == '/' {
			if err := os.MkdirAll(path, 0o755); err != nil {
				return err
			}
			continue
		}
		content := file.Base64
		if file.Base64 == nil {
			content = []byte(file.Text)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// rules are clientcmd's in the case's environment. clientcmd itself looks at
// HOME once, when a program starts.
func (c *Case) rules(warn func(error)) (*clientcmd.ClientConfigLoadingRules, error) {
	if err := os.Setenv("HOME", c.Home); err != nil {
		return nil, err
	}
	if err := os.Setenv(clientcmd.RecommendedConfigPathEnvVar, c.Kubeconfig); err != nil {
		return nil, err
	}
	clientcmd.RecommendedConfigDir = filepath.Join(c.Home, clientcmd.RecommendedHomeDir)
	clientcmd.RecommendedHomeFile = filepath.Join(clientcmd.RecommendedConfigDir, clientcmd.RecommendedFileName)
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	rules.ExplicitPath = c.Explicit
	rules.Warner = warn
	return rules, nil
}

func (o *Overrides) convert() (*clientcmd.ConfigOverrides, error) {
	overrides := &clientcmd.ConfigOverrides{CurrentContext: o.CurrentContext, Timeout: o.Timeout}
	// The first conversion goes through the codec, for it alone knows how to
	// hold extensions.
	config := v1.Config{
		Clusters:  []v1.NamedCluster{{Name: "info", Cluster: o.Cluster}, {Name: "defaults", Cluster: o.ClusterDefaults}},
		AuthInfos: []v1.NamedAuthInfo{{Name: "info", AuthInfo: o.User}},
		Contexts:  []v1.NamedContext{{Name: "info", Context: o.Context}},
	}
	config.APIVersion, config.Kind = "v1", "Config"
	text, err := json.Marshal(config)
	if err != nil {
		return nil, err
	}
	loaded, err := clientcmd.Load(text)
	if err != nil {
		return nil, err
	}
	overrides.ClusterInfo = *bare(loaded.Clusters["info"])
	overrides.ClusterDefaults = *bare(loaded.Clusters["defaults"])
	overrides.AuthInfo = *loaded.AuthInfos["info"]
	overrides.Context = *loaded.Contexts["info"]
	return overrides, nil
}

// bare is a cluster as flags make it: without an empty map.
func bare(cluster *clientcmdapi.Cluster) *clientcmdapi.Cluster {
	if len(cluster.Extensions) == 0 {
		cluster.Extensions = nil
	}
	return cluster
}
