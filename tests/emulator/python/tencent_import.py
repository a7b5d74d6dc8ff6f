"""Brings key material of one's own to Tencent with its Python SDK."""

import os

from tencentcloud.kms.v20190118 import models
from tencentcloud.kms.v20190118.kms_client import KmsClient

import tencent_client
from emulator import Emulator, base64_text, run, wrapped
from tencent_client import filled, refusal


def import_material(kms: KmsClient, key_id: str, material: bytes) -> None:
    parameters = kms.GetParametersForImport(
        filled(
            models.GetParametersForImportRequest(),
            KeyId=key_id,
            WrappingAlgorithm="RSAES_OAEP_SHA_256",
            WrappingKeySpec="RSA_2048",
        )
    )
    kms.ImportKeyMaterial(
        filled(
            models.ImportKeyMaterialRequest(),
            KeyId=key_id,
            EncryptedKeyMaterial=wrapped(parameters.PublicKey, material),
            ImportToken=parameters.ImportToken,
        )
    )


def import_into(emulator: Emulator, region: str, length: int) -> None:
    kms = tencent_client.kms(emulator, region)
    create = filled(models.CreateKeyRequest(), Alias="external", Type=2)
    made = kms.CreateKey(create)
    assert made.KeyState == "PendingImport", made
    key_id = made.KeyId

    material = os.urandom(length)
    import_material(kms, key_id, material)
    encrypt = filled(
        models.EncryptRequest(), KeyId=key_id, Plaintext=base64_text(b"x")
    )
    ciphertext = kms.Encrypt(encrypt).CiphertextBlob

    delete = filled(models.DeleteImportedKeyMaterialRequest(), KeyId=key_id)
    kms.DeleteImportedKeyMaterial(delete)
    assert emulator.key(key_id)["keyState"] == "PendingImport"
    other = os.urandom(length)
    assert refusal(lambda: import_material(kms, key_id, other)) == (
        "InvalidParameterValue.MaterialNotMatch"
    )

    import_material(kms, key_id, material)
    decrypt = filled(models.DecryptRequest(), CiphertextBlob=ciphertext)
    assert kms.Decrypt(decrypt).Plaintext == base64_text(b"x")


def main(emulator: Emulator) -> None:
    import_into(emulator, "ap-singapore", length=32)
    import_into(emulator, "ap-guangzhou", length=16)


if __name__ == "__main__":
    run(main)
