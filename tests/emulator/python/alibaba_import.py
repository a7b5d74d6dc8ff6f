"""Brings key material of one's own to Alibaba with its Python SDK."""

import os

from alibabacloud_kms20160120 import models
from alibabacloud_kms20160120.client import Client

import alibaba_client
from emulator import Emulator, base64_text, run, wrapped


def import_material(kms: Client, key_id: str, material: bytes, expires: int = 0) -> None:
    parameters = kms.get_parameters_for_import(
        models.GetParametersForImportRequest(
            key_id=key_id,
            wrapping_algorithm="RSAES_OAEP_SHA_256",
            wrapping_key_spec="RSA_2048",
        )
    ).body
    kms.import_key_material(
        models.ImportKeyMaterialRequest(
            key_id=key_id,
            encrypted_key_material=wrapped(parameters.public_key, material),
            import_token=parameters.import_token,
            key_material_expire_unix=expires,
        )
    )


def main(emulator: Emulator) -> None:
    kms = alibaba_client.kms(emulator)
    request = models.CreateKeyRequest(description="external", origin="EXTERNAL")
    made = kms.create_key(request).body.key_metadata
    key_id = made.key_id
    assert made.key_state == "PendingImport", made

    encrypt = models.EncryptRequest(key_id=key_id, plaintext=base64_text(b"x"))
    refused = alibaba_client.refusal(lambda: kms.encrypt(encrypt))
    assert refused[:2] == (409, "Rejected.PendingImport"), refused

    material = os.urandom(32)
    import_material(kms, key_id, material)
    ciphertext = kms.encrypt(encrypt).body.ciphertext_blob

    kms.delete_key_material(models.DeleteKeyMaterialRequest(key_id=key_id))
    assert emulator.key(key_id)["keyState"] == "PendingImport"
    refused = alibaba_client.refusal(
        lambda: import_material(kms, key_id, os.urandom(32))
    )
    assert refused[:2] == (400, "InvalidKeyMaterial"), refused

    import_material(kms, key_id, material)
    decrypt = models.DecryptRequest(ciphertext_blob=ciphertext)
    assert kms.decrypt(decrypt).body.plaintext == base64_text(b"x")


if __name__ == "__main__":
    run(main)
