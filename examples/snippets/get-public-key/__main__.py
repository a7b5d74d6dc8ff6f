import pulumi
import pulumi_cmk as cmk

releases = cmk.get_public_key_output(
    cloud=cmk.Cloud.TENCENT,
    region="ap-singapore",
    alias="releases",
)

pulumi.export("releasesPublicKey", releases.public_key_pem)
