// Sdkgen writes the Node.js, Python and Go SDKs of a Pulumi package from its schema, without network and without
// the language hosts that `pulumi package gen-sdk` needs.
//
// Usage: sdkgen [-local] SCHEMA LICENSE OUT. OUT/nodejs, OUT/python and OUT/go are made anew; what was there before is removed, but for
// go.mod and go.sum, which no schema can give, and what was built or installed there. With -local, they are what
// `pulumi package add` puts beside a program, which have files of their own to be installed by, as Go's go.mod.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "pulumi-cmk"

// The folder of each language that is published: the licence goes there.
var published = map[string]string{"nodejs": ".", "python": ".", "go": "."}

// A generator gives the files of one language's SDK by path. Our schema refers to no other package, so none is loaded.
type generator func(pkg *schema.Package) (map[string][]byte, error)

var generators = map[string]generator{
	"nodejs": func(pkg *schema.Package) (map[string][]byte, error) {
		files, err := nodejs.GeneratePackage(tool, pkg, nil, nil, false, nil)
		for path, text := range files {
			files[path] = withCompletions(text)
		}
		return files, err
	},
	"python": func(pkg *schema.Package) (map[string][]byte, error) {
		files, err := python.GeneratePackage(tool, pkg, nil, nil)
		if err == nil {
			// Where pyproject.toml looks for it.
			files["README.md"] = files["pulumi_cmk/README.md"]
		}
		return files, err
	},
	"go": func(pkg *schema.Package) (map[string][]byte, error) {
		return golang.GeneratePackage(tool, pkg, nil)
	},
}

// An input that takes any text beside an enum's values is `string | enums.Cloud`, which TypeScript reduces to string, so
// that an editor offers no values. It keeps `(string & {}) | enums.Cloud`, which takes the same values.
func withCompletions(typescript []byte) []byte {
	return bytes.ReplaceAll(typescript, []byte("string | enums."), []byte("(string & {}) | enums."))
}

func main() {
	local := flag.Bool("local", false, "make local packages, as `pulumi package add` does")
	flag.Parse()
	if flag.NArg() != 3 {
		fmt.Fprintln(os.Stderr, "usage: sdkgen [-local] SCHEMA LICENSE OUT")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), flag.Arg(1), flag.Arg(2), *local); err != nil {
		fmt.Fprintln(os.Stderr, "sdkgen:", err)
		os.Exit(1)
	}
}

func run(schemaPath, licensePath, out string, local bool) error {
	spec, err := readSpec(schemaPath)
	if err != nil {
		return err
	}
	license, err := os.ReadFile(licensePath)
	if err != nil {
		return err
	}
	for language, generate := range generators {
		// A generator may change the package, so each gets its own.
		pkg, err := schema.ImportSpec(spec, nil, schema.NewNullLoader(), schema.ValidationOptions{})
		if err != nil {
			return fmt.Errorf("%s: %w", schemaPath, err)
		}
		pkg.SupportPack = pkg.SupportPack || local
		files, err := generate(pkg)
		if err != nil {
			return fmt.Errorf("%s SDK: %w", language, err)
		}
		files[filepath.Join(published[language], "LICENSE")] = license
		if err := write(filepath.Join(out, language), files); err != nil {
			return err
		}
	}
	return nil
}

func readSpec(path string) (schema.PackageSpec, error) {
	var spec schema.PackageSpec
	text, err := os.ReadFile(path)
	if err != nil {
		return spec, err
	}
	if err := json.Unmarshal(text, &spec); err != nil {
		return spec, fmt.Errorf("%s: %w", path, err)
	}
	return spec, nil
}

func write(folder string, files map[string][]byte) error {
	if err := removeGenerated(folder); err != nil {
		return err
	}
	for name, content := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func removeGenerated(folder string) error {
	return filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && path == folder {
			return nil
		}
		if err != nil {
			return err
		}
		switch entry.Name() {
		case "go.mod", "go.sum":
			return nil
		case "bin", "node_modules":
			if entry.IsDir() {
				return fs.SkipDir
			}
		}
		if entry.IsDir() {
			return nil
		}
		return os.Remove(path)
	})
}
