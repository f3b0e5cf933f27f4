"""How drop-off links and what came in are told on a page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.doors import models
from portal.doors.models import Settled
from portal.doors.threshold import Receipt
from portal.gate.gate import Gate
from portal.importing.models import ATTACHMENT_KINDS
from portal.reviews.titles import called
from portal.web.dates import day, day_and_time
from portal.web.draw import counted


def options(told: Mapping[str, str]) -> list[dict[str, str]]:
    """What can be chosen, for a form."""
    return [{"id": name, "text": said, "hint": ""} for name, said in told.items()]


WAYS, SECURED = options(models.WAYS), options(models.SECURED)
LETTER_WAYS = options(models.LETTER_WAYS)
DONE = {
    "closed": "The link is closed. Nothing comes through it any more.",
    "kept": "It is kept with the contribution. Nobody outside your own side reads it until it is "
    "signed off and released.",
    "noted": "It stays here as it came, closed to everybody but your own side.",
    "declined": "It is not taken in. It stays here with your reason, closed as it was.",
    "entered": "It is entered. Add the scan or the email itself, or decide what becomes of it.",
    "scanned": "The file is kept with it, as it came.",
}
"""What has just happened, and what comes next."""
STATES = {
    "": ("Open", "govuk-tag--blue"),
    "used": ("Used", "govuk-tag--green"),
    "revoked": ("Closed", "govuk-tag--grey"),
    "expired": ("Too old", "govuk-tag--grey"),
    "guessed": ("Closed after wrong codes", "govuk-tag--red"),
    "maker": ("Closed: its maker takes part no more", "govuk-tag--red"),
}
MOVED = "The file, which is kept with the contribution"
"""Instead of its name, which stands with the contribution alone, under its class there."""
SETTLED = {
    Settled.WAITS: ("Waits for you", "govuk-tag--blue"),
    Settled.KEPT: ("Kept", "govuk-tag--green"),
    Settled.NOTED: ("Stays here", "govuk-tag--grey"),
    Settled.DECLINED: ("Not taken in", "govuk-tag--orange"),
}


LETTERS = {
    "scan": ("Its scan is missing", "govuk-tag--orange"),
    "waits": ("Waits for a second person", "govuk-tag--blue"),
    "attested": ("Attested", "govuk-tag--green"),
}


def size(number: int) -> str:
    """Bytes, to the byte, so that a receipt can be compared: "1,234,567 bytes"."""
    return f"{number:,} {'byte' if number == 1 else 'bytes'}"


def kind(name: str | None) -> str:
    return ATTACHMENT_KINDS[name] if name else ""


def link(row: Any, state: str, now: datetime) -> str:
    """What a link's row says of its time: until when, or since when not."""
    if row.used_at is not None:
        return f"Used on {day_and_time(row.used_at)}"
    if row.revoked_at is not None:
        return f"Closed on {day_and_time(row.revoked_at)}"
    if row.until <= now:
        return f"It ended on {day_and_time(row.until)}"
    tried = f". {counted(row.tries, 'wrong code')} so far" if row.tries and not state else ""
    return f"Until {day_and_time(row.until)}{tried}"


def came(row: Any) -> str:
    """By which way, such as "By post, received 3 November 2026"."""
    way = "Through a drop-off link" if row.way == models.LINK else models.WAYS[row.way]
    return f"{way}, received {row.received_on.day} {row.received_on:%B %Y}"


def receipt(told: Receipt) -> list[dict[str, str]]:
    """The lines of a receipt. It says nothing of what was sent but how much, and its digest."""
    rows = [
        {"key": "Reference", "value": told.reference},
        {"key": "Received", "value": day(told.on)},
    ]
    for what, number, digest in (
        ("Your words", told.words_size, told.words_digest),
        ("Your file", told.file_size, told.file_digest),
    ):
        if number:
            rows.append({"key": what, "value": f"{size(number)}, SHA-256 {digest}"})
    return [*rows, {"key": "Questions", "value": told.ring}]


def purposes(gate: Gate) -> dict[str, str]:
    """What can be sent, as this kind of review calls it."""
    return {**models.PURPOSES, "imr": called(gate=gate)["imr"]}
