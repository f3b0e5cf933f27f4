"""An owner's record, and what is wrong with a ledger, in words."""

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from portal.gate.audit import Finding
from portal.record.acts import Done
from portal.web.dates import day

PURPOSES = {"find": "Looking for words", "compelled": "Compelled disclosure"}
DID = {
    ("read_section", True): "Read",
    ("read_section", False): "Asked for and was refused",
    ("export_record", True): "Took the record away",
    ("export_record", False): "Asked for the record and was refused",
}


def did(one: Done) -> str:
    """What somebody did, and how often where one line tells of several times."""
    told = DID.get((one.act, one.opened), one.act)
    if one.times == 1:
        return told
    since = "" if day(one.since) == day(one.at) else f" since {day(one.since)}"
    return f"{told}, {one.times} times{since}"


def where(row: Any, names: Mapping[str, str]) -> str:
    """A section as its owner counts it: kind of document, as its review calls it, and number."""
    return f"{names[row.kind]}, section {row.position}"


def places(rows: Iterable[Any], beside: int, names: Mapping[str, str]) -> str:
    """Such as "Internal management review, sections 1 to 4 and 7".

    What is not a section stands `beside` one: questions and answers.
    """
    ordered = sorted({(row.kind, row.position) for row in rows})
    told = []
    for kind, group in groupby(ordered, key=lambda one: one[0]):
        numbers = [position for _, position in group]
        noun = "section" if len(numbers) == 1 else "sections"
        told.append(f"{names[kind]}, {noun} {_runs(numbers)}")
    return "; ".join([*told, *(["questions and answers"] if beside else [])])


def _runs(numbers: list[int]) -> str:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    told = [str(a) if a == b else f"{a} to {b}" for a, b in runs]
    return told[0] if len(told) == 1 else ", ".join(told[:-1]) + f" and {told[-1]}"


_STREAM = re.compile(r"stream ([^,\s]+)(?:, entry (\d+))?")
_KEEP = "Let nobody restore or clean the database before a copy of it has been made. "
ADVICE = {
    "stream": _KEEP + "Then ask the agency whose record it is for its newest export: it shows what "
    "the entry said. Tell the board of the review, and that agency's senior office.",
    "checkpoint": _KEEP + "Then compare with the copies that the witnesses hold: a checkpoint is "
    "the portal's signed word on how far each record had come at that moment.",
    "witness": "Ask whoever keeps this witness whether it was moved or is out of reach. Until it "
    "can be read again, nobody outside the database vouches for what came after.",
}


def finding(found: Finding, names: Mapping[str, str]) -> dict[str, str]:
    """One finding: where, named so that the person who looks after it can be asked; what; next."""
    stream = _STREAM.fullmatch(found.where)
    place = found.where[:1].upper() + found.where[1:]
    if stream:
        place = _stream(stream[1], names) + (f", entry {stream[2]}" if stream[2] else "")
    kind = found.where.partition(" ")[0]
    return {"where": place, "what": found.what, "next": ADVICE.get(kind, _KEEP)}


def _stream(name: str, names: Mapping[str, str]) -> str:
    review, _, owner = name.rpartition(":")
    whose = (
        "the board" if owner == "board" else names.get(owner, f"an unknown owner ({owner[:40]})")
    )
    if not review:
        return f"The record of {whose}"
    return f"The record of {whose} in {names.get(review, 'a review that is not there any more')}"
