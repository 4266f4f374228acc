// Command requests says what client-go does: cases on stdin, answers on stdout, one JSON text a
// line. A case says what it is about: the requests that a call sends, how often it sends them, or
// what client-go and apimachinery make of a text.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

func main() {
	if err := serve(); err != nil {
		fmt.Fprintf(os.Stderr, "requests: %v\n", err)
		os.Exit(1)
	}
}

// answerers are the functions that answer a case, by what it is about.
var answerers = map[string]func([]byte) (any, error){
	"request": answering(answerRequest),
	"retry":   answering(answerRetry),
	"status":  answering(answerStatus),

	"labels":   answering(answerLabels),
	"fields":   answering(answerFields),
	"warnings": answering(answerWarnings),
	"gvk":      answering(answerKinds),
	"nested":   answering(answerNested),
	"value":    answering(answerValue),
	"name":     answering(answerName),
}

// answering makes a function on a case's text of one on the case.
func answering[C any](answer func(*C) (any, error)) func([]byte) (any, error) {
	return func(line []byte) (any, error) {
		given := new(C)
		if err := json.Unmarshal(line, given); err != nil {
			return nil, err
		}
		return answer(given)
	}
}

// serve answers every case of stdin.
func serve() error {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	for number := 1; ; number++ {
		line, err := in.ReadBytes('\n')
		if len(line) == 0 && err != nil {
			return out.Flush()
		}
		answer, err := answerLine(line)
		if err != nil {
			return fmt.Errorf("line %d: %w: %s", number, err, line)
		}
		if _, err := out.WriteString(answer); err != nil {
			return err
		}
	}
}

func answerLine(line []byte) (string, error) {
	var given struct {
		About string `json:"about"`
	}
	if err := json.Unmarshal(line, &given); err != nil {
		return "", err
	}
	answerer, ok := answerers[given.About]
	if !ok {
		return "", fmt.Errorf("nothing answers what is about %q", given.About)
	}
	answer, err := survive(answerer, line)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err = encoder.Encode(answer)
	return text.String(), err
}

// survive answers a case, with the panic if there is one.
func survive(answerer func([]byte) (any, error), line []byte) (answer any, err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			answer, err = object{"panic": short(fmt.Sprint(panicked))}, nil
		}
	}()
	return answerer(line)
}

// object is a JSON object.
type object map[string]any

// errorMax bounds the errors in answers, in characters; what is compared word by word is shorter.
const errorMax = 2048

func short(text string) string {
	runes := []rune(text)
	if len(runes) > errorMax {
		runes = append(runes[:errorMax], '…')
	}
	return string(runes)
}

// refused is the answer of what client-go finds wrong.
func refused(err error) object {
	return object{"error": short(err.Error())}
}
