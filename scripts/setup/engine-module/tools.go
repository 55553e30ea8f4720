//go:build tools

// The engine is a command of another module: this import is what keeps its dependencies in go.mod and go.sum.
package engine

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
