"""Leads a key through its whole life with Alibaba's Python SDK."""

from alibabacloud_kms20160120 import models
from alibabacloud_kms20160120.client import Client

import alibaba_client
from emulator import Emulator, base64_text, run

DESCRIPTION = "a b*~'/é+ 密钥 &="


def describe(kms: Client, key_id: str) -> models.DescribeKeyResponseBodyKeyMetadata:
    request = models.DescribeKeyRequest(key_id=key_id)
    return kms.describe_key(request).body.key_metadata


def create(kms: Client) -> str:
    made = kms.create_key(
        models.CreateKeyRequest(
            description="first",
            enable_automatic_rotation=True,
            rotation_interval="30d",
            tags='[{"TagKey":"env","TagValue":"dev"}]',
        )
    ).body.key_metadata
    assert made.key_state == "Enabled", made
    assert made.key_spec == "Aliyun_AES_256", made
    assert made.rotation_interval == "2592000s", made
    assert made.arn.endswith(f":key/{made.key_id}"), made
    keys = kms.list_keys(models.ListKeysRequest(page_size=100)).body.keys.key
    assert [key.key_id for key in keys] == [made.key_id], keys
    return made.key_id


def change_text_and_aliases(kms: Client, key_id: str) -> None:
    kms.update_key_description(
        models.UpdateKeyDescriptionRequest(key_id=key_id, description=DESCRIPTION)
    )
    assert describe(kms, key_id).description == DESCRIPTION
    for name in ["alias/orders", "alias/spare"]:
        kms.create_alias(models.CreateAliasRequest(key_id=key_id, alias_name=name))
    assert describe(kms, "alias/orders").key_id == key_id
    kms.delete_alias(models.DeleteAliasRequest(alias_name="alias/spare"))
    request = models.ListAliasesByKeyIdRequest(key_id=key_id)
    aliases = kms.list_aliases_by_key_id(request).body.aliases.alias
    assert [alias.alias_name for alias in aliases] == ["alias/orders"], aliases


def change_tags(kms: Client, key_id: str) -> None:
    """Of both families: one key by JSON text, many keys by numbered parameters."""
    tags = '[{"TagKey":"team","TagValue":"red"},{"TagKey":"old","TagValue":"1"}]'
    kms.tag_resource(models.TagResourceRequest(key_id=key_id, tags=tags))
    kms.untag_resource(models.UntagResourceRequest(key_id=key_id, tag_keys='["old"]'))
    target = {
        "region_id": alibaba_client.REGION,
        "resource_type": "key",
        "resource_id": [key_id],
    }
    owner = models.TagResourcesRequestTag(key="owner", value="ops+sec@example")
    kms.tag_resources(models.TagResourcesRequest(tag=[owner], **target))
    kms.untag_resources(models.UntagResourcesRequest(tag_key=["env"], **target))
    listed = kms.list_tag_resources(models.ListTagResourcesRequest(**target)).body
    tags = {tag.tag_key: tag.tag_value for tag in listed.tag_resources.tag_resource}
    assert tags == {"team": "red", "owner": "ops+sec@example"}, tags


def rotate(emulator: Emulator, kms: Client, key_id: str) -> None:
    before = describe(kms, key_id)
    kms.update_rotation_policy(
        models.UpdateRotationPolicyRequest(
            key_id=key_id, enable_automatic_rotation=True, rotation_interval="7d"
        )
    )
    emulator.advance(days=8)
    after = describe(kms, key_id)
    assert after.primary_key_version != before.primary_key_version, after
    assert after.last_rotation_date > before.last_rotation_date, after
    versions = kms.list_key_versions(models.ListKeyVersionsRequest(key_id=key_id))
    assert versions.body.total_count == 2, versions.body
    kms.update_rotation_policy(
        models.UpdateRotationPolicyRequest(
            key_id=key_id, enable_automatic_rotation=False
        )
    )
    assert describe(kms, key_id).automatic_rotation == "Disabled"


