"""The law: the acts, the roles and the classes, and the rows of policies/ read strictly.

policies/roles.csv is written to be read aloud. Each of its rows becomes Casbin rows in the domain
where it holds: once in the portal's domain, or in each review for the review itself, for its case,
or for each body that takes part and what that body owns.
"""

import csv
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path

from portal import place
from portal.gate.sealed import PORTAL
from portal.gate.what import Act as Act  # noqa: PLC0414 - every room asks the law for it

ALWAYS = "0000-01-01T00:00:00.000000Z"
NEVER = "9999-12-31T23:59:59.999999Z"
BOARD = "board"
"""The body of those who belong to no agency: chair, author of the overview, lay adviser, board."""


STRANGERS = frozenset({Act.ARRIVE, Act.READ_CALENDAR, Act.DROP_OFF})
"""What is done by whoever is not signed in."""
ON_WORDS = frozenset(
    {
        Act.READ_SECTION,
        Act.WRITE_SECTION,
        Act.KEEP_DRAFT,
        Act.IMPORT_WORDS,
        Act.KEEP_ATTACHMENT,
        Act.READ_ATTACHMENT,
        Act.SIGN_OFF,
        Act.RECLASSIFY,
        Act.BRING_BACK,
        Act.WITHDRAW_SECTION,
    }
)
"""Acts on words, which law gives for a class of words and never for all that a body owns."""


class Role(StrEnum):
    ANYONE = "anyone"
    SIGNED_IN = "signed_in"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    MEMBER = "member"
    CHAIR = "chair"
    LAY_ADVISER = "lay_adviser"
    BOARD_OFFICE = "board_office"
    AUTHOR = "author"
    SENIOR_MANAGER = "senior_manager"
    SENIOR_OFFICE = "senior_office"
    DISCLOSURE_OFFICER = "disclosure_officer"
    PANEL_MEMBER = "panel_member"
    PROFESSIONAL_STANDARDS = "professional_standards"
    AGENCY_LAWYER = "agency_lawyer"
    COORDINATOR = "coordinator"
    BOARD_CHAIR = "board_chair"
    NOTIFIER = "notifier"


SPOKEN = {role: role.value.replace("_", " ").capitalize() for role in Role}
PORTAL_ROLES = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
DESK_ROLES = frozenset({Role.COORDINATOR, Role.BOARD_CHAIR})
"""Held for one body outside any review: its "own record" is that body's, in the portal's domain."""
REVIEW_ROLES = frozenset(Role) - PORTAL_ROLES - {Role.ANYONE, Role.SIGNED_IN, Role.BOARD_CHAIR}


class Stage(StrEnum):
    """How far the words of a section have come."""

    DRAFT = "draft"
    SIGNED_OFF = "signed_off"
    WITHDRAWN = "withdrawn"


STAGE_MOVES = {
    Stage.DRAFT: {Stage.SIGNED_OFF},
    Stage.SIGNED_OFF: {Stage.WITHDRAWN},
    Stage.WITHDRAWN: set(),
}

SHAREABLE = "shareable"
KINDS = frozenset({SHAREABLE, "conduct", "staff_welfare", "legal_advice", "covert"})
NAME = re.compile(r"[a-z][a-z_]*")
RULE = re.compile(r"R\d+")

MATCHER = (
    "r.dom == p.dom && r.act == p.act && p.nbf <= r.now && r.now < p.exp"
    " && g2(r.obj, p.obj, r.dom) && g(r.sub, p.sub, r.dom)"
)
"""The one matcher that the page index is proven against; any other model.conf is refused."""
MODEL = [
    "[request_definition]",
    "r = sub, dom, obj, act, now",
    "[policy_definition]",
    "p = sub, dom, obj, act, nbf, exp, eft, ref",
    "[role_definition]",
    "g = _, _, _",
    "g2 = _, _, _",
    "[policy_effect]",
    "e = some(where (p.eft == allow)) && !some(where (p.eft == deny))",
    "[matchers]",
    f"m = {MATCHER}",
]


class LawWrong(Exception):
    """A row that the portal does not understand. It does not start, rather than guess."""


@dataclass(frozen=True, slots=True)
class Line:
    """One Casbin policy row. Its `ref` says which rule or which clause of an agreement it is."""

    sub: str
    obj: str
    act: str
    nbf: str
    exp: str
    eft: str
    ref: str


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """One Casbin role row: `sub` belongs to `group` from `nbf` until `exp`."""

    sub: str
    group: str
    nbf: str = ALWAYS
    exp: str = NEVER


@dataclass(frozen=True, slots=True)
class LawRow:
    rule: str
    who: Role
    may: Act
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class ClassRow:
    name: str
    kind: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Law:
    rows: tuple[LawRow, ...]
    classes: dict[str, ClassRow]
    model: str
    digest: str
    """Changes whenever any file of the law does; each review then gets a new policy version."""

    def kind_of(self, section_class: str) -> str:
        return self.classes[section_class].kind


@cache
def law() -> Law:
    return read_law(place.policies())


def read_law(folder: Path) -> Law:
    """Raises LawWrong, naming the row."""
    texts = [(folder / n).read_text("utf-8") for n in ("model.conf", "roles.csv", "classes.csv")]
    model, roles, classes = texts
    check_model(model)
    kinds = [_class_row(row) for row in _table(classes, "class,kind,title,why")]
    rows = tuple(_law_row(row) for row in _table(roles, "rule,who,may,what,why"))
    _once("classes.csv", [row.name for row in kinds])
    _once("roles.csv", [f"{row.who} may {row.may} {row.what}" for row in rows])
    listed = {row.name: row for row in kinds}
    digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:32]
    return Law(rows, listed, model, digest)


