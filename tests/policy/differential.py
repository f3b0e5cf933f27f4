"""Random reviews as rows of policy: what the page index says of them, and what Casbin says.

Casbin is given all rows of the review and asked in full for each decision; the index answers for a
page at once. Nothing is shared between the two but the rows. Where very much is asked, Casbin lays
the rows by act for itself; where less is, it reads every row for every decision.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random
from types import SimpleNamespace
from typing import Any

from portal.documents.models import Version
from portal.gate.index import Index, names_of
from portal.gate.policy import ALWAYS, NEVER, Act, Line, Link, Role, Stage, law, law_for_review
from tests.policy.rows import DOMAIN, bare, bare_by_act, cells

ACTS = (*[Act.READ_SECTION] * 5, Act.WRITE_SECTION, Act.SIGN_OFF, Act.SEE_READERS)
MOMENTS = [f"2026-06-{day:02}T12:00:00.{part}Z" for day in (1, 2, 3, 4) for part in ("000000", "000001")]  # fmt: skip
MOMENTS += [f"2026-06-{day:02}T11:59:59.999999Z" for day in (1, 2, 3, 4)]
CLASSES = ("context", "context", "learning", "tactics", "conduct", "legal_advice", "covert")
BODIES = ("a", "b", "board")
ROLES = (Role.AUTHOR, Role.SENIOR_OFFICE, Role.PANEL_MEMBER, Role.PROFESSIONAL_STANDARDS,
         Role.CHAIR, Role.AGENCY_LAWYER, Role.SENIOR_MANAGER)  # fmt: skip


@dataclass
class Review:
    lines: list[Line]
    links: list[Link]
    things: list[Any]
    members: list[str]


def window(dice: Random) -> tuple[str, str]:
    first, last = sorted(dice.sample([ALWAYS, ALWAYS[:-2] + "1Z", NEVER, *MOMENTS], 2))
    return first, last


def random_review(dice: Random) -> Review:
    links = [link for number in range(dice.randint(2, 6)) for link in _membership(dice, number)]
    members = sorted({link.sub for link in links})
    things = [_thing(dice, number, members) for number in range(dice.randint(2, 8))]
    lines = [*law_for_review(law(), links), *_releases(dice, things, members)]
    lines += [_deny(dice, things) for _ in range(dice.randint(0, 8))]
    return Review(dice.sample(lines, len(lines)), links, things, members)


def _membership(dice: Random, number: int) -> Iterator[Link]:
    """Person, body, roles, and the key where the body has signed; not always for the same time."""
    sub, body = f"m:{number}", dice.choice(BODIES)
    standing = (ALWAYS, NEVER) if dice.random() < 0.7 else window(dice)
    roles = dice.sample(ROLES, dice.randint(1, 2))
    groups = [f"u:{dice.randint(0, 3)}", "role:member", f"body:{body}"]
    groups += [name for role in roles for name in (f"role:{role}", f"team:{role}:{body}")]
    if dice.random() < 0.7:
        groups += [f"keyed:body:{body}", f"keyed:member:{number}"]
        groups += [f"keyed:role:{role}" for role in roles]
    for group in groups:
        yield Link(sub, group, *(window(dice) if dice.random() < 0.1 else standing))


def _thing(dice: Random, number: int, members: list[str]) -> Any:
    return SimpleNamespace(
        id=str(number),
        section_id=f"s{number // 2}",
        owner_id=dice.choice(BODIES),
        section_class=dice.choice(CLASSES),
        author=dice.choice(members)[2:],
        stage=dice.choice(list(Stage)),
    )


def _releases(dice: Random, things: list[Any], members: list[str]) -> Iterator[Line]:
    for number in range(dice.randint(3, 8)):
        to = dice.choice([
            f"body:{dice.choice(BODIES)}",
            f"role:{dice.choice(ROLES)}",
            f"member:{dice.choice(members)[2:]}",
        ])  # fmt: skip
        during = window(dice)
        for thing in dice.sample(things, dice.randint(1, len(things))):
            ref = f"release:{number}"
            yield Line(f"keyed:{to}", f"ver:{thing.id}", Act.READ_SECTION, *during, "allow", ref)


def _deny(dice: Random, things: list[Any]) -> Line:
    thing = dice.choice(things)
    what = dice.choice(["all", f"owner:{thing.owner_id}", f"sec:{thing.section_id}",
                        f"ver:{thing.id}", f"words:{thing.owner_id}:shareable"])  # fmt: skip
    during = (ALWAYS, NEVER) if dice.random() < 0.5 else window(dice)
    return Line(f"u:{dice.randint(0, 3)}", what, dice.choice(ACTS), *during, "deny", "stood_down:1")


@dataclass
class Tally:
    asked: int = 0
    allowed: int = 0
    denied: int = 0
    """How often a row that denies decided."""
    mismatches: int = 0
    strange: int = 0
    """Reasons given that are none."""


def compare(
    review: Review,
    dice: Random,
    tally: Tally,
    *,
    moments: int,
    make: Any = Index,
    fill: Any = bare,
) -> None:
    """Every membership, one act at a time, everything there is, at some moments."""
    index = make(review.lines, review.links)
    by_cells = {tuple(cells(line)): line for line in review.lines}
    for now in dice.sample(MOMENTS, moments):
        enforcer = _casbin(review, now, fill)
        act = dice.choice(ACTS)
        if fill is bare_by_act:
            enforcer.get_model()["p"]["p"].policy.apply_filter(DOMAIN, act)
        for sub in [*review.members, "m:unknown"]:
            page = index.page(sub, act, now)
            told = page.decide(Version.shape, review.things)
            for thing, line in zip(review.things, told, strict=True):
                allowed, row = enforcer.enforce_ex(sub, DOMAIN, thing.id, act, now)
                tally.asked += 1
                tally.allowed += allowed
                tally.denied += bool(row) and not allowed
                tally.mismatches += allowed != (line is not None)
                if line is not None and allowed:
                    tally.strange += not _could_say(line, by_cells[tuple(row)], by_cells.values())


def _casbin(review: Review, now: str, fill: Any) -> Any:
    """All rows, and every name of every thing; a membership counts while it stands."""
    standing = [[k.sub, k.group, DOMAIN] for k in review.links if k.nbf <= now < k.exp]
    names = [[t.id, name, DOMAIN] for t in review.things for name in names_of(Version.shape, t)]
    return fill([cells(line) for line in review.lines], standing, names)


def _could_say(ours: Line, casbins: Line, lines: Iterable[Line]) -> bool:
    """Where several rows allow, either may be named; but it is one of them."""
    return ours in lines and ours.eft == casbins.eft == "allow" and ours.act == casbins.act


def decisions(seed: int, most: int, *, make: Any = Index, fill: Any = bare) -> Tally:
    """Random reviews until so many decisions were compared, or one was found wrong."""
    dice, tally = Random(seed), Tally()
    while tally.asked < most and not tally.mismatches:
        compare(random_review(dice), dice, tally, moments=2, make=make, fill=fill)
    return tally
