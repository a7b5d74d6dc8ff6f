import pulumi
import pulumi_cmk as cmk

ledger = cmk.Cmk(
    "ledger",
    cloud=cmk.Cloud.ALIBABA,
    region="cn-hangzhou",
    spec=cmk.Spec.AES256,
    protection_level=cmk.ProtectionLevel.HSM,
    dkms_instance_id="kst-hzz62ab0ad57t0xxxxxxx",
    description="Encrypts the ledger, on our own KMS instance",
    deletion_protection=True,
)

archive = cmk.Cmk(
    "archive",
    cloud=cmk.Cloud.TENCENT,
    region="ap-guangzhou",
    hsm_cluster_id="cls-hsm-4f7bk1pz",
    alias="archive",
    description="Encrypts the archive, on our own HSM cluster",
)

pulumi.export("ledgerKeyId", ledger.key_id)
pulumi.export("archiveKeyId", archive.key_id)