def check_model(text: str) -> None:
    if [line.strip() for line in text.splitlines() if line.strip()] != MODEL:
        raise LawWrong("model.conf is not the model that the portal was proven with")


def _once(name: str, told: list[str]) -> None:
    """Said twice, the later row would win, and nobody would have decided that."""
    for one in told:
        if told.count(one) > 1:
            raise LawWrong(f"{name} says twice: {one}")


def _table(text: str, header: str) -> list[dict[str, str]]:
    read = csv.DictReader(text.splitlines(), strict=True)
    if ",".join(read.fieldnames or ()) != header:
        raise LawWrong(f"the columns must be {header}")
    rows = list(read)
    for row in rows:
        cells = [*row, *row.values()]
        if None in cells or any(v != v.strip() or not v for v in row.values()):
            raise LawWrong(f"a row with too many, too few or untidy cells: {list(row.values())}")
    return rows


def _class_row(row: dict[str, str]) -> ClassRow:
    name, kind = row["class"], row["kind"]
    if kind not in KINDS or not NAME.fullmatch(name):
        raise LawWrong(f"classes.csv: {name} of kind {kind} is no class")
    if name in KINDS and name != kind:
        raise LawWrong(f"classes.csv: {name} cannot be of kind {kind}")
    return ClassRow(row["class"], row["kind"], row["title"], row["why"])


def _law_row(row: dict[str, str]) -> LawRow:
    try:
        who, may = Role(row["who"]), Act(row["may"])
    except ValueError as wrong:
        raise LawWrong(f"roles.csv: {wrong}") from None
    match row["what"].split():
        case ["portal"]:
            fits = who in PORTAL_ROLES | {Role.ANYONE, Role.SIGNED_IN}
        case ["own", "record"]:
            fits = who in REVIEW_ROLES | DESK_ROLES
        case ["review"] | ["case"] | ["keyed" | "board", "review"]:
            fits = who in REVIEW_ROLES
        case ["own" | "authored" | "board", kind]:
            fits = kind in KINDS and kind != "covert" and who in REVIEW_ROLES
        case ["own", kind, stage]:
            fits = kind == SHAREABLE and stage in set(Stage) and who in REVIEW_ROLES
        case _:
            fits = False
    words = row["what"].startswith(("own ", "authored ", "board "))
    words = words and row["what"] not in {"own record", "board review"}
    if not fits or words != (may in ON_WORDS) or not RULE.fullmatch(row["rule"]):
        raise LawWrong(f"roles.csv: {row['who']} may {row['may']} {row['what']!r} is no row of law")
    return LawRow(row["rule"], who, may, row["what"], row["why"])


def law_for_portal(told: Law, links: Iterable[Link] = ()) -> list[Line]:
    """The law's rows outside any review, and for the bodies for which its links name somebody."""
    teams = _teams(links)
    lines = []
    for row in told.rows:
        if row.what == "portal":
            lines.append(_line(f"role:{row.who}", PORTAL, row))
        elif row.what == "own record" and row.who in DESK_ROLES:
            lines += _own(row, ["record"], teams)
    return lines


def _teams(links: Iterable[Link]) -> list[str]:
    return sorted({link.group for link in links if link.group.startswith("team:")})


def _own(row: LawRow, rest: list[str], teams: list[str]) -> list[Line]:
    """For each team of that role, what its body owns."""
    told = [team.split(":") for team in teams]
    return [
        _line(":".join(team), _owned(team[2], rest), row) for team in told if team[1] == row.who
    ]


def law_for_review(told: Law, links: Iterable[Link]) -> list[Line]:
    """The law's rows in one review, for the bodies and the authors that its links name."""
    links = list(links)
    teams = _teams(links)
    own = f"team:{Role.AUTHOR}:"
    authors = sorted({link for link in links if link.group.startswith(own)})
    lines: list[Line] = []
    for row in told.rows:
        match row.what.split():
            case ["portal"] if row.who in {Role.ANYONE, Role.SIGNED_IN}:
                lines.append(_line(f"role:{row.who}", PORTAL, row))
            case ["review"] | ["case"]:
                lines.append(_line(f"role:{row.who}", row.what, row))
            case ["keyed", "review"]:
                lines.append(_line(f"keyed:role:{row.who}", "review", row))
            case ["board", "review"]:
                lines.append(_line(f"team:{row.who}:{BOARD}", "review", row))
            case ["board", kind]:
                lines.append(_line(f"team:{row.who}:{BOARD}", _owned(BOARD, [kind]), row))
            case ["own", *rest]:
                lines += _own(row, rest, teams)
            case ["authored", kind]:
                lines += [_authored(link, kind, row) for link in authors]
    return lines


def _authored(link: Link, kind: str, row: LawRow) -> Line:
    """What a membership wrote is open to it for as long as it is an author's."""
    body = link.group.rpartition(":")[2]
    line = _line(link.sub, f"authored:{body}:{link.sub[2:]}:{kind}", row)
    return replace(line, nbf=link.nbf, exp=link.exp)


def _owned(body: str, rest: list[str]) -> str:
    """The name of what a body owns: its record, words of a class, or words at one stage."""
    if rest == ["record"]:
        return f"owner:{body}"
    return ":".join(("words" if len(rest) == 1 else "staged", body, *rest))


def _line(sub: str, obj: str, row: LawRow) -> Line:
    return Line(sub, obj, row.may, ALWAYS, NEVER, "allow", f"law:{row.rule}")
