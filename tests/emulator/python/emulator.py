"""The emulator under test: its control surface, and small helpers for every script."""

import base64
import json
import sys
import urllib.request
from typing import Any, Callable

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

ACCOUNT = "100000000001"


class Emulator:
    def __init__(self, url: str) -> None:
        self.url = url

    def control(self, method: str, name: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            f"{self.url}/_emulator/{name}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request) as reply:
            return json.load(reply)

    @property
    def host(self) -> str:
        """Host and port of Tencent, of both sts, and of Alibaba's first region."""
        return self.url.removeprefix("http://")

    def alibaba_host(self, region: str) -> str:
        url = self.control("GET", "endpoints")["alibaba"][region]
        return url.removeprefix("http://")

    def key(self, key_id: str) -> dict[str, Any]:
        """A key as the emulator itself has it."""
        keys = self.control("GET", "keys")
        return next(key for key in keys if key["keyId"] == key_id)

    def advance(self, days: float) -> None:
        self.control("POST", "clock", {"advanceSeconds": days * 86_400})

    def fault(self, **rule: Any) -> None:
        self.control("POST", "faults", rule)


def run(main: Callable[[Emulator], None]) -> None:
    """Runs a script against the emulator whose URL is its only argument."""
    main(Emulator(sys.argv[1]))


def wrapped(public_key: str, material: bytes) -> str:
    """Key material as the import actions take it, for RSAES_OAEP_SHA_256."""
    key = serialization.load_der_public_key(base64.b64decode(public_key))
    sha256 = hashes.SHA256()
    oaep = padding.OAEP(padding.MGF1(sha256), sha256, label=None)
    return base64.b64encode(key.encrypt(material, oaep)).decode()


def base64_text(data: bytes) -> str:
    return base64.b64encode(data).decode()
