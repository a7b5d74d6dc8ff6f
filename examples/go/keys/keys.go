// Package keys makes a key for each team on the cloud that it works on, and one that signs tokens.
package keys

import (
	"github.com/pulumi-cmk/pulumi-cmk/sdk/go/cmk"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

var teams = map[string]cmk.Cloud{
	"orders":   cmk.CloudAlibaba,
	"search":   cmk.CloudAlibaba,
	"invoices": cmk.CloudTencent,
}

// Make is the whole program.
func Make(ctx *pulumi.Context) error {
	keyIDs := pulumi.StringMap{}
	for team, cloud := range teams {
		key, err := teamKey(ctx, team, cloud)
		if err != nil {
			return err
		}
		keyIDs[team] = key.KeyId
	}

	tokens, err := cmk.NewCmk(ctx, "tokens", &cmk.CmkArgs{
		Cloud:       pulumi.String(cmk.CloudAlibaba),
		Spec:        pulumi.String(cmk.SpecRsa3072),
		Usage:       pulumi.String(cmk.UsageSignVerify),
		Description: pulumi.String("Signs access tokens"),
	})
	if err != nil {
		return err
	}
	publicKey := cmk.GetPublicKeyOutput(ctx, cmk.GetPublicKeyOutputArgs{
		Id: tokens.ID().ToStringOutput(),
	})

	ctx.Export("keyIds", keyIDs)
	ctx.Export("tokensPublicKey", publicKey.PublicKeyPem())
	return nil
}

func teamKey(ctx *pulumi.Context, team string, cloud cmk.Cloud) (*cmk.Cmk, error) {
	return cmk.NewCmk(ctx, team, &cmk.CmkArgs{
		Cloud:       pulumi.String(cloud),
		Description: pulumi.String("Encrypts the data of team " + team),
		Rotation:    &cmk.RotationArgs{Interval: pulumi.String("180d")},
		Tags:        pulumi.StringMap{"team": pulumi.String(team)},
	})
}
