"""What an agency says of the people in a case, as one sealed JSON text."""

import json
from dataclasses import dataclass, fields
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """Empty where nothing was said. Days that are not known exactly are in words."""

    first: str = ""
    """The first contact: a day in ISO form, or words such as "about spring 2019"."""
    last: str = ""
    services: str = ""
    secured_on: date | None = None
    secured_by: str = ""
    """The role of whoever secured the records, never a name."""
    note: str = ""
    """Of the records, or of where was looked."""
    contact: str = ""
    """Who will be the contact for this review."""


def dump(told: Told) -> str:
    said = {one.name: getattr(told, one.name) for one in fields(told)}
    said["secured_on"] = told.secured_on.isoformat() if told.secured_on else ""
    return json.dumps({k: v for k, v in said.items() if v}, ensure_ascii=False)


def load(text: str) -> Told:
    said: dict[str, Any] = json.loads(text)
    on = said.pop("secured_on", "")
    return Told(**said, secured_on=date.fromisoformat(on) if on else None)
