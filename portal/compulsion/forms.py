"""What may be asked of compelled disclosure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.compulsion.models import CLAIMS, DECISIONS, SERVED
from portal.compulsion.powers import powers
from portal.proceedings.forms import SHORT, Reader
from portal.web.page import Wrong

POWERS = {one.code: one.power for one in powers()}
NOTHING = "nothing"
ANSWERS = {NOTHING: "We claim nothing", **CLAIMS}


@dataclass(frozen=True, slots=True)
class Demanded:
    power: str
    demander: str
    received_on: date
    due_on: date
    words: str
    documents: list[str]


def notice(fields: Mapping[str, str]) -> Demanded:
    """Raises Wrong with every field that cannot be taken."""
    read = Reader(fields)
    power = read.one("power", POWERS, "Choose under which power.")
    demander = read.words("demander", "Enter who demands it.", SHORT)
    received, due = read.day("on"), read.day("due")
    words = read.words("words", "Say what is demanded.")
    named = [k.removeprefix("documents_") for k in fields if k.startswith("documents_")]
    chosen = [name for name in named if fields[f"documents_{name}"] == name]
    if not chosen:
        read.wrong += Wrong.one("documents", "Choose at least one document.").errors
    read.done()
    return Demanded(power, demander, received, due, words, chosen)


@dataclass(frozen=True, slots=True)
class Said:
    what: str = ""
    which: str = ""
    on: date = date.min
    words: str = ""


def answer(fields: Mapping[str, str]) -> Said:
    """What an owner says about its material: a claim with its words, or that there is none."""
    read = Reader(fields)
    what = read.one("what", ANSWERS, "Choose what your organisation claims.")
    missing = "" if what == NOTHING else "Enter the claim."
    told = Said(what, fields.get("section", ""), words=read.words("words", missing))
    read.done()
    return told


def decision(fields: Mapping[str, str]) -> Said:
    read = Reader(fields)
    what = read.one("what", DECISIONS, "Choose what was decided.")
    which = fields.get("claim", "")
    if not which:
        read.wrong += Wrong.one("claim", "Choose the claim.").errors
    told = Said(what, which, read.day("on"))
    read.done()
    return told


def day(fields: Mapping[str, str]) -> Said:
    read = Reader(fields)
    told = Said(on=read.day("on"))
    read.done()
    return told


def served(fields: Mapping[str, str]) -> Said:
    read = Reader(fields)
    how = read.one("how", SERVED, "Choose how it was served.")
    told = Said(how, on=read.day("on"), words=read.words("to", "Enter to whom.", SHORT))
    read.done()
    return told
