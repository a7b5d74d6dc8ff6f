"""Clients of Alibaba's Python SDK (requests signed by ACS3) that know nothing of the emulator but its address."""

from typing import Any, Callable

from alibabacloud_kms20160120.client import Client as KmsClient
from alibabacloud_sts20150401.client import Client as StsClient
from alibabacloud_tea_openapi.models import Config

from emulator import Emulator

REGION = "cn-hangzhou"


def config(
    host: str,
    key_id: str = "emulator",
    secret: str = "emulator-secret",
    token: str | None = None,
) -> Config:
    return Config(
        access_key_id=key_id,
        access_key_secret=secret,
        security_token=token,
        region_id=REGION,
        protocol="http",
        endpoint=host,
    )


def kms(emulator: Emulator, region: str = REGION, **credentials: Any) -> KmsClient:
    return KmsClient(config(emulator.alibaba_host(region), **credentials))


def sts(emulator: Emulator) -> StsClient:
    return StsClient(config(emulator.host))


def refusal(call: Callable[[], Any]) -> tuple[int, str, str]:
    """Status, code and the class of the SDK's exception."""
    try:
        call()
    except Exception as error:
        return error.status_code, error.code, type(error).__name__
    raise AssertionError("the call was not refused")
