package main

import (
	"github.com/pulumi-cmk/pulumi-cmk/sdk/go/cmk"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		releases := cmk.GetPublicKeyOutput(ctx, cmk.GetPublicKeyOutputArgs{
			Cloud:  pulumi.String(cmk.CloudTencent),
			Region: pulumi.String("ap-singapore"),
			Alias:  pulumi.String("releases"),
		})

		ctx.Export("releasesPublicKey", releases.PublicKeyPem())
		return nil
	})
}
