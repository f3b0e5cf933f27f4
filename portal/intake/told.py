"""What the pages of an incident show: facts, findings, effects of a change, and decisions."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from portal.clocks.limits import limits
from portal.clocks.reckoning import months_on
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.intake import deciding, looking
from portal.intake.eligibility import GROUNDS, Finding, effect
from portal.intake.facts import CHOICES, DAYS, LABELS, LEVELS, Facts
from portal.intake.models import FORMS, LOOKS, NOTICE_TO, OUTCOMES, Notification
from portal.intake.models import LEVELS as REVIEW_LEVELS
from portal.intake.offences import LISTS, named, on_list
from portal.intake.words import COLOURS, SHORT, kind
from portal.intake.words import LOOKS as LOOK_WORDS
from portal.reviews.words import who
from portal.timetable import standing
from portal.web.dates import day_and_time, due, in_words, today

CLOSED = "Why is closed to you."
NO_CONVICTION = {"convicted_other", "acquitted", "discontinued"}


def account(row: Any, gate: Gate) -> str:
    """What happened in the words of who notified; recorded as read."""
    if row is None or row.words is None:
        return ""
    told = gate.open(row, "words", act=Act.READ_NOTIFICATION, model=Notification)
    return told["words"]


def fact(name: str, value: Any) -> str:
    """One fact as people say it."""
    if value is None:
        return "Not known"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if name == "levels":
        return "; ".join(f"{LEVELS[level]} from {in_words(on)}" for level, on in value)
    if name == "offence":
        return named().get(value, "An offence that is on no list now")
    if name in DAYS:
        return in_words(value)
    return str(CHOICES[name][value]) if name in CHOICES else str(value)


def facts(known: Facts) -> list[dict[str, str]]:
    """All that is known; what is not is left out."""
    return [
        {"key": label, "value": fact(name, getattr(known, name))}
        for name, label in LABELS.items()
        if getattr(known, name) is not None
    ]


def lists(known: Facts) -> list[str]:
    """By which version of each list of offences the rules looked, and what it says of this one."""
    on = known.charged_on or known.disposed_on
    if known.offence is None or on is None:
        return []
    told = []
    for listed, said in LISTS.items():
        row = on_list(listed, known.offence, on)
        if row is None:
            told.append(f"{said}, as it stood on {in_words(on)}: the offence is not on it.")
            continue
        until = f" until {in_words(row.until)}" if row.until != date.max else ""
        told.append(
            f"{said}, as it stood on {in_words(on)}: {row.words}, on it from "
            f"{in_words(row.since)}{until} ({row.status}: {row.source})."
        )
    return told


def finding(one: Finding) -> dict[str, Any]:
    return {
        "kind": kind(one.kind),
        "tag": SHORT[one.result],
        "colour": COLOURS[one.result],
        "because": list(one.because),
        "versions": "; ".join(one.versions),
        "unknown": [LABELS[name] for name in one.unknown],
    }


def sorted_by_weight(told: Sequence[Finding]) -> list[dict[str, Any]]:
    """What asks for something first; kinds that are not available last."""
    order = list(COLOURS)
    return [finding(one) for one in sorted(told, key=lambda one: order.index(one.result))]


def changes(before: Facts, after: Facts, old: list[Finding], new: list[Finding]) -> dict[str, Any]:
    """What the newest change of facts did, in words."""
    told = effect(before, after, old, new)
    return {
        "facts": told["facts"],
        "lines": [
            f"{kind(now.kind)}: was “{SHORT[was.result]}”, is “{SHORT[now.result]}”. "
            f"{' '.join(now.because)}"
            for was, now in told["kinds"]
        ],
    }


def level_changes(known: Facts) -> list[str]:
    """Changes of MAPPA level in the months before the charge that the review form asks for."""
    span = next((row.number for row in limits() if row.code == "PIMR-W" and row.in_force), 0)
    on = known.charged_on
    if on is None or not span:
        return []
    return [
        f"{LEVELS[level]} from {in_words(since)}"
        for level, since in known.levels or ()
        if since <= on <= months_on(since, span)
    ]


def decision(row: Any, why: dict[str, str], gate: Gate) -> dict[str, Any]:
    """One decision with its reason, and whether it departs from what the rules said."""
    departs = row.outcome == "not" and row.result in {"mandatory", "criterion"}
    more = [
        *(GROUNDS[ground] for ground in row.grounds.split()),
        *([f"{REVIEW_LEVELS[row.level]} review"] if row.level else []),
        *([f"{FORMS[row.form]} review"] if row.form else []),
        *(["Significant national interest is expected"] if row.high_profile else []),
    ]
    return {
        "kind": kind(row.kind),
        "outcome": OUTCOMES[row.outcome],
        "result": SHORT[row.result],
        "departs": departs,
        "more": more,
        "why": why.get(row.id, CLOSED),
        "by": who(row.decided_by, gate),
        "when": day_and_time(row.decided_at),
        "replaced": day_and_time(row.replaced_at) if row.replaced_at else "",
    }


def decisions(gate: Gate) -> list[dict[str, Any]]:
    """The newest first."""
    rows = deciding.decisions(gate=gate)
    why = deciding.why(rows=rows, gate=gate)
    return [decision(row, why, gate) for row in reversed(rows)]


def history(rows: list[Any], gate: Gate) -> list[str]:
    """Every time that facts were given, the newest first."""
    return [
        f"Number {row.position}, {day_and_time(row.made_at)}, by {who(row.made_by, gate)}"
        for row in reversed(rows)
    ]


def referral(rows: list[Any], decided: list[Any]) -> str:
    """What a referral says, as a sentence; nothing where there is none."""
    if not rows:
        return ""
    on = today(rows[0].made_at)
    done = any(row.kind == rows[0].kind for row in decided)
    state = "The board has decided on it." if done else "It waits for the SMB chair's decision."
    return (
        "SCR referral: the rules referred this case to the Strategic Management Board's chair "
        f"(SMB chair) on {in_words(on)}. {state} A referral is decided and never deleted."
    )


def looks(gate: Gate) -> list[dict[str, Any]]:
    """Every first look with its words, the newest first; recorded as read."""
    rows = looking.looks(gate=gate)
    said = looking.opened(rows=rows, gate=gate) if rows else {}
    return [_look(row, said[row.id], gate) for row in rows]


def _look(row: Any, said: dict[str, str], gate: Gate) -> dict[str, Any]:
    names = {**LOOK_WORDS[row.look], "words": "Why it comes to that"}
    return {
        "number": row.position,
        "when": day_and_time(row.sent_at),
        "by": who(row.sent_by, gate),
        "outcome": LOOKS[row.look][row.outcome],
        "high_profile": row.high_profile,
        "parts": [
            {"label": names[field], "text": said.get(field, CLOSED)} for field in looking.FIELDS
        ],
    }


def notices(rows: list[Any]) -> list[dict[str, str]]:
    """Who is to be told, and on which day each was."""
    known = {row.sent_to: row for row in rows if not row.replaced_at}
    return [
        {"key": said, "value": in_words(known[to].sent_on) if to in known else "Not recorded"}
        for to, said in NOTICE_TO.items()
    ]


def corrected(rows: list[Any], gate: Gate) -> list[str]:
    return [
        f"{NOTICE_TO[row.sent_to]}: {in_words(row.sent_on)}, recorded by "
        f"{who(row.recorded_by, gate)}, corrected on {day_and_time(row.replaced_at)}."
        for row in reversed(rows)
        if row.replaced_at
    ]


def look_due(look: str, gate: Gate, on: date) -> str:
    """By when the first look is to be sent, where a clock runs for it."""
    clocks = standing.clocks(gate=gate)
    mine = [one for one in clocks if one.event == looking.ENDS[look] and one.runs]
    return f"It is due {due(mine[0].due, on)}." if mine else ""
