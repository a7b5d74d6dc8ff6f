"""Signs and verifies with Tencent's asymmetric keys by its Python SDK."""

import hashlib

from tencentcloud.kms.v20190118 import models

import tencent_client
from emulator import Emulator, base64_text, run
from tencent_client import filled


def main(emulator: Emulator) -> None:
    kms = tencent_client.kms(emulator, "ap-singapore")
    digest = base64_text(hashlib.sha256(b"a message").digest())
    for usage, algorithm in [
        ("RSA_2048", "RSA_PSS_SHA_256"),
        ("RSA_3072", "RSA_PKCS1_SHA_256"),
        ("ECC", "ECC_P256_R1"),
    ]:
        create = filled(
            models.CreateKeyRequest(),
            Alias=f"signs-{usage.lower().replace('_', '-')}",
            KeyUsage=f"ASYMMETRIC_SIGN_VERIFY_{usage}",
        )
        key_id = kms.CreateKey(create).KeyId
        asked = {"KeyId": key_id, "Algorithm": algorithm}
        raw = {**asked, "Message": base64_text(b"a message")}
        sign = filled(models.SignByAsymmetricKeyRequest(), **raw)
        signature = kms.SignByAsymmetricKey(sign).Signature
        for message in (raw, {**asked, "Message": digest, "MessageType": "DIGEST"}):
            verify = filled(
                models.VerifyByAsymmetricKeyRequest(),
                **message,
                SignatureValue=signature,
            )
            assert kms.VerifyByAsymmetricKey(verify).SignatureValid is True, usage


if __name__ == "__main__":
    run(main)
