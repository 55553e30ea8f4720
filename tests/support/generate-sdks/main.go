// Writes the SDKs for Node.js, Python and Go that Pulumi makes of a package schema: generate-sdks SCHEMA DIRECTORY.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/blang/semver"
	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

func main() {
	write("nodejs", func(pkg *schema.Package) (map[string][]byte, error) {
		return nodejs.GeneratePackage("generate-sdks", pkg, nil, nil, true, noReferences{schema.NewNullLoader()})
	})
	write("python", func(pkg *schema.Package) (map[string][]byte, error) {
		return python.GeneratePackage("generate-sdks", pkg, nil, noReferences{schema.NewNullLoader()})
	})
	write("go", func(pkg *schema.Package) (map[string][]byte, error) {
		return golang.GeneratePackage("generate-sdks", pkg, nil)
	})
}

// Generators change the package that they are given, so each gets its own.
func write(language string, generate func(*schema.Package) (map[string][]byte, error)) {
	files, err := generate(read(os.Args[1]))
	check(err)
	for name, content := range files {
		file := filepath.Join(os.Args[2], language, name)
		check(os.MkdirAll(filepath.Dir(file), 0o755))
		check(os.WriteFile(file, content, 0o644))
	}
}

func read(file string) *schema.Package {
	text, err := os.ReadFile(file)
	check(err)
	var spec schema.PackageSpec
	check(json.Unmarshal(text, &spec))
	pkg, diagnostics, err := schema.BindSpec(spec, schema.NewNullLoader(), schema.ValidationOptions{})
	check(err)
	if len(diagnostics) > 0 {
		check(diagnostics)
	}
	return pkg
}

// The schema refers to no other package.
type noReferences struct{ schema.Loader }

func (noReferences) LoadPackageReference(name string, _ *semver.Version) (schema.PackageReference, error) {
	return nil, fmt.Errorf("the schema refers to %s", name)
}

func (noReferences) LoadPackageReferenceV2(_ context.Context, descriptor *schema.PackageDescriptor) (schema.PackageReference, error) {
	return nil, fmt.Errorf("the schema refers to %s", descriptor.Name)
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
