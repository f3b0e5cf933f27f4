"""iCalendar text (RFC 5545) of what waits for somebody: days, code names and plain phrases."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256

from portal.clocks.tasks import Task

KIND = "text/calendar; charset=utf-8"
LINE = 75
"""Octets in a line without its end; what is longer goes on in the next one, after a space."""
HEAD = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Review portal//What waits for you//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    "X-WR-CALNAME:Review portal",
    "X-WR-CALDESC:OFFICIAL. Days by which something waits for you in the review portal.",
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    "X-PUBLISHED-TTL:PT1H",
    "BEGIN:VTIMEZONE",
    "TZID:Etc/UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
)
"""The time zone is there because a calendar without any component is none; no event needs it."""
MORE = "OFFICIAL. Sign in to the review portal to see what it is."


def calendar(told: Iterable[tuple[Task, str]], person: str, now: datetime) -> bytes:
    """An all-day event for each task that has a day, beside its review's code name.

    A task keeps its UID for as long as it waits, whatever its day becomes, in each calendar of the
    same person and in no other person's.
    """
    lines, times = list(HEAD), Counter[tuple[str, str]]()
    for task, review in told:
        if task.due is not None:
            times[task.href, task.plain] += 1
            number = times[task.href, task.plain]
            named = f"{person} {task.href} {task.plain} {number}".encode()
            lines += _event(
                sha256(named).hexdigest()[:32], task.due, f"{review}: {task.plain}", now
            )
    return "".join(map(_folded, [*lines, "END:VCALENDAR"])).encode()


def _event(uid: str, on: date, said: str, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}@review-portal"
    yield f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(said)}"
    yield f"DESCRIPTION:{_text(MORE)}"
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(words: str) -> str:
    for sign in ("\\", ";", ","):
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Never within a character, however many octets it has."""
    parts, size = [""], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LINE:
            parts.append(" ")
            size = 1
        parts[-1] += character
        size += octets
    return "\r\n".join(parts) + "\r\n"
