"""Leads a key through its whole life with Tencent's Python SDK."""

import base64
from typing import Any

from tencentcloud.kms.v20190118 import models
from tencentcloud.kms.v20190118.kms_client import KmsClient
from tencentcloud.tag.v20180813 import models as tag_models

import tencent_client
from emulator import ACCOUNT, Emulator, base64_text, run
from tencent_client import REGION, filled, refusal

DESCRIPTION = "a b*~'/é+ 密钥 &="


class Key:
    """One key and the calls about it."""

    def __init__(self, kms: KmsClient, key_id: str) -> None:
        self.kms = kms
        self.key_id = key_id

    def call(self, action: str, **members: Any) -> Any:
        request = getattr(models, f"{action}Request")()
        filled(request, KeyId=self.key_id, **members)
        return getattr(self.kms, action)(request)

    def describe(self) -> models.KeyMetadata:
        return self.call("DescribeKey").KeyMetadata


def create(kms: KmsClient) -> Key:
    request = filled(
        models.CreateKeyRequest(),
        Alias="orders",
        Description="first",
        Tags=[{"TagKey": "env", "TagValue": "dev"}],
    )
    made = kms.CreateKey(request)
    assert (made.KeyState, made.TagCode) == ("Enabled", 0), made
    assert refusal(lambda: kms.CreateKey(request)) == (
        "InvalidParameterValue.AliasAlreadyExists"
    )
    listed = kms.ListKeys(models.ListKeysRequest())
    assert [key.KeyId for key in listed.Keys] == [made.KeyId], listed
    return Key(kms, made.KeyId)


def change_text(key: Key) -> None:
    key.call("UpdateKeyDescription", Description=DESCRIPTION)
    key.call("UpdateAlias", Alias="orders-2")
    described = key.describe()
    assert described.Description == DESCRIPTION, described
    assert described.Alias == "orders-2", described
    search = filled(
        models.ListKeyDetailRequest(), SearchKeyAlias="orders", KeyUsage="ALL"
    )
    details = key.kms.ListKeyDetail(search)
    assert [each.KeyId for each in details.KeyMetadatas] == [key.key_id], details


def change_tags(emulator: Emulator, key: Key) -> None:
    tag = tencent_client.tag(emulator)
    resource_id = key.describe().ResourceId
    assert resource_id == f"creatorUin/{ACCOUNT}/{key.key_id}", resource_id
    tag.ModifyResourceTags(
        filled(
            tag_models.ModifyResourceTagsRequest(),
            Resource=f"qcs::kms:{REGION}:uin/:key/{resource_id}",
            ReplaceTags=[{"TagKey": "team", "TagValue": "red team"}],
            DeleteTags=[{"TagKey": "env"}],
        )
    )
    listed = tag.DescribeResourceTagsByResourceIds(
        filled(
            tag_models.DescribeResourceTagsByResourceIdsRequest(),
            ServiceType="kms",
            ResourcePrefix="key",
            ResourceIds=[resource_id],
            ResourceRegion=REGION,
        )
    )
    tags = {each.TagKey: each.TagValue for each in listed.Tags}
    assert tags == {"team": "red team"}, tags
    found = key.kms.ListKeyDetail(
        filled(
            models.ListKeyDetailRequest(),
            TagFilters=[{"TagKey": "team", "TagValue": ["red team"]}],
        )
    )
    assert found.TotalCount == 1, found


def rotate(emulator: Emulator, key: Key) -> None:
    key.call("EnableKeyRotation", RotateDays=7)
    assert key.call("GetKeyRotationStatus").KeyRotationEnabled is True
    emulator.advance(days=8)
    described = key.describe()
    assert described.LastRotateTime > described.CreateTime, described
    assert described.RotateDays == 7, described
    key.call("DisableKeyRotation")
    assert key.describe().KeyRotationEnabled is False


def encrypt(key: Key) -> str:
    plaintext = base64_text(b"orders")
    context = '{"order":"7"}'
    ciphertext = key.call(
        "Encrypt", Plaintext=plaintext, EncryptionContext=context
    ).CiphertextBlob
    decrypt = filled(
        models.DecryptRequest(), CiphertextBlob=ciphertext, EncryptionContext=context
    )
    decrypted = key.kms.Decrypt(decrypt)
    assert (decrypted.Plaintext, decrypted.KeyId) == (plaintext, key.key_id)
    data_key = key.call("GenerateDataKey", KeySpec="AES_128")
    assert len(base64.b64decode(data_key.Plaintext)) == 16, data_key
    return data_key.CiphertextBlob


def disable(key: Key, ciphertext: str) -> None:
    schedule = {"PendingWindowInDays": 7}
    assert refusal(lambda: key.call("ScheduleKeyDeletion", **schedule)) == (
        "ResourceUnavailable.CmkShouldBeDisabled"
    )
    key.call("DisableKey")
    decrypt = filled(models.DecryptRequest(), CiphertextBlob=ciphertext)
    assert refusal(lambda: key.kms.Decrypt(decrypt)) == "ResourceUnavailable.CmkDisabled"
    key.call("EnableKey")
    key.kms.Decrypt(decrypt)
    key.call("DisableKey")


def delete(emulator: Emulator, key: Key) -> None:
    scheduled = key.call("ScheduleKeyDeletion", PendingWindowInDays=7)
    described = key.describe()
    assert described.KeyState == "PendingDelete", described
    assert described.DeletionDate == scheduled.DeletionDate, described
    key.call("CancelKeyDeletion")
    assert key.describe().KeyState == "Disabled"
    key.call("ScheduleKeyDeletion", PendingWindowInDays=7)
    emulator.advance(days=8)
    assert refusal(key.describe) == "ResourceUnavailable.CmkNotFound"


def read_public_key(kms: KmsClient) -> None:
    request = filled(
        models.CreateKeyRequest(),
        Alias="signs",
        KeyUsage="ASYMMETRIC_SIGN_VERIFY_RSA_2048",
    )
    key = Key(kms, kms.CreateKey(request).KeyId)
    public_key = key.call("GetPublicKey")
    assert public_key.PublicKeyPem.startswith("-----BEGIN PUBLIC KEY-----"), public_key


def main(emulator: Emulator) -> None:
    kms = tencent_client.kms(emulator)
    key = create(kms)
    change_text(key)
    change_tags(emulator, key)
    recorded = emulator.key(key.key_id)
    assert recorded["description"] == DESCRIPTION, recorded
    assert recorded["aliases"] == ["orders-2"], recorded
    assert recorded["tags"] == {"team": "red team"}, recorded
    rotate(emulator, key)
    ciphertext = encrypt(key)
    disable(key, ciphertext)
    delete(emulator, key)
    read_public_key(kms)


if __name__ == "__main__":
    run(main)
