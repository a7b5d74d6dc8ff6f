import pulumi
import pulumi_cmk as cmk

invoices = cmk.get_cmk_output(
    cloud=cmk.Cloud.TENCENT,
    region="ap-singapore",
    alias="invoices",
)

pulumi.export("invoicesKeyId", invoices.key_id)
