package main

import (
	"github.com/pulumi-cmk/pulumi-cmk/sdk/go/cmk"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		enabled := cmk.GetCmksOutput(ctx, cmk.GetCmksOutputArgs{
			Cloud:  pulumi.String(cmk.CloudTencent),
			Region: pulumi.String("ap-singapore"),
			States: pulumi.StringArray{pulumi.String(cmk.KeyStateEnabled)},
		})

		ctx.Export("enabledKeys", enabled.Cmks())
		return nil
	})
}
