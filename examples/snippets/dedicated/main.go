package main

import (
	"github.com/pulumi-cmk/pulumi-cmk/sdk/go/cmk"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		ledger, err := cmk.NewCmk(ctx, "ledger", &cmk.CmkArgs{
			Cloud:              pulumi.String(cmk.CloudAlibaba),
			Region:             pulumi.String("cn-hangzhou"),
			Spec:               pulumi.String(cmk.SpecAes256),
			ProtectionLevel:    pulumi.String(cmk.ProtectionLevelHsm),
			DkmsInstanceId:     pulumi.String("kst-hzz62ab0ad57t0xxxxxxx"),
			Description:        pulumi.String("Encrypts the ledger, on our own KMS instance"),
			DeletionProtection: pulumi.Bool(true),
		})
		if err != nil {
			return err
		}

		archive, err := cmk.NewCmk(ctx, "archive", &cmk.CmkArgs{
			Cloud:        pulumi.String(cmk.CloudTencent),
			Region:       pulumi.String("ap-guangzhou"),
			HsmClusterId: pulumi.String("cls-hsm-4f7bk1pz"),
			Alias:        pulumi.String("archive"),
			Description:  pulumi.String("Encrypts the archive, on our own HSM cluster"),
		})
		if err != nil {
			return err
		}

		ctx.Export("ledgerKeyId", ledger.KeyId)
		ctx.Export("archiveKeyId", archive.KeyId)
		return nil
	})
}
