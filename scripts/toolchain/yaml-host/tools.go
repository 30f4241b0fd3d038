//go:build tools

// Package yamlhost pins the sources of the language host for YAML, so that go.sum covers every module that its build reads.
package yamlhost

import _ "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"
