package main

import (
	"github.com/pulumi-cmk/pulumi-cmk/sdk/go/cmk"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		releases, err := cmk.NewCmk(ctx, "releases", &cmk.CmkArgs{
			Cloud:       pulumi.String(cmk.CloudTencent),
			Region:      pulumi.String("ap-singapore"),
			Spec:        pulumi.String(cmk.SpecEcP256),
			Usage:       pulumi.String(cmk.UsageSignVerify),
			Alias:       pulumi.String("releases"),
			Description: pulumi.String("Signs releases"),
		})
		if err != nil {
			return err
		}

		publicKey := cmk.GetPublicKeyOutput(ctx, cmk.GetPublicKeyOutputArgs{
			Id: releases.ID().ToStringOutput(),
		})

		ctx.Export("releasesPublicKey", publicKey.PublicKeyPem())
		return nil
	})
}
