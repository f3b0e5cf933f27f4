"""What the form asks, and who answers it at which rank (policies/pimr_form.csv, pimr_stages.csv).

The source contradicts itself about who fills stages 3 to 5: both readings are rows, and one of them
is in force. A review keeps the fields of the day on which it was commissioned.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from portal.clocks.tables import TableWrong, dated, window
from portal.gate.policy import REVIEW_ROLES, Role
from portal.panel.ranks import floors, grades, rank_floor

STAGES = ("stage_1", "stage_2", "stage_3", "stage_4", "stage_5")
DESKS = ("supervising", "inspecting", "deciding", "acknowledging")
"""Who has the form in hand, in the order in which it goes from one to the next."""
PARTS: dict[str, tuple[str, ...]] = {
    "date": ("",),
    "line": ("",),
    "words": ("",),
    "answer": ("", "note"),
    "rating": ("", "note"),
    "scrutiny": ("", "note"),
    "learning": ("", "note"),
    "decision": ("",),
    "choice": ("",),
    "agencies": ("", "note", "ids"),
    "level_change": ("", "on", "old", "new"),
    "person": ("name", "rank", "telephone", "email"),
    "contact": ("name", "telephone", "email"),
    "subject": (),
    "file": (),
    "hand_off": (),
}
"""Each kind of field with the parts of its answer; the part without a name is the choice."""
KNOWN = {"yes": "Yes", "no": "No", "unknown": "Not known"}
YES_NO = {"yes": "Yes", "no": "No"}
RATINGS = {
    "fully": "Comprehensive, and reflects the risks",
    "partly": "In part",
    "not": "Neither comprehensive nor reflecting the risks",
}
CHANGED = {
    "no": "No change of level",
    "yes": "The level changed",
    "unknown": "Not known",
}
DECISIONS = {
    "full": "A full PIMR is to take place",
    "none": "No further review is needed",
}
CHOICES = {
    "answer": KNOWN,
    "rating": RATINGS,
    "scrutiny": YES_NO,
    "learning": YES_NO,
    "decision": DECISIONS,
    "agencies": KNOWN,
    "level_change": CHANGED,
}


@dataclass(frozen=True, slots=True)
class Field:
    """One row of the form."""

    sheet: str
    code: str
    label: str
    kind: str
    explain: frozenset[str]
    """The answers that need a note; "always" is every answer."""
    needed: bool
    hint: str
    since: date
    until: date
    source: str
    status: str
    why: str

    @property
    def names(self) -> dict[str, str]:
        """By part the name under which it is asked and kept."""
        return {part: f"{self.code}_{part}" if part else self.code for part in PARTS[self.kind]}

    @property
    def first(self) -> str:
        """The name to which a link about the whole field leads."""
        return next(iter(self.names.values()), self.code)

    def must_explain(self, answer: str) -> bool:
        return bool(answer) and bool({"always", answer} & self.explain)


@dataclass(frozen=True, slots=True)
class Stage:
    """Who fills one sheet of the form, by one reading of the source."""

    reading: str
    code: str
    title: str
    desk: str
    role: Role
    floor: str
    in_force: bool
    since: date
    until: date
    source: str
    status: str
    why: str

    @property
    def floor_words(self) -> str:
        """Such as "an inspector or above"."""
        return rank_floor(self.floor, self.since).words


FORM = "sheet,code,label,kind,explain,needed,hint,from,until,source,status,why"
STAGE = "reading,stage,title,desk,role,floor,force,from,until,source,status,why"


@cache
def _fields() -> tuple[Field, ...]:
    told = tuple(map(_field, dated("pimr_form.csv", FORM)))
    for one in told:
        if one.kind not in PARTS:
            raise TableWrong(f"pimr_form.csv: {one.code} is of no known kind")
    return told


def _field(row: dict[str, str]) -> Field:
    since, until = window(row)
    explain = frozenset(row["explain"].split()) - {"-"}
    hint = "" if row["hint"] == "-" else row["hint"]
    return Field(
        row["sheet"], row["code"], row["label"], row["kind"], explain, row["needed"] == "yes",
        hint, since, until, row["source"], row["status"], row["why"],
    )  # fmt: skip


@cache
def fields_of(sheet: str, on: date) -> tuple[Field, ...]:
    """What a sheet asks in a review that was commissioned on that day, in the source's order."""
    return tuple(f for f in _fields() if f.sheet == sheet and f.since <= on < f.until)


@cache
def readings() -> tuple[Stage, ...]:
    """Every row of who fills what, those not in force too. Raises TableWrong."""
    told = tuple(map(_stage, dated("pimr_stages.csv", STAGE)))
    for one in told:
        if one.role not in REVIEW_ROLES:
            raise TableWrong(f"pimr_stages.csv: nobody takes part in a review as {one.role}")
        if one.floor not in {floor.name for floor in floors()}:
            raise TableWrong(f"pimr_stages.csv: {one.floor} is no floor of rank_floors.csv")
    return told


def _stage(row: dict[str, str]) -> Stage:
    since, until = window(row)
    return Stage(
        row["reading"], row["stage"], row["title"], row["desk"], Role(row["role"]), row["floor"],
        row["force"] == "yes", since, until, row["source"], row["status"], row["why"],
    )  # fmt: skip


def stage_of(code: str, on: date) -> Stage:
    """Who fills a sheet, by the reading in force on that day. Raises TableWrong."""
    found = [s for s in readings() if s.code == code and s.in_force and s.since <= on < s.until]
    if len(found) != 1:
        raise TableWrong(f"pimr_stages.csv has not one row in force for {code} on {on}")
    return found[0]


def stages(on: date) -> list[Stage]:
    """The five stages, by the reading in force."""
    return [stage_of(code, on) for code in STAGES]


def at_desk(desk: str, on: date) -> list[Stage]:
    """The stages that whoever has the form in hand fills."""
    return [stage for stage in stages(on) if stage.desk == desk]


def other_readings(code: str) -> list[Stage]:
    return [stage for stage in readings() if stage.code == code and not stage.in_force]


def rank_names() -> dict[str, str]:
    """Ranks of police officers and grades of police staff, which a field of the form may hold."""
    return {g.code: g.name for g in grades().values() if g.scale in {"police", "police_staff"}}


def named(fields: Sequence[Field]) -> set[str]:
    """Every name under which these fields are kept."""
    return {name for field in fields for name in field.names.values()}
