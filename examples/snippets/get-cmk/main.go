package main

import (
	"github.com/pulumi-cmk/pulumi-cmk/sdk/go/cmk"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		invoices := cmk.LookupCmkOutput(ctx, cmk.LookupCmkOutputArgs{
			Cloud:  pulumi.String(cmk.CloudTencent),
			Region: pulumi.String("ap-singapore"),
			Alias:  pulumi.String("invoices"),
		})

		ctx.Export("invoicesKeyId", invoices.KeyId())
		return nil
	})
}
