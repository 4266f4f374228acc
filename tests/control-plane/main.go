// Command control-plane is a real Kubernetes control plane in one program: an
// embedded etcd, kube-apiserver and kubectl. The first argument picks the part.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	_ "k8s.io/client-go/plugin/pkg/client/auth" // the auth providers kubectl is shipped with
	"k8s.io/component-base/cli"
	kubectl "k8s.io/kubectl/pkg/cmd"
	kubectlutil "k8s.io/kubectl/pkg/cmd/util"
	kubeapiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
)

const usage = `usage: control-plane <command> [arguments]

commands:
  serve           run etcd and an apiserver, and take commands on stdin
  send            send a command to a detached serve
  schemas         print how Go holds the kinds that the simulated API server knows
  follow          run client-go's informer, and print its store on demand
  kube-apiserver  the apiserver alone, with its own flags
  kubectl         kubectl, with its own flags
`

// childCommand runs an apiserver that ends when its stdin does. It is what
// serve starts, and not for people.
const childCommand = "apiserver-child"

func main() {
	os.Exit(run(os.Args[1:]))
}

func run(arguments []string) int {
	if len(arguments) == 0 {
		fmt.Fprint(os.Stderr, usage)
		return 2
	}
	name, arguments := arguments[0], arguments[1:]
	switch name {
	case "serve":
		return serve(arguments)
	case "send":
		return send(arguments)
	case "schemas":
		return schemas(arguments)
	case "follow":
		return follow(arguments)
	case childCommand:
		go endWithStdin()
		return runAPIServer(arguments)
	case "kube-apiserver":
		return runAPIServer(arguments)
	case "kubectl":
		return runKubectl(arguments)
	case "help", "-h", "--help":
		fmt.Print(usage)
		return 0
	default:
		fmt.Fprintf(os.Stderr, "control-plane: unknown command %q\n\n%s", name, usage)
		return 2
	}
}

func runAPIServer(arguments []string) int {
	return cli.Run(prepared("kube-apiserver", kubeapiserver.NewAPIServerCommand, arguments))
}

func runKubectl(arguments []string) int {
	err := cli.RunNoErrOutput(prepared("kubectl", kubectl.NewDefaultKubectlCommand, arguments))
	kubectlutil.CheckErr(err) // prints the error and ends the process
	return 0
}

// prepared builds a component's command as its own program would find it.
// kubectl reads os.Args while it is built, so our own first argument must be
// gone by then.
func prepared(name string, build func() *cobra.Command, arguments []string) *cobra.Command {
	os.Args = append([]string{name}, arguments...)
	return build()
}

// endWithStdin ends the process at the end of stdin. The parent holds the other
// end, and the kernel closes that however the parent dies.
func endWithStdin() {
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(1)
}
