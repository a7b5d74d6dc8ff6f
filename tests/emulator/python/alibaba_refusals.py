"""What Alibaba's Python SDK makes of wrong credentials, wrong regions, throttling and temporary credentials."""

from alibabacloud_kms20160120 import models
from alibabacloud_kms20160120.client import Client
from alibabacloud_sts20150401.models import AssumeRoleRequest

import alibaba_client
from alibaba_client import refusal
from emulator import ACCOUNT, Emulator, run


def listing(kms: Client):
    return lambda: kms.list_keys(models.ListKeysRequest())


def wrong_credentials(emulator: Emulator) -> None:
    wrong_secret = alibaba_client.kms(emulator, secret="guessed")
    assert refusal(listing(wrong_secret)) == (
        400,
        "SignatureDoesNotMatch",
        "ClientException",
    )
    unknown = alibaba_client.kms(emulator, key_id="nobody")
    assert refusal(listing(unknown)) == (
        404,
        "InvalidAccessKeyId.NotFound",
        "ClientException",
    )


def wrong_region(emulator: Emulator) -> None:
    request = models.CreateKeyRequest(description="refusals")
    made = alibaba_client.kms(emulator).create_key(request).body.key_metadata
    abroad = alibaba_client.kms(emulator, region="eu-central-1")
    for name in [made.key_id, made.arn]:
        describe = models.DescribeKeyRequest(key_id=name)
        refused = refusal(lambda: abroad.describe_key(describe))
        assert refused[:2] == (404, "Forbidden.KeyNotFound"), refused
    assert abroad.list_keys(models.ListKeysRequest()).body.total_count == 0


def throttled(emulator: Emulator) -> None:
    kms = alibaba_client.kms(emulator)
    emulator.fault(kind="throttle", cloud="alibaba", action="ListKeys", count=1)
    assert refusal(listing(kms)) == (
        429,
        "Rejected.Throttling",
        "ClientException",
    )
    listing(kms)()
    emulator.fault(kind="error", cloud="alibaba", action="ListKeys", count=1)
    assert refusal(listing(kms)) == (500, "InternalFailure", "ServerException")


def roles(emulator: Emulator) -> None:
    sts = alibaba_client.sts(emulator)
    role = sts.assume_role(
        AssumeRoleRequest(
            role_arn=f"acs:ram::{ACCOUNT}:role/deployer",
            role_session_name="session",
            duration_seconds=900,
        )
    ).body.credentials
    key = {"key_id": role.access_key_id, "secret": role.access_key_secret}
    kms = alibaba_client.kms(emulator, token=role.security_token, **key)
    listing(kms)()
    without_token = alibaba_client.kms(emulator, **key)
    assert refusal(listing(without_token))[0] == 400
    emulator.advance(days=1)
    assert refusal(listing(kms))[1] == "InvalidAccessKeyId.NotFound"
    assert sts.get_caller_identity().body.account_id == ACCOUNT


def main(emulator: Emulator) -> None:
    wrong_credentials(emulator)
    wrong_region(emulator)
    throttled(emulator)
    roles(emulator)


if __name__ == "__main__":
    run(main)
