//go:build tools

// Package toolchain pins the engine's sources, so that go.sum covers every module that its build reads.
package toolchain

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
