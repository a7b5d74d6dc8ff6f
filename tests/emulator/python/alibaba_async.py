"""The asynchronous half of Alibaba's Python SDK, which has an HTTP client of its own."""

import asyncio

from alibabacloud_kms20160120 import models
from alibabacloud_kms20160120.client import Client

import alibaba_client
from emulator import Emulator, run

DESCRIPTION = "a b*~'/é+ 密钥 &="


async def create(kms: Client, number: int) -> str:
    request = models.CreateKeyRequest(description=f"{DESCRIPTION} {number}")
    return (await kms.create_key_async(request)).body.key_metadata.key_id


async def main(emulator: Emulator) -> None:
    kms = alibaba_client.kms(emulator)
    key_ids = await asyncio.gather(*(create(kms, number) for number in range(5)))
    for number, key_id in enumerate(key_ids):
        request = models.DescribeKeyRequest(key_id=key_id)
        described = (await kms.describe_key_async(request)).body.key_metadata
        assert described.description == f"{DESCRIPTION} {number}", described


if __name__ == "__main__":
    run(lambda emulator: asyncio.run(main(emulator)))
