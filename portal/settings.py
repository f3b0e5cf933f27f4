"""What the portal must be told before it runs, read once, and a sentence for what is missing."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


class SettingsWrong(Exception):
    """A setting is missing or cannot be right; the message is the sentence to show."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One process's settings. Nothing changes after start."""

    database_url: str
    key_file: Path
    """The file of key-encryption keys and the ledger's signing key, readable by us alone."""
    witnesses: tuple[Path, ...]
    """Files outside the database that are handed every checkpoint of the ledger."""
    journal: Path
    """This process's own list of entries that no checkpoint covers yet."""
    origin: str
    """Scheme and host that browsers use, as https://portal.example; never from a request."""
    demo: bool = False
    names_model: str = ""
    """A local recogniser of names that adds suggestions (portal.persons.model); none by default."""

    @property
    def host(self) -> str:
        return urlsplit(self.origin).netloc


def from_environment(env: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a production process, from PORTAL_... variables.

    Raises SettingsWrong with one sentence for everything that is missing.
    """
    wanted = {
        "PORTAL_DATABASE_URL": "where the records are, such as postgresql://portal@db/portal",
        "PORTAL_KEY_FILE": "the file of keys that `portal setup` makes",
        "PORTAL_WITNESSES": "one or more files, separated by ':', that receive ledger checkpoints",
        "PORTAL_ORIGIN": "the address people type, such as https://portal.example",
    }
    missing = [f"{name} ({why})" for name, why in wanted.items() if not env.get(name)]
    if missing:
        raise SettingsWrong("Set " + "; ".join(missing) + ".")
    witnesses = tuple(Path(p) for p in env["PORTAL_WITNESSES"].split(":") if p)
    return checked(
        Settings(
            database_url=env["PORTAL_DATABASE_URL"],
            key_file=Path(env["PORTAL_KEY_FILE"]),
            witnesses=witnesses,
            journal=Path(env.get("PORTAL_JOURNAL") or f"{witnesses[0]}.journal"),
            origin=env["PORTAL_ORIGIN"].rstrip("/"),
            names_model=env.get("PORTAL_NAMES_MODEL", ""),
        )
    )


def checked(settings: Settings) -> Settings:
    """The same settings, or SettingsWrong where one of them cannot be right."""
    parts = urlsplit(settings.origin)
    loopback = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
        raise SettingsWrong(
            "PORTAL_ORIGIN must begin with https://; plain http is for this machine alone."
        )
    if not parts.netloc or parts.path or parts.query:
        raise SettingsWrong("PORTAL_ORIGIN is a scheme and a host, with nothing after the host.")
    if not settings.database_url.startswith(("sqlite:///", "postgresql")):
        raise SettingsWrong("PORTAL_DATABASE_URL must begin with sqlite:/// or postgresql://.")
    return settings
