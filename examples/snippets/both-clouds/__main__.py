import pulumi
import pulumi_cmk as cmk

orders = cmk.Cmk(
    "orders",
    cloud=cmk.Cloud.ALIBABA,
    region="cn-hangzhou",
    description="Encrypts the orders database",
    rotation={"interval": "365d"},
)

invoices = cmk.Cmk(
    "invoices",
    cloud=cmk.Cloud.TENCENT,
    region="ap-singapore",
    alias="invoices",
    description="Encrypts the invoices bucket",
    rotation={"interval": "365d"},
)

pulumi.export("ordersKeyId", orders.key_id)
pulumi.export("invoicesKeyId", invoices.key_id)
