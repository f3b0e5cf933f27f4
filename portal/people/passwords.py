"""What a person proves herself with: a password, and six figures that count once.

Hashing is slow on purpose. Few hash at once and few wait, so that a flood of sign-ins leaves
workers for those who are signed in already; a known browser has seats that strangers cannot take.
"""

import base64
import hmac
import os
import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

MINIMUM = 12
MOST = 200
STEP = 30
AT_ONCE = 2
SEATS = 6
"""For those who hash and those who wait: less than the portal has workers."""
STRANGERS = 4
ISSUER = "Review portal"
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""Argon2id, the least that OWASP advises: 19 MiB, two passes, some 30 ms."""


class Busy(Exception):
    """All seats are taken; trying again in a few seconds is right."""


_hashing = threading.BoundedSemaphore(AT_ONCE)
_seats = threading.BoundedSemaphore(SEATS)
_strangers = threading.BoundedSemaphore(STRANGERS)


@contextmanager
def seat(*, known: bool) -> Iterator[None]:
    """A place among those who hash or wait for it. Raises Busy at once where there is none."""
    with ExitStack() as held:
        for seats in (_seats,) if known else (_strangers, _seats):
            if not seats.acquire(blocking=False):
                raise Busy
            held.callback(seats.release)
        yield


def _nobodys() -> str:
    """A well-formed hash that no password has, for accounts that are not there."""
    salt, digest = (base64.b64encode(os.urandom(n)).decode().rstrip("=") for n in (16, 32))
    cost = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${digest}"


NOBODYS = _nobodys()


def normal(password: str) -> str:
    """The same password whichever keyboard wrote it."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    with _hashing:
        return _hasher.hash(normal(password))


def matches(stored: str, password: str) -> bool:
    """Whether it is the password; it takes as long where there is none (`stored` is empty)."""
    with _hashing:
        try:
            _hasher.verify(stored or NOBODYS, normal(password))
        except VerifyMismatchError:
            return False
    return stored != ""


_COMMON = frozenset(
    {
        "abcdefghijkl",
        "abcdefghijklm",
        "abcdefghijklmn",
        "administrator",
        "administrator1",
        "changemenow1",
        "changeme1234",
        "changeme12345",
        "letmeinplease",
        "letmeinletmein",
        "iloveyou1234",
        "iloveyouiloveyou",
        "password1234",
        "password12345",
        "password123456",
        "passwordpassword",
        "mypassword123",
        "mypassword1234",
        "newpassword1",
        "newpassword123",
        "p4ssw0rd1234",
        "passw0rd1234",
        "passw0rd12345",
        "qwertyuiop12",
        "qwertyuiop123",
        "qwertyuiopas",
        "qwertyuiopasdf",
        "qwerty123456",
        "qwerty12345678",
        "qwertyqwerty",
        "1q2w3e4r5t6y",
        "1q2w3e4r5t6y7u",
        "1qaz2wsx3edc",
        "1qaz2wsx3edc4rfv",
        "zaq12wsxcde3",
        "asdfghjkl123",
        "asdfghjklzxcvbnm",
        "123456789012",
        "1234567890123",
        "1234567890123456",
        "12345678901234567890",
        "123123123123",
        "121212121212",
        "123456123456",
        "098765432109",
        "welcome12345",
        "welcome123456",
        "welcome2portal",
        "reviewportal",
        "reviewportal1",
        "liverpoolfc1",
        "manchesterunited",
        "correcthorsebatterystaple",
        "footballfootball",
    }
)


def common(password: str) -> bool:
    """Whether it is among the first that anybody would try, dressed up with signs or not."""
    bare = "".join(c for c in normal(password).casefold() if c.isalnum())
    return bare in _COMMON or len(set(bare)) == 1


# Six figures (RFC 6238: SHA-1, thirty seconds)


def new_secret() -> str:
    return pyotp.random_base32()


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step that `code` belongs to, one before and one after included; None: wrong."""
    figures, here = pyotp.TOTP(secret), int(now.timestamp()) // STEP
    for step in (here, here - 1, here + 1):
        if hmac.compare_digest(figures.generate_otp(step), code):
            return step
    return None


def address_for_app(secret: str, email: str) -> str:
    """What an authenticator app scans."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


# One-time enrolment codes

_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""None that is easily taken for another when it is read out or copied from paper."""
CODE_LENGTH = 16


def new_code() -> str:
    """78 bits, in groups of four."""
    return in_fours("".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH)), "-")


def bare_code(typed: str) -> str:
    return "".join(c for c in normal(typed[:64]).upper() if c in _LETTERS)


def in_fours(text: str, gap: str = " ") -> str:
    return gap.join(text[n : n + 4] for n in range(0, len(text), 4))
