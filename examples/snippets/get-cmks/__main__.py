import pulumi
import pulumi_cmk as cmk

enabled = cmk.get_cmks_output(
    cloud=cmk.Cloud.TENCENT,
    region="ap-singapore",
    states=[cmk.KeyState.ENABLED],
)

pulumi.export("enabledKeys", enabled.cmks)
