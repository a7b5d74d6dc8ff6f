"""Clients of Tencent's Python SDK that know nothing of the emulator but its address."""

import json
from typing import Any, Callable

from tencentcloud.common.abstract_model import AbstractModel
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.kms.v20190118.kms_client import KmsClient
from tencentcloud.sts.v20180813.sts_client import StsClient
from tencentcloud.tag.v20180813.tag_client import TagClient

from emulator import Emulator

REGION = "ap-singapore"


def profile(emulator: Emulator) -> ClientProfile:
    http = HttpProfile(protocol="http", endpoint=emulator.host)
    return ClientProfile(httpProfile=http, language="en-US")


def credential(
    key_id: str = "emulator",
    secret: str = "emulator-secret",
    token: str | None = None,
) -> Credential:
    return Credential(key_id, secret, token)


def kms(emulator: Emulator, region: str = REGION, **credentials: Any) -> KmsClient:
    return KmsClient(credential(**credentials), region, profile(emulator))


def tag(emulator: Emulator) -> TagClient:
    return TagClient(credential(), "", profile(emulator))


def sts(emulator: Emulator, **credentials: Any) -> StsClient:
    return StsClient(credential(**credentials), REGION, profile(emulator))


def filled(request: AbstractModel, **members: Any) -> Any:
    """The request with its members set, nested ones from plain data."""
    request.from_json_string(json.dumps(members))
    return request


def refusal(call: Callable[[], Any]) -> str:
    """The code in the SDK's exception."""
    try:
        call()
    except TencentCloudSDKException as error:
        assert error.get_request_id(), error
        return error.get_code()
    raise AssertionError("the call was not refused")
