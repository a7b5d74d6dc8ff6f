package main

import (
	"github.com/pulumi-cmk/pulumi-cmk/examples/go/keys"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(keys.Make)
}
