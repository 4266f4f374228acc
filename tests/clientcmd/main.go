// Command clientcmd says how client-go's clientcmd loads and resolves
// kubeconfigs: cases on stdin, answers on stdout, one JSON text a line.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	_ "k8s.io/client-go/plugin/pkg/client/auth" // the auth providers kubectl is shipped with
)

func main() {
	if err := serve(); err != nil {
		fmt.Fprintf(os.Stderr, "clientcmd: %v\n", err)
		os.Exit(1)
	}
}

// serve answers every case of stdin, in a folder that is gone afterwards.
func serve() error {
	scratch, err := os.MkdirTemp("", "clientcmd-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	// Relative paths are made absolute by the name that the system knows the folder by.
	if scratch, err = filepath.EvalSymlinks(scratch); err != nil {
		return err
	}
	// Nothing of this machine's is in an answer.
	os.Clearenv()

	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	for number := 0; ; number++ {
		line, err := in.ReadBytes('\n')
		if len(line) == 0 && err != nil {
			return out.Flush()
		}
		answer, err := answerLine(line, fmt.Sprintf("%s/%d", scratch, number))
		if err != nil {
			return fmt.Errorf("line %d: %w", number+1, err)
		}
		if _, err := out.WriteString(answer + "\n"); err != nil {
			return err
		}
	}
}

// answerLine answers one case; its files live in root, which answers call /CASE.
func answerLine(line []byte, root string) (string, error) {
	var given Case
	if err := json.Unmarshal([]byte(strings.ReplaceAll(string(line), placeholder, root)), &given); err != nil {
		return "", err
	}
	if err := given.place(root); err != nil {
		return "", err
	}
	defer os.RemoveAll(root)
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(survive(&given)); err != nil {
		return "", err
	}
	return strings.ReplaceAll(strings.TrimSuffix(text.String(), "\n"), root, placeholder), nil
}

// survive answers a case, with the panic if there is one.
func survive(given *Case) (answer map[string]any) {
	defer func() {
		if panicked := recover(); panicked != nil {
			answer = map[string]any{"panic": given.short(fmt.Sprint(panicked))}
		}
	}()
	return given.answer()
}