def encrypt(kms: Client, key_id: str) -> str:
    plaintext = base64_text(b"orders")
    context = {"order": "7"}
    ciphertext = kms.encrypt(
        models.EncryptRequest(
            key_id="alias/orders", plaintext=plaintext, encryption_context=context
        )
    ).body.ciphertext_blob
    decrypted = kms.decrypt(
        models.DecryptRequest(ciphertext_blob=ciphertext, encryption_context=context)
    ).body
    assert (decrypted.plaintext, decrypted.key_id) == (plaintext, key_id), decrypted
    data_key = kms.generate_data_key(
        models.GenerateDataKeyRequest(key_id=key_id, number_of_bytes=16)
    ).body
    opened = kms.decrypt(
        models.DecryptRequest(ciphertext_blob=data_key.ciphertext_blob)
    ).body
    assert opened.plaintext == data_key.plaintext, opened
    return data_key.ciphertext_blob


def disable(kms: Client, key_id: str, ciphertext: str) -> None:
    kms.disable_key(models.DisableKeyRequest(key_id=key_id))
    request = models.DecryptRequest(ciphertext_blob=ciphertext)
    refused = alibaba_client.refusal(lambda: kms.decrypt(request))
    assert refused[:2] == (409, "Rejected.Disabled"), refused
    kms.enable_key(models.EnableKeyRequest(key_id=key_id))
    kms.decrypt(request)


def delete(emulator: Emulator, kms: Client, key_id: str) -> None:
    def protect(enabled: bool) -> None:
        request = models.SetDeletionProtectionRequest(
            protected_resource_arn=describe(kms, key_id).arn,
            enable_deletion_protection=enabled,
        )
        kms.set_deletion_protection(request)

    schedule = models.ScheduleKeyDeletionRequest(
        key_id=key_id, pending_window_in_days=7
    )
    protect(True)
    refused = alibaba_client.refusal(lambda: kms.schedule_key_deletion(schedule))
    assert refused[0] == 409, refused
    protect(False)
    kms.schedule_key_deletion(schedule)
    assert describe(kms, key_id).key_state == "PendingDeletion"
    kms.cancel_key_deletion(models.CancelKeyDeletionRequest(key_id=key_id))
    assert describe(kms, key_id).key_state == "Enabled"
    kms.schedule_key_deletion(schedule)
    emulator.advance(days=7)
    refused = alibaba_client.refusal(lambda: describe(kms, key_id))
    assert refused[:2] == (404, "Forbidden.KeyNotFound"), refused


def read_public_key(kms: Client) -> None:
    key_id = kms.create_key(
        models.CreateKeyRequest(description="signs", key_spec="RSA_2048")
    ).body.key_metadata.key_id
    versions = kms.list_key_versions(models.ListKeyVersionsRequest(key_id=key_id))
    version = versions.body.key_versions.key_version[0].key_version_id
    request = models.GetPublicKeyRequest(key_id=key_id, key_version_id=version)
    pem = kms.get_public_key(request).body.public_key
    assert pem.startswith("-----BEGIN PUBLIC KEY-----\n"), pem


def main(emulator: Emulator) -> None:
    kms = alibaba_client.kms(emulator)
    key_id = create(kms)
    change_text_and_aliases(kms, key_id)
    change_tags(kms, key_id)
    recorded = emulator.key(key_id)
    assert recorded["description"] == DESCRIPTION, recorded
    assert recorded["aliases"] == ["alias/orders"], recorded
    assert recorded["tags"] == {"team": "red", "owner": "ops+sec@example"}, recorded
    rotate(emulator, kms, key_id)
    ciphertext = encrypt(kms, key_id)
    disable(kms, key_id, ciphertext)
    delete(emulator, kms, key_id)
    read_public_key(kms)


if __name__ == "__main__":
    run(main)
