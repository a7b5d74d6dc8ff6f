"""Alibaba's older Python SDK: signature V1, everything in the query, and XML replies unless it asks for JSON."""

import json
from typing import Any

from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import RpcRequest
from aliyunsdkkms.request.v20160120.CreateKeyRequest import CreateKeyRequest
from aliyunsdkkms.request.v20160120.DescribeKeyRequest import DescribeKeyRequest
from aliyunsdkkms.request.v20160120.ListKeysRequest import ListKeysRequest
from aliyunsdkkms.request.v20160120.ScheduleKeyDeletionRequest import (
    ScheduleKeyDeletionRequest,
)
from aliyunsdkkms.request.v20160120.TagResourceRequest import TagResourceRequest
from aliyunsdkkms.request.v20160120.TagResourcesRequest import TagResourcesRequest
from aliyunsdkkms.request.v20160120.UpdateKeyDescriptionRequest import (
    UpdateKeyDescriptionRequest,
)

from emulator import Emulator, run

DESCRIPTION = "a b*~'/é+ 密钥 &="


class Caller:
    def __init__(self, emulator: Emulator, secret: str = "emulator-secret") -> None:
        self.endpoint = emulator.host
        self.client = AcsClient("emulator", secret, "cn-hangzhou")

    def prepared(self, request: RpcRequest, **parameters: Any) -> RpcRequest:
        request.set_endpoint(self.endpoint)
        request.set_protocol_type("http")
        for name, value in parameters.items():
            getattr(request, f"set_{name}")(value)
        return request

    def call(self, request: RpcRequest, **parameters: Any) -> Any:
        prepared = self.prepared(request, **parameters)
        return json.loads(self.client.do_action_with_exception(prepared))

    def xml(self, request: RpcRequest, **parameters: Any) -> str:
        prepared = self.prepared(request, **parameters)
        prepared.set_accept_format("XML")
        return self.client.do_action(prepared).decode()

    def refusal(self, request: RpcRequest, **parameters: Any) -> tuple[int, str]:
        try:
            self.call(request, **parameters)
        except ServerException as error:
            assert error.get_request_id(), error
            return error.get_http_status(), error.get_error_code()
        raise AssertionError("the call was not refused")


def life(caller: Caller) -> None:
    made = caller.call(
        CreateKeyRequest(),
        Description="first",
        EnableAutomaticRotation=True,
        RotationInterval="7d",
    )["KeyMetadata"]
    assert made["RotationInterval"] == "604800s", made
    key_id = made["KeyId"]
    caller.call(UpdateKeyDescriptionRequest(), KeyId=key_id, Description=DESCRIPTION)
    tags = '[{"TagKey":"team","TagValue":"red"}]'
    caller.call(TagResourceRequest(), KeyId=key_id, Tags=tags)
    caller.call(
        TagResourcesRequest(),
        ResourceType="key",
        ResourceIds=[key_id],
        Tags=[{"Key": "owner", "Value": "ops"}],
    )
    caller.call(ScheduleKeyDeletionRequest(), KeyId=key_id, PendingWindowInDays=30)
    described = caller.call(DescribeKeyRequest(), KeyId=key_id)["KeyMetadata"]
    assert described["Description"] == DESCRIPTION, described
    assert described["KeyState"] == "PendingDeletion", described
    xml = caller.xml(DescribeKeyRequest(), KeyId=key_id)
    assert f"<KeyId>{key_id}</KeyId>" in xml, xml
    assert xml.startswith("<?xml"), xml
    assert "<DescribeKeyResponse>" in xml, xml


def refusals(emulator: Emulator, caller: Caller) -> None:
    missing = caller.refusal(DescribeKeyRequest(), KeyId="missing")
    assert missing == (404, "Forbidden.KeyNotFound"), missing
    xml = caller.xml(DescribeKeyRequest(), KeyId="missing")
    assert "<KMS>" in xml and "<Code>Forbidden.KeyNotFound</Code>" in xml, xml
    # The SDK compares the string to sign in the message with its own, and names the secret as the cause.
    wrong = Caller(emulator, secret="guessed").refusal(ListKeysRequest())
    assert wrong == (400, "InvalidAccessKeySecret"), wrong


def main(emulator: Emulator) -> None:
    caller = Caller(emulator)
    life(caller)
    refusals(emulator, caller)


if __name__ == "__main__":
    run(main)
