"""Tokens nobody can guess, codes people can read, and keyed hashes."""
import hashlib
import hmac
import secrets

READABLE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"        # no 0 O 1 I L U


def token(bits: int = 160) -> str:
    """URL-safe, unguessable."""
    return secrets.token_urlsafe(bits // 8)


def readable(length: int = 8) -> str:
    """A random code a person can read out; 30 symbols, so 8 of them are 39 bits."""
    return "".join(secrets.choice(READABLE) for _ in range(length))


def digits(length: int = 4) -> str:
    """A short word of digits, to be typed once."""
    return "".join(secrets.choice("0123456789") for _ in range(length))


def fingerprint(secret: str) -> str:
    """What is stored of a secret that is only ever compared."""
    return hashlib.sha256(secret.encode()).hexdigest()


def signature(key: str, *parts: str) -> str:
    """A keyed hash of parts; different purposes name themselves in the first part."""
    return hmac.new(key.encode(), "\0".join(parts).encode(), hashlib.sha256).hexdigest()[:32]


def same(a: str, b: str) -> bool:
    """Compare secrets in constant time (as bytes: `compare_digest` refuses non-ASCII text)."""
    return hmac.compare_digest(a.encode(), b.encode())
