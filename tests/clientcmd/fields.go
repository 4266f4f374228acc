package main

import (
	"encoding/json"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/rest"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

func (o object) text(name, value string) {
	if value != "" {
		o[name] = value
	}
}

func (o object) bytes(name string, value []byte) {
	if len(value) > 0 {
		o[name] = value
	}
}

func (o object) flag(name string, value bool) {
	if value {
		o[name] = value
	}
}

func (o object) list(name string, values []string) {
	if len(values) > 0 {
		o[name] = values
	}
}

func (o object) extensions(extensions map[string]runtime.Object) {
	if len(extensions) == 0 {
		return
	}
	values := object{}
	for name, extension := range extensions {
		values[name] = value(extension)
	}
	o["extensions"] = values
}

// value is an extension as JSON, its numbers as they were written.
func value(extension runtime.Object) any {
	unknown, ok := extension.(*runtime.Unknown)
	if !ok {
		return nil
	}
	decoder := json.NewDecoder(strings.NewReader(string(unknown.Raw)))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return "not JSON: " + err.Error()
	}
	return value
}

// merged is the configuration with the field names of kubeconfigs.
func merged(config *clientcmdapi.Config) object {
	answer := object{}
	answer.text("current-context", config.CurrentContext)
	answer.flag("colors", config.Preferences.Colors)
	answer.extensions(config.Extensions)
	preferences := object{}
	preferences.extensions(config.Preferences.Extensions)
	if len(preferences) > 0 {
		answer["preferences"] = preferences
	}
	clusters, users, contexts := object{}, object{}, object{}
	for name, entry := range config.Clusters {
		clusters[name] = cluster(entry)
	}
	for name, entry := range config.AuthInfos {
		users[name] = user(entry)
	}
	for name, entry := range config.Contexts {
		contexts[name] = context(entry)
	}
	answer["clusters"], answer["users"], answer["contexts"] = clusters, users, contexts
	return answer
}

func cluster(entry *clientcmdapi.Cluster) object {
	answer := object{}
	answer.text("from", entry.LocationOfOrigin)
	answer.text("server", entry.Server)
	answer.text("tls-server-name", entry.TLSServerName)
	answer.flag("insecure-skip-tls-verify", entry.InsecureSkipTLSVerify)
	answer.text("certificate-authority", entry.CertificateAuthority)
	answer.bytes("certificate-authority-data", entry.CertificateAuthorityData)
	answer.text("proxy-url", entry.ProxyURL)
	answer.flag("disable-compression", entry.DisableCompression)
	answer.extensions(entry.Extensions)
	return answer
}

func context(entry *clientcmdapi.Context) object {
	answer := object{}
	answer.text("from", entry.LocationOfOrigin)
	answer.text("cluster", entry.Cluster)
	answer.text("user", entry.AuthInfo)
	answer.text("namespace", entry.Namespace)
	answer.extensions(entry.Extensions)
	return answer
}

func user(entry *clientcmdapi.AuthInfo) object {
	answer := object{}
	answer.text("from", entry.LocationOfOrigin)
	answer.text("client-certificate", entry.ClientCertificate)
	answer.bytes("client-certificate-data", entry.ClientCertificateData)
	answer.text("client-key", entry.ClientKey)
	answer.bytes("client-key-data", entry.ClientKeyData)
	answer.text("token", entry.Token)
	answer.text("tokenFile", entry.TokenFile)
	answer.text("username", entry.Username)
	answer.text("password", entry.Password)
	answer.impersonate(rest.ImpersonationConfig{
		UserName: entry.Impersonate,
		UID:      entry.ImpersonateUID,
		Groups:   entry.ImpersonateGroups,
		Extra:    entry.ImpersonateUserExtra,
	})
	answer.provider(entry.AuthProvider)
	answer.exec(entry.Exec)
	answer.extensions(entry.Extensions)
	return answer
}

func (o object) impersonate(wanted rest.ImpersonationConfig) {
	o.text("as", wanted.UserName)
	o.text("as-uid", wanted.UID)
	o.list("as-groups", wanted.Groups)
	if len(wanted.Extra) == 0 {
		return
	}
	extra := object{}
	for name, values := range wanted.Extra {
		extra[name] = append([]string{}, values...)
	}
	o["as-user-extra"] = extra
}

func (o object) provider(provider *clientcmdapi.AuthProviderConfig) {
	if provider == nil {
		return
	}
	answer := object{}
	answer.text("name", provider.Name)
	if len(provider.Config) > 0 {
		answer["config"] = provider.Config
	}
	o["auth-provider"] = answer
}

func (o object) exec(exec *clientcmdapi.ExecConfig) {
	if exec == nil {
		return
	}
	answer := object{}
	answer.text("command", exec.Command)
	answer.list("args", exec.Args)
	env := []object{}
	for _, variable := range exec.Env {
		one := object{}
		one.text("name", variable.Name)
		one.text("value", variable.Value)
		env = append(env, one)
	}
	if len(env) > 0 {
		answer["env"] = env
	}
	answer.text("apiVersion", exec.APIVersion)
	answer.text("installHint", exec.InstallHint)
	answer.flag("provideClusterInfo", exec.ProvideClusterInfo)
	answer.text("interactiveMode", string(exec.InteractiveMode))
	if exec.Config != nil {
		answer["config"] = value(exec.Config)
	}
	o["exec"] = answer
}

// resolved is what a client is made from.
func resolved(config *rest.Config) object {
	answer := object{}
	answer.text("host", config.Host)
	if url, _, err := rest.DefaultServerUrlFor(config); err == nil {
		answer.text("scheme", url.Scheme)
		answer.text("address", url.Host)
		answer.text("path", url.EscapedPath())
		if url.User != nil {
			password, _ := url.User.Password()
			answer.text("url-username", url.User.Username())
			answer.text("url-password", password)
		}
	}
	answer.flag("insecure-skip-tls-verify", config.Insecure)
	answer.text("tls-server-name", config.ServerName)
	answer.text("certificate-authority", config.CAFile)
	answer.bytes("certificate-authority-data", config.CAData)
	answer.text("client-certificate", config.CertFile)
	answer.bytes("client-certificate-data", config.CertData)
	answer.text("client-key", config.KeyFile)
	answer.bytes("client-key-data", config.KeyData)
	answer.text("token", config.BearerToken)
	answer.text("tokenFile", config.BearerTokenFile)
	answer.text("username", config.Username)
	answer.text("password", config.Password)
	answer.impersonate(config.Impersonate)
	answer.provider(config.AuthProvider)
	answer.exec(config.ExecProvider)
	answer.flag("disable-compression", config.DisableCompression)
	if config.Timeout != 0 {
		answer["timeout"] = config.Timeout.Nanoseconds()
	}
	if config.Proxy != nil {
		if url, err := config.Proxy(nil); err == nil && url != nil {
			answer.text("proxy-url", url.String())
		}
	}
	return answer
}
