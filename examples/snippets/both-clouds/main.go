package main

import (
	"github.com/pulumi-cmk/pulumi-cmk/sdk/go/cmk"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		orders, err := cmk.NewCmk(ctx, "orders", &cmk.CmkArgs{
			Cloud:       pulumi.String(cmk.CloudAlibaba),
			Region:      pulumi.String("cn-hangzhou"),
			Description: pulumi.String("Encrypts the orders database"),
			Rotation:    &cmk.RotationArgs{Interval: pulumi.String("365d")},
		})
		if err != nil {
			return err
		}

		invoices, err := cmk.NewCmk(ctx, "invoices", &cmk.CmkArgs{
			Cloud:       pulumi.String(cmk.CloudTencent),
			Region:      pulumi.String("ap-singapore"),
			Alias:       pulumi.String("invoices"),
			Description: pulumi.String("Encrypts the invoices bucket"),
			Rotation:    &cmk.RotationArgs{Interval: pulumi.String("365d")},
		})
		if err != nil {
			return err
		}

		ctx.Export("ordersKeyId", orders.KeyId)
		ctx.Export("invoicesKeyId", invoices.KeyId)
		return nil
	})
}
