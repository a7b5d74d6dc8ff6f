"""Signs, verifies, encrypts and decrypts with Alibaba's asymmetric keys by its Python SDK."""

import hashlib

from alibabacloud_kms20160120 import models

import alibaba_client
from emulator import Emulator, base64_text, run


def main(emulator: Emulator) -> None:
    kms = alibaba_client.kms(emulator)

    def key(spec: str, usage: str) -> dict[str, str]:
        request = models.CreateKeyRequest(key_spec=spec, key_usage=usage)
        made = kms.create_key(request).body.key_metadata.key_id
        listed = kms.list_key_versions(models.ListKeyVersionsRequest(key_id=made))
        version = listed.body.key_versions.key_version[0].key_version_id
        return {"key_id": made, "key_version_id": version}

    digest = base64_text(hashlib.sha256(b"a message").digest())
    for spec, algorithm in [
        ("RSA_2048", "RSA_PSS_SHA_256"),
        ("RSA_2048", "RSA_PKCS1_SHA_256"),
        ("EC_P256", "ECDSA_SHA_256"),
    ]:
        asked = {**key(spec, "SIGN/VERIFY"), "algorithm": algorithm, "digest": digest}
        value = kms.asymmetric_sign(models.AsymmetricSignRequest(**asked)).body.value
        verify = models.AsymmetricVerifyRequest(**asked, value=value)
        assert kms.asymmetric_verify(verify).body.value is True, spec

    asked = {**key("RSA_2048", "ENCRYPT/DECRYPT"), "algorithm": "RSAES_OAEP_SHA_256"}
    plaintext = base64_text(b"x")
    encrypt = models.AsymmetricEncryptRequest(**asked, plaintext=plaintext)
    blob = kms.asymmetric_encrypt(encrypt).body.ciphertext_blob
    decrypt = models.AsymmetricDecryptRequest(**asked, ciphertext_blob=blob)
    assert kms.asymmetric_decrypt(decrypt).body.plaintext == plaintext

    first, second = (
        kms.create_key(models.CreateKeyRequest()).body.key_metadata.key_id
        for _ in range(2)
    )
    encrypt = models.EncryptRequest(key_id=first, plaintext=plaintext)
    blob = kms.encrypt(encrypt).body.ciphertext_blob
    moved = kms.re_encrypt(
        models.ReEncryptRequest(ciphertext_blob=blob, destination_key_id=second)
    ).body
    assert moved.key_id == second, moved
    decrypt = models.DecryptRequest(ciphertext_blob=moved.ciphertext_blob)
    assert kms.decrypt(decrypt).body.plaintext == plaintext


if __name__ == "__main__":
    run(main)
