// Package outputs passes each output of a key on as the input of its name.
package outputs

import (
	"github.com/pulumi-cmk/pulumi-cmk/sdk/go/cmk"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Make makes a key like another one, and one like what a look-up tells of it.
func Make(ctx *pulumi.Context) error {
	first, err := cmk.NewCmk(ctx, "first", &cmk.CmkArgs{
		Cloud: pulumi.String(cmk.CloudAlibaba),
		Spec:  pulumi.String(cmk.SpecRsa2048),
	})
	if err != nil {
		return err
	}
	_, err = cmk.NewCmk(ctx, "second", &cmk.CmkArgs{
		Cloud:          first.Cloud,
		Region:         first.Region,
		Spec:           first.Spec,
		Usage:          first.Usage,
		Origin:         first.Origin,
		DeletionPolicy: first.DeletionPolicy,
	})
	if err != nil {
		return err
	}
	found := cmk.LookupCmkOutput(ctx, cmk.LookupCmkOutputArgs{
		Cloud: first.Cloud,
		KeyId: first.KeyId,
	})
	_, err = cmk.NewCmk(ctx, "third", &cmk.CmkArgs{
		Cloud:  found.Cloud(),
		Spec:   found.Spec(),
		Usage:  found.Usage(),
		Origin: found.Origin(),
	})
	return err
}
