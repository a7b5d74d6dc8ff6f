// Runs examples/go under the real engine with Go's Automation API, in the project folder given, and prints the stack's
// outputs as JSON.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/pulumi-cmk/pulumi-cmk/examples/go/keys"
	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
)

func main() {
	if err := run(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, folder string) error {
	stack, err := auto.UpsertStackInlineSource(ctx, "dev", "project", keys.Make, auto.WorkDir(folder))
	if err != nil {
		return err
	}
	if _, err = stack.Up(ctx); err != nil {
		return err
	}
	result, err := stack.Up(ctx, optup.ExpectNoChanges())
	if err != nil {
		return err
	}
	outputs := map[string]any{}
	for name, output := range result.Outputs {
		outputs[name] = output.Value
	}
	return json.NewEncoder(os.Stdout).Encode(outputs)
}
