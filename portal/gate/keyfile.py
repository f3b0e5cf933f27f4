"""Where the key-encryption keys live. A file is the default; anything with these verbs will do."""

import base64
import fcntl
import json
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.db import new_id


class KeysWrong(Exception):
    """The keys cannot be used; the message is one sentence for whoever runs the portal."""


class KeyProvider(Protocol):
    """A store of key-encryption keys, one of them current, and of the ledger's signing key."""

    def current(self) -> str: ...
    def wrap(self, plain: bytes, *, bound: bytes) -> tuple[str, bytes]:
        """The current key's id and `plain` wrapped by it; it unwraps only with the same `bound`."""
        ...

    def unwrap(self, kek: str, wrapped: bytes, *, bound: bytes) -> bytes:
        """Raises KeysWrong where the key is not here or does not fit."""
        ...

    def sign(self, message: bytes) -> bytes: ...
    def public(self) -> bytes:
        """The ledger's public key, 32 bytes (Ed25519)."""
        ...


@dataclass(frozen=True, slots=True)
class _Held:
    current: str
    keys: dict[str, bytes]
    signing: bytes


class KeyFile:
    """Keys in one JSON file that its owner alone may read. Read again when a key is not known."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._held = self._read()

    def current(self) -> str:
        return self._held.current

    def wrap(self, plain: bytes, *, bound: bytes) -> tuple[str, bytes]:
        """With the current key as the file has it now: another process may have dropped ours."""
        self.reread()
        held, nonce = self._held, os.urandom(12)
        sealed = AESGCM(held.keys[held.current]).encrypt(nonce, plain, bound)
        return held.current, nonce + sealed

    def unwrap(self, kek: str, wrapped: bytes, *, bound: bytes) -> bytes:
        if kek not in self._held.keys:
            self.reread()
        if kek not in self._held.keys:
            raise KeysWrong(
                f"The key file {self.path} does not hold key-encryption key {kek}, which the "
                "database needs: it is another portal's file or an older copy. Restore the newest."
            )
        try:
            return AESGCM(self._held.keys[kek]).decrypt(wrapped[:12], wrapped[12:], bound)
        except (InvalidTag, ValueError) as wrong:
            raise KeysWrong(
                f"The key file {self.path} holds a wrong key under the id {kek}. Restore the right "
                "file from its backup."
            ) from wrong

    def sign(self, message: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(self._held.signing).sign(message)

    def public(self) -> bytes:
        signing = Ed25519PrivateKey.from_private_bytes(self._held.signing)
        return signing.public_key().public_bytes_raw()

    def held(self) -> set[str]:
        """The ids of all keys in the file."""
        self.reread()
        return set(self._held.keys)

    def reread(self) -> None:
        """Raises KeysWrong, and keeps what it holds, where the file has become another portal's."""
        with self._lock:
            held = self._read()
            if held.signing != self._held.signing:
                raise KeysWrong(f"The key file {self.path} was replaced by another portal's.")
            self._held = held

    def add(self) -> str:
        """Make a new key and let it be the current one; the older ones stay for unwrapping."""
        with self._lock, _alone(self.path):
            held = self._read()
            kek = new_id()
            keys = {**held.keys, kek: AESGCM.generate_key(256)}
            _write(self.path, _Held(kek, keys, held.signing))
            self._held = self._read()
        return kek

    def forget(self, keks: set[str]) -> None:
        """Drop keys that wrap nothing any more. Never the current one."""
        with self._lock, _alone(self.path):
            held = self._read()
            kept = {k: v for k, v in held.keys.items() if k not in keks or k == held.current}
            _write(self.path, _Held(held.current, kept, held.signing))
            self._held = self._read()

    def _read(self) -> _Held:
        try:
            found = os.lstat(self.path)
        except (FileNotFoundError, NotADirectoryError):
            raise KeysWrong(
                f"There is no key file at {self.path}. Restore it from its backup; only an empty "
                "portal makes a new one, with `portal setup`."
            ) from None
        except OSError as wrong:
            raise _unreadable(self.path, wrong) from None
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid():
            raise KeysWrong(f"The key file {self.path} must be a plain file of the portal's user.")
        if found.st_mode & 0o077:
            raise KeysWrong(f"Others may read the key file {self.path}. Set its mode to 0400.")
        try:
            told = json.loads(self.path.read_bytes())
            keys = {k: base64.b64decode(v, validate=True) for k, v in told["keys"].items()}
            signing = base64.b64decode(told["signing"], validate=True)
            name = told["current"]
            current = keys[name]
        except OSError as wrong:
            raise _unreadable(self.path, wrong) from None
        except (ValueError, KeyError, TypeError, AttributeError):
            keys, signing, name, current = {}, b"", "", b""
        if {len(k) for k in (*keys.values(), signing, current)} != {32}:
            raise KeysWrong(f"The key file {self.path} is damaged. Restore it from its backup.")
        return _Held(name, keys, signing)


def make_key_file(path: Path) -> KeyFile:
    """A first key file. Raises KeysWrong where one stands: keys are never overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path):
        if os.path.lexists(path):
            raise KeysWrong(f"There is a key file at {path} already; it is left as it is.")
        kek = new_id()
        _write(path, _Held(kek, {kek: AESGCM.generate_key(256)}, os.urandom(32)))
    return KeyFile(path)


def _unreadable(path: Path, wrong: OSError) -> KeysWrong:
    return KeysWrong(f"The key file {path} cannot be read ({wrong.strerror}).")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time changes the file: of two at once, the slower would drop a new key."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _write(path: Path, held: _Held) -> None:
    """Whole or not at all: a new file beside it, on the disk, then renamed over it."""
    told = {
        "format": 1,
        "current": held.current,
        "keys": {k: base64.b64encode(v).decode() for k, v in held.keys.items()},
        "signing": base64.b64encode(held.signing).decode(),
    }
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(file, "w") as out:
        json.dump(told, out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    beside.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
