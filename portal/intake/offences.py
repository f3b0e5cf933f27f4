"""The two lists of serious further offences (policies/offences.csv), which stay apart, and which
forms of an offence each of them counts (policies/offence_forms.csv).

The College's list is for police reviews and MAPPA reviews, the probation instruction's for
probation's reviews. An offence that is on both has one code, so that a charge is entered once.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

from portal.clocks.tables import TableWrong, dated, window

HEADER = "list,code,offence,statute,only_if,class,from,until,source,status,why"
FORMS_HEADER = "list,form,counts,from,until,source,status,why"
LISTS = {
    "college": "The College of Policing's list, for police reviews and MAPPA reviews",
    "hmip": "The list of Probation Instruction 06/2018, for probation's own reviews",
}
CLASSES = ("listed", "automatic", "conditional", "automatic if victim under 13", "to be verified")
ONLY_IF = {
    "-": "",
    "firearm_used": "firearm",
    "penetration": "penetration",
    "endangering_life": "endangering",
    "not_murder": "involves_murder",
}
"""By a row's own condition the fact that it asks."""
OTHER = {
    "other_serious": "Another serious offence, on neither list",
    "other": "Another offence, on neither list",
}
"""What can be charged besides what the lists name."""


@dataclass(frozen=True, slots=True)
class Offence:
    listed: str
    code: str
    words: str
    statute: str
    only_if: str
    group: str
    """Whether it leads to a review by itself; of CLASSES."""
    since: date
    until: date
    source: str
    status: str
    why: str


@dataclass(frozen=True, slots=True)
class Form:
    listed: str
    form: str
    counts: bool | None
    """None where a person must decide."""
    since: date
    until: date
    source: str
    status: str
    why: str


@cache
def offences() -> tuple[Offence, ...]:
    """Every row of both lists. Raises TableWrong for one that cannot be read."""
    return tuple(map(_offence, dated("offences.csv", HEADER)))


def _offence(row: dict[str, str]) -> Offence:
    since, until = window(row)
    if row["list"] not in LISTS or row["class"] not in CLASSES or row["only_if"] not in ONLY_IF:
        raise TableWrong(f"offences.csv: {row['code']} has a list, class or condition unknown here")
    return Offence(
        row["list"], row["code"], row["offence"], row["statute"], row["only_if"], row["class"],
        since, until, row["source"], row["status"], row["why"],
    )  # fmt: skip


@cache
def forms() -> tuple[Form, ...]:
    """Every row. Raises TableWrong for one that cannot be read."""
    return tuple(map(_form, dated("offence_forms.csv", FORMS_HEADER)))


def _form(row: dict[str, str]) -> Form:
    since, until = window(row)
    told = {"yes": True, "no": False, "to be verified": None}
    if row["list"] not in LISTS or row["counts"] not in told:
        raise TableWrong(f"offence_forms.csv: {row['form']} has a list or an answer unknown here")
    return Form(
        row["list"], row["form"], told[row["counts"]], since, until,
        row["source"], row["status"], row["why"],
    )  # fmt: skip


def on_list(listed: str, code: str, on: date) -> Offence | None:
    """The row that held on that day; None where the offence was not on that list."""
    held = (o for o in offences() if (o.listed, o.code) == (listed, code))
    return next((o for o in held if o.since <= on < o.until), None)


def form_counts(listed: str, form: str, on: date) -> bool | None:
    """Whether a list counts that form of its offences. None where a person must decide."""
    held = (f for f in forms() if (f.listed, f.form) == (listed, form))
    found = next((f for f in held if f.since <= on < f.until), None)
    return found.counts if found else False


@cache
def named() -> dict[str, str]:
    """Every offence that can be entered, by code, in the lists' order."""
    told = {o.code: o.words for o in reversed(offences())}
    return {**dict(sorted(told.items(), key=lambda one: one[1])), **OTHER}
