"""What Tencent's Python SDK makes of wrong credentials, wrong regions, throttling and temporary credentials."""

from tencentcloud.kms.v20190118 import models
from tencentcloud.kms.v20190118.kms_client import KmsClient
from tencentcloud.sts.v20180813 import models as sts_models

import tencent_client
from emulator import ACCOUNT, Emulator, run
from tencent_client import filled, refusal


def listing(kms: KmsClient):
    return lambda: kms.ListKeys(models.ListKeysRequest())


def wrong_credentials(emulator: Emulator) -> None:
    wrong_secret = tencent_client.kms(emulator, secret="guessed")
    assert refusal(listing(wrong_secret)) == "AuthFailure.SignatureFailure"
    unknown = tencent_client.kms(emulator, key_id="nobody")
    assert refusal(listing(unknown)) == "AuthFailure.SecretIdNotFound"


def wrong_region(emulator: Emulator) -> None:
    create = filled(models.CreateKeyRequest(), Alias="refusals")
    made = tencent_client.kms(emulator).CreateKey(create)
    abroad = tencent_client.kms(emulator, region="ap-guangzhou")
    describe = filled(models.DescribeKeyRequest(), KeyId=made.KeyId)
    assert refusal(lambda: abroad.DescribeKey(describe)) == (
        "ResourceUnavailable.CmkNotFound"
    )
    assert listing(abroad)().TotalCount == 0
    nowhere = tencent_client.kms(emulator, region="xx-nowhere")
    assert refusal(listing(nowhere)) == "UnsupportedRegion"


def throttled(emulator: Emulator) -> None:
    kms = tencent_client.kms(emulator)
    emulator.fault(kind="throttle", cloud="tencent", action="ListKeys", count=1)
    assert refusal(listing(kms)) == "RequestLimitExceeded"
    listing(kms)()
    emulator.fault(kind="error", cloud="tencent", action="ListKeys", count=1)
    assert refusal(listing(kms)) == "InternalError"


def roles(emulator: Emulator) -> None:
    sts = tencent_client.sts(emulator)
    role = sts.AssumeRole(
        filled(
            sts_models.AssumeRoleRequest(),
            RoleArn=f"qcs::cam::uin/{ACCOUNT}:roleName/deployer",
            RoleSessionName="session",
            DurationSeconds=900,
        )
    ).Credentials
    key = {"key_id": role.TmpSecretId, "secret": role.TmpSecretKey}
    kms = tencent_client.kms(emulator, token=role.Token, **key)
    listing(kms)()
    without_token = tencent_client.kms(emulator, **key)
    assert refusal(listing(without_token)) == "AuthFailure.TokenFailure"
    identity = sts_models.GetCallerIdentityRequest()
    as_role = tencent_client.sts(emulator, token=role.Token, **key)
    assert as_role.GetCallerIdentity(identity).AccountId == ACCOUNT
    emulator.advance(days=1)
    assert refusal(listing(kms)) == "AuthFailure.TokenFailure"


def main(emulator: Emulator) -> None:
    wrong_credentials(emulator)
    wrong_region(emulator)
    throttled(emulator)
    roles(emulator)


if __name__ == "__main__":
    run(main)
