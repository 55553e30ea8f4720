// Runs the program beside it inline, through the Automation API, with the command as its only argument. The last line says what changed.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optrefresh"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
)

func TestMain(*testing.M) {
	ctx := context.Background()
	stack, err := auto.SelectStackInlineSource(ctx, "test", "packages", program, auto.WorkDir("."))
	check(err)
	changes, err := run(ctx, stack, os.Args[1])
	check(err)
	text, err := json.Marshal(changes)
	check(err)
	fmt.Println(string(text))
}

func run(ctx context.Context, stack auto.Stack, command string) (any, error) {
	switch command {
	case "preview":
		result, err := stack.Preview(ctx, optpreview.Diff(), optpreview.Plan("plan.json"), optpreview.ProgressStreams(os.Stdout))
		return result.ChangeSummary, err
	case "apply":
		result, err := stack.Up(ctx, optup.Plan("plan.json"), optup.ProgressStreams(os.Stdout))
		return result.Summary.ResourceChanges, err
	case "up":
		result, err := stack.Up(ctx, optup.ProgressStreams(os.Stdout))
		return result.Summary.ResourceChanges, err
	case "refresh":
		result, err := stack.Refresh(ctx, optrefresh.ProgressStreams(os.Stdout))
		return result.Summary.ResourceChanges, err
	case "destroy":
		result, err := stack.Destroy(ctx, optdestroy.ProgressStreams(os.Stdout))
		return result.Summary.ResourceChanges, err
	default:
		return nil, fmt.Errorf("there is no command %s", command)
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
