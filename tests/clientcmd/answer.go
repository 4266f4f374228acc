package main

import (
	"errors"
	"regexp"
	"sort"
	"strings"

	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// object is a JSON object that leaves out what is empty.
type object map[string]any

func (c *Case) answer() map[string]any {
	answer := object{}
	warnings := []string{}
	rules, err := c.rules(func(warning error) { warnings = append(warnings, c.short(warning.Error())) })
	if err != nil {
		return c.failed(err)
	}
	loaded, err := rules.Load()
	answer["load-errors"] = c.texts(err)
	answer.list("warnings", warnings)
	if loaded == nil {
		return answer
	}
	answer["merged"] = merged(loaded)

	overrides, err := c.Overrides.convert()
	if err != nil {
		return c.failed(err)
	}
	// What could be loaded is resolved even if not all could, so that more is compared.
	client := clientcmd.NewNonInteractiveClientConfig(*loaded, overrides.CurrentContext, overrides, rules)
	namespace, overridden, err := client.Namespace()
	if err == nil {
		answer.text("namespace", namespace)
		answer.flag("namespace-overridden", overridden)
	}
	config, err := client.ClientConfig()
	if err != nil {
		answer["empty"] = clientcmd.IsEmptyConfig(err)
		answer["errors"] = c.texts(err)
		return answer
	}
	answer["resolved"] = resolved(config)
	if _, err := rest.TransportFor(config); err != nil {
		answer["connect-error"] = c.short(err.Error())
	} else if _, _, err := rest.DefaultServerUrlFor(config); err != nil {
		answer["connect-error"] = c.short(err.Error())
	}
	return answer
}

// failed is an answer that no case should get.
func (c *Case) failed(err error) map[string]any {
	return map[string]any{"failed": c.short(err.Error())}
}

// texts are the errors that err is made of.
func (c *Case) texts(err error) []string {
	texts := []string{}
	var all utilerrors.Aggregate
	switch {
	case err == nil:
	case errors.As(err, &all):
		for _, one := range all.Errors() {
			texts = append(texts, c.short(one.Error()))
		}
	default:
		texts = append(texts, c.short(err.Error()))
	}
	sort.Strings(texts)
	return texts
}

var unstable = regexp.MustCompile(`(?s) in list: \[.*|0x[0-9a-f]{6,}`)

const errorMax = 160

// short is an error's text without what differs from run to run, for people:
// only whether there is one is compared.
func (c *Case) short(text string) string {
	text = strings.ReplaceAll(text, c.root, placeholder)
	runes := []rune(unstable.ReplaceAllString(text, ""))
	if len(runes) > errorMax {
		runes = append(runes[:errorMax], '…')
	}
	return string(runes)
}
