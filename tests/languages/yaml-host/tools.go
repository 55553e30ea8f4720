//go:build tools

// The host and the converter are commands of another module: these imports are what keeps their dependencies in go.mod and go.sum.
package host

import (
	_ "github.com/pulumi/pulumi-yaml/cmd/pulumi-converter-yaml"
	_ "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"
)
