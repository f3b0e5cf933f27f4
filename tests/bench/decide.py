"""Deciding: a page of 200 against a loop of Casbin, and both against each other at random.

The loop is Casbin's own enforcer over all rows of the review, filled here and not by the portal.
"""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import casbin

from portal.db import reading, stamp
from portal.documents.models import Version
from portal.gate.index import Index, names_of
from portal.gate.policy import ALWAYS, NEVER, Act, Line, Link, law
from tests.bench.case import READABLE, build
from tests.bench.figure import Figure, each, in_turns, note

LOOPS, PAGES = 2, 1000
DECISIONS = 100_000
DOMAIN = "domain"


def enforcer_of(
    domain: str, lines: list[Line], links: list[Link], things: dict[str, list[str]], now: str
) -> Any:
    """Casbin with these rows; `things` are the names that each thing has. Links hold at `now`."""
    made = casbin.Enforcer(casbin.Enforcer.new_model(text=law().model))
    held = made.get_model()
    held["p"]["p"].policy = [
        [w.sub, domain, w.obj, w.act, w.nbf, w.exp, w.eft, w.ref] for w in lines
    ]
    held["g"]["g"].policy = [
        [link.sub, link.group, domain] for link in links if link.nbf <= now < link.exp
    ]
    held["g"]["g2"].policy = [
        [thing, name, domain] for thing, names in things.items() for name in names
    ]
    made.build_role_links()
    return made


def decide(folder: Path) -> Iterator[Figure]:
    case = build(folder, f"sqlite:///{folder / 'decide.db'}")
    now, extra = stamp(case.vault.clock.now()), ("role:anyone", "role:signed_in")
    with reading(case.vault.engine) as connection:
        index = case.vault.versions.index(connection, case.review, 1)
        rows = case.rows(connection)
    note(f"decide: {len(index.lines)} rows and {len(index.links)} links, {len(rows)} sections")
    me = f"m:{case.reader.member}"
    things = {row.id: names_of(Version.shape, row) for row in rows}
    links = [*index.links, *(Link(me, group) for group in extra)]
    asked = enforcer_of(case.review, list(index.lines), links, things, now)

    def page() -> list[Line | None]:
        return index.page(me, Act.READ_SECTION, now, extra).decide(Version.shape, rows)

    told: list[bool] = []

    def loop() -> None:
        ask = (me, case.review)
        told[:] = [asked.enforce(*ask, row.id, Act.READ_SECTION, now) for row in rows]

    turns = in_turns(lambda: each(page, PAGES), lambda: each(loop, 1), LOOPS)
    if [line is not None for line in page()] != told or sum(told) != READABLE:
        raise RuntimeError("the index and Casbin disagree about the case")
    note(f"decide: {turns.ours * 1e6:.1f} us against {turns.reference:.2f} s")
    times = turns.reference / turns.ours
    yield Figure(
        "decide", turns.ours * 1000, turns.reference * 1000, times, 20_000, "ms of CPU",
        at_least=True,
    )  # fmt: skip


# Random worlds: small, so that many are seen, and made so that every kind of row meets every other.

MOMENTS = [f"2026-01-0{day}T00:00:00.000000Z" for day in range(1, 8)]
GROUPS = ["role:a", "role:b", "team:a:x", "body:x"]
KEYED = ["keyed:body:x", "keyed:role:a"]
VERSIONS = ["ver:1", "ver:2"]
NAMES = ["case", "owner:x", "owner:y", "words:x:k", "staged:x:k:s", *VERSIONS]
CLOSED = ["all", "sec:1"]
ACTS = [Act.READ_SECTION, Act.WRITE_SECTION]
PEOPLE, SEATS = [f"u:{n}" for n in range(3)], [f"m:{n}" for n in range(4)]


def _window(pick: random.Random) -> tuple[str, str]:
    if pick.random() < 0.4:
        return ALWAYS, NEVER
    first, last = sorted(pick.sample(range(len(MOMENTS)), 2))
    return MOMENTS[first], MOMENTS[last]


def _line(pick: random.Random, number: int) -> Line:
    """A row of law, a release of one version, or a person's deny."""
    kind = pick.choice(["law", "law", "release", "release", "deny"])
    if kind == "release":
        cells = (pick.choice([*KEYED, *SEATS]), pick.choice(VERSIONS), Act.READ_SECTION)
        return Line(*cells, *_window(pick), "allow", f"release:{number}")
    subs = PEOPLE if kind == "deny" else [*GROUPS, *KEYED, *SEATS, *PEOPLE]
    names = [*NAMES, *CLOSED] if kind == "deny" else NAMES
    cells = (pick.choice(subs), pick.choice(names), pick.choice(ACTS), *_window(pick))
    eft, ref = ("deny", "recusal") if kind == "deny" else ("allow", "law")
    return Line(*cells, eft, f"{ref}:{number}")


def _world(pick: random.Random) -> tuple[list[Line], list[Link]]:
    links = [Link(seat, pick.choice(PEOPLE), *_window(pick)) for seat in SEATS]
    for _ in range(pick.randrange(2, 12)):
        sub = pick.choice(SEATS + PEOPLE)
        group = pick.choice(GROUPS if sub in PEOPLE else GROUPS + KEYED)
        links.append(Link(sub, group, *_window(pick)))
    lines = [_line(pick, number) for number in range(pick.randrange(1, 16))]
    return list(dict.fromkeys(lines)), list(dict.fromkeys(links))


def _names(pick: random.Random) -> list[str]:
    """What a thing is called: at most one name of each kind, and "all" as everything is."""
    some = pick.sample([*NAMES, "sec:1"], pick.randrange(5))
    return [*{_kind(name): name for name in some}.values(), "all"]


def _kind(name: str) -> str:
    return name.partition(":")[0]


def _key(kind: str) -> Callable[[list[str]], str | None]:
    def key(names: list[str]) -> str | None:
        return next((name.partition(":")[2] for name in names if _kind(name) == kind), None)

    return key


SHAPE = {kind: _key(kind) for kind in map(_kind, NAMES + CLOSED)}


def mismatches(_: Path) -> Iterator[Figure]:
    """Everybody asks for everything in random worlds, at a moment on and beside the edges."""
    pick = random.Random(41)
    wrong = asked = 0
    while asked < DECISIONS:
        lines, links = _world(pick)
        now = pick.choice([*MOMENTS, "2026-01-03T12:00:00.000000Z"])
        things = {f"t{n}": _names(pick) for n in range(8)}
        judge, index = enforcer_of(DOMAIN, lines, links, things, now), Index(lines, links)
        for sub in sorted({link.sub for link in links}):
            for act in ACTS:
                told = index.page(sub, act, now).decide(SHAPE, list(things.values()))
                for thing, line in zip(things, told, strict=True):
                    asked += 1
                    wrong += judge.enforce(sub, DOMAIN, thing, act, now) != (line is not None)
    yield Figure("mismatches", wrong, asked, wrong / asked, 0, "of random decisions")
