"""Personal data: encrypted in the database, found by a keyed hash, kept out of the logs."""
import base64
import hashlib
import logging
import os
import re
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import String, TypeDecorator

_key = b""


def use_key(secret: str) -> None:
    """Set the key of this process, derived from the configured secret."""
    global _key
    _key = hashlib.sha256(b"regulars personal data\0" + secret.encode()).digest()


def lookup_hash(value: str) -> str:
    """A keyed hash for exact look-up of an encrypted value, stored beside it."""
    return hashlib.blake2b(value.strip().casefold().encode(), key=_key, digest_size=16).hexdigest()


class PersonalText(TypeDecorator[str]):
    """Text about a person: AES-GCM with a fresh nonce, base64 in the database."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        if value is None:
            return None
        nonce = os.urandom(12)
        return base64.b64encode(nonce + AESGCM(_key).encrypt(nonce, value.encode(), None)).decode()

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        if value is None:
            return None
        raw = base64.b64decode(value)
        return AESGCM(_key).decrypt(raw[:12], raw[12:], None).decode()


_PHONE = re.compile(r"(?<![\w.-])\+?\d[\d\s-]{6,14}\d(?![\w.-])")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_SECRET = re.compile(r"(/t/|/staff/password/)[\w-]{12,}")


def without_personal_data(text: str) -> str:
    """The text with telephone numbers, e-mail addresses and the secrets in addresses blotted out."""
    text = _SECRET.sub(r"\1…", _EMAIL.sub("[e-mail]", text))
    return _PHONE.sub("[number]", text)


class PersonalDataFilter(logging.Filter):
    """Blots personal data out of every log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = without_personal_data(record.getMessage()), None
        return True
