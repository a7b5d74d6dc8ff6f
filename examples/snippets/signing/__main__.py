import pulumi
import pulumi_cmk as cmk

releases = cmk.Cmk(
    "releases",
    cloud=cmk.Cloud.TENCENT,
    region="ap-singapore",
    spec=cmk.Spec.EC_P256,
    usage=cmk.Usage.SIGN_VERIFY,
    alias="releases",
    description="Signs releases",
)

public_key = cmk.get_public_key_output(id=releases.id)

pulumi.export("releasesPublicKey", public_key.public_key_pem)
