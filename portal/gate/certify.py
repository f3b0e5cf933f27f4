"""Casbin is the policy decision point: it certifies every version and gives every explanation.

No adapter and no change in place: an enforcer is given rows that were checked, whole each time,
asked, and dropped.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from operator import itemgetter
from threading import Lock
from typing import Any

import casbin

from portal.db import moment, stamp
from portal.gate.index import Index, Shape, check_line, check_link, names_of
from portal.gate.policy import ALWAYS, NEVER, Line, Link, check_model

STRANGERS = 1000
"""How many are asked about what was opened, whether it was opened for them or not."""


_ONE_AT_A_TIME = Lock()
"""Casbin parses its matcher, and Python 3.11 fails when two threads do so."""


class NotCertified(Exception):
    """Casbin and the page index disagree: the version is not made."""


@dataclass(frozen=True, slots=True)
class Decision:
    allowed: bool
    line: Line | None
    """The row that decided, where one did."""


class _Enforcer(casbin.Enforcer):  # type: ignore[misc]  # It carries no types.
    """Casbin's own, but for this: it would parse its matcher for every question, and that took
    almost half of the time of certifying. This one parses it for the first.
    """

    _parsed: Any = None

    def _get_expression(self, matcher: str, functions: Any) -> Any:
        if self._parsed is None:
            with _ONE_AT_A_TIME:
                self._parsed = super()._get_expression(matcher, functions)
        return self._parsed


THING = "thing"
"""What is asked about, to Casbin: what it is known by is what it is linked to."""


class Judge:
    """Casbin's own enforcer over some rows, at one moment."""

    def __init__(
        self,
        model: str,
        domain: str,
        lines: Sequence[Line],
        links: Iterable[Link],
        now: str,
        *,
        extra: Iterable[tuple[str, str]] = (),
    ) -> None:
        """`extra` are groups that somebody belongs to by asking, such as the signed in."""
        check_model(model)
        self._domain, self._now = domain, now
        self._enforcer = _Enforcer(_Enforcer.new_model(text=model))
        held = self._enforcer.get_model()
        held["g"]["g"].policy = [
            [link.sub, link.group, domain]
            for link in map(check_link, links)
            if link.nbf <= now < link.exp
        ] + [[sub, group, domain] for sub, group in extra]
        self._enforcer.build_role_links()
        self._policy = held["p"]["p"]
        self._members = {link[0] for link in held["g"]["g"].policy}
        self._names: frozenset[str] | None = None
        self.weigh(lines)

    def weigh(self, lines: Sequence[Line]) -> None:
        """From now on these rows, and no others; who belongs to what stays as it is."""
        self._by_cells = {self._cells(check_line(line)): line for line in lines}
        self._policy.policy = [list(cells) for cells in self._by_cells]
        self._named = {line.sub for line in lines}

    def _cells(self, line: Line) -> tuple[str, ...]:
        return (
            line.sub, self._domain, line.obj, line.act, line.nbf, line.exp, line.eft, line.ref
        )  # fmt: skip

    def decide(self, sub: str, names: Iterable[str], act: str) -> Decision:
        """Whether `sub` may `act` on the thing that has these names."""
        if not self._by_cells or (sub not in self._members and sub not in self._named):
            return Decision(allowed=False, line=None)
        self._call_it(frozenset(names))
        allowed, row = self._enforcer.enforce_ex(sub, self._domain, THING, act, self._now)
        return Decision(bool(allowed), self._by_cells.get(tuple(row)))

    def _call_it(self, names: frozenset[str]) -> None:
        """The thing has these names, and none of those that the one asked about before had."""
        if names == self._names:
            return
        manager = self._enforcer.get_named_role_manager("g2")
        manager.clear()
        for name in names:
            manager.add_link(THING, name, self._domain)
        self._names = names


@dataclass(frozen=True, slots=True)
class Question:
    """May `sub` do `act` to the thing with these names at `now`? `extra` are groups of the asker's
    that no row holds, such as being signed in.
    """

    sub: str
    act: str
    names: Sequence[str]
    now: str
    extra: Sequence[str] = ()


def explain(index: Index, model: str, domain: str, ask: Question) -> Decision:
    """Casbin's decision and its row, from the rows that could bear on the question."""
    subs = index.closure(ask.sub, ask.now, ask.extra)
    links = [link for link in index.links if link.sub in subs]
    lines = index.candidates(subs, ask.act, ask.names)
    extra = [(ask.sub, group) for group in ask.extra]
    judge = Judge(model, domain, lines, links, ask.now, extra=extra)
    return judge.decide(ask.sub, ask.names, ask.act)


def certify(
    model: str, domain: str, new: Index, old: Index | None, now: str, *, sample: int = 200
) -> int:
    """Ask Casbin everything that differs from the last version, and a random sample of the rest.

    About what was opened many are asked for whom it was not. What to ask, and the rows that Casbin
    is given, are found in the rows as they were written and not through the index: what the index
    overlooks must not be overlooked here as well.
    Returns the number of questions; raises NotCertified on the first disagreement.
    """
    rows = _Rows(new)
    asked = _differing(rows, _Rows(old))
    asked |= _sampled(sorted(rows.about), new.links, sample)
    opened = set(new.lines) - set(old.lines if old else ())
    asked |= _sampled(sorted({(line.act, line.obj) for line in opened}), new.links, STRANGERS)
    moved = set(new.links) ^ set(old.links if old else ())
    for when, questions in sorted(_at_edges(asked, rows, moved, now).items()):
        subjects = {sub for subs in questions.values() for sub in subs}
        links = {link for sub in subjects for of in rows.reach(sub) for link in rows.groups[of]}
        judge = Judge(model, domain, (), sorted(links), when)
        for (names, act), subs in sorted(questions.items()):
            judge.weigh(rows.bearing_on(act, names))
            for sub in sorted(subs):
                _agree(judge, new, Question(sub, act, names, when))
    return len(asked)


class _Rows:
    """A version's rows by what they are about, by whom they name, and by who belongs to what."""

    def __init__(self, index: Index | None) -> None:
        self.lines, self.links = (index.lines, index.links) if index else ((), ())
        self.about: dict[tuple[str, str], list[Line]] = defaultdict(list)
        self.of: dict[str, list[Line]] = defaultdict(list)
        self.groups: dict[str, list[Link]] = defaultdict(list)
        for line in self.lines:
            self.about[line.act, line.obj].append(line)
            self.of[line.sub].append(line)
        for link in self.links:
            self.groups[link.sub].append(link)
        self._reached: dict[str, frozenset[str]] = {}

    def reach(self, sub: str) -> frozenset[str]:
        """Everything that `sub` is or ever belongs to."""
        if sub not in self._reached:
            found, edge = {sub}, [sub]
            while edge:
                fresh = {link.group for link in self.groups.get(edge.pop(), ())} - found
                found |= fresh
                edge += fresh
            self._reached[sub] = frozenset(found)
        return self._reached[sub]

    def bearing_on(self, act: str, names: Iterable[str]) -> list[Line]:
        return [line for name in {*names, "all"} for line in self.about.get((act, name), ())]


Asked = tuple[str, str, tuple[str, ...]]
"""A membership or person, an act, and the names of a thing: one, or one that a deny has too."""


def _differing(new: _Rows, old: _Rows) -> set[Asked]:
    """Who could be answered differently, about what: by rows that came or went, or by moving."""
    changed = set(new.lines) ^ set(old.lines)
    moved = set(new.links) ^ set(old.links)
    asked: set[Asked] = set()
    for sub in {link.sub for link in (*new.links, *old.links)}:
        reach = new.reach(sub) | old.reach(sub)
        joined = {link.group for link in moved if link.sub == sub}
        entered = {of for name in joined for of in new.reach(name) | old.reach(name)}
        rows = {line for line in changed if line.sub in reach}
        rows |= {line for name in entered for line in new.of.get(name, ())}
        asked |= {(sub, line.act, (line.obj,)) for line in rows}
        standing = [line for name in reach for line in new.of.get(name, ())]
        asked |= {(sub, act, names) for act, names in _against_denies(rows, standing)}
    return asked


def _sampled(things: Sequence[tuple[str, str]], links: Iterable[Link], most: int) -> set[Asked]:
    """Anybody about anything: all of it, where that is no more than was asked for."""
    subjects = sorted({link.sub for link in links})
    pick = random.SystemRandom()
    whole = range(len(subjects) * len(things))
    chosen = pick.sample(whole, min(most, len(whole)))
    pairs = [(subjects[n % len(subjects)], things[n // len(subjects)]) for n in chosen]
    return {(sub, act, (name,)) for sub, (act, name) in pairs}


def _against_denies(
    rows: Iterable[Line], standing: Sequence[Line]
) -> set[tuple[str, tuple[str, ...]]]:
    """A deny is seen to bite only on a thing that is open otherwise: each is set against each."""
    denies = [line for line in standing if line.eft == "deny"]
    if not denies:
        return set()
    opens = [line for line in standing if line.eft == "allow"]
    rows = set(rows)
    return {
        (deny.act, (line.obj, deny.obj))
        for deny in denies
        for line in opens
        if line.act == deny.act and (line in rows or deny in rows)
        if line.obj.partition(":")[0] != deny.obj.partition(":")[0]
    }


def _at_edges(
    asked: Iterable[Asked], rows: _Rows, moved: Iterable[Link], now: str
) -> dict[str, dict[tuple[tuple[str, ...], str], set[str]]]:
    """By moment, names and act, whom to ask: now, and the first and last moments of the rows and
    memberships in question, where a mistake would hide.
    """
    links = defaultdict(list)
    for link in moved:
        links[link.sub].append(link)
    told: dict[str, dict[tuple[tuple[str, ...], str], set[str]]]
    told = defaultdict(lambda: defaultdict(set))
    for sub, act, names in asked:
        reach = rows.reach(sub)
        windows: set[tuple[str, str]] = {
            (line.nbf, line.exp) for line in rows.bearing_on(act, names) if line.sub in reach
        }
        windows |= {(link.nbf, link.exp) for of in reach for link in links.get(of, ())}
        for when in {now, *(at for window in windows for at in _edges(window))}:
            told[when][names, act].add(sub)
    return told


def _edges(window: tuple[str, str]) -> list[str]:
    """The first moment and the last one, and those on their other sides."""
    told = [at for at in window if at not in {ALWAYS, NEVER}]
    return told + [stamp(moment(at) - timedelta(microseconds=1)) for at in told]


def _agree(judge: Judge, index: Index, ask: Question) -> None:
    keys = dict(name.partition(":")[::2] for name in ask.names)
    shape: Shape = {kind: itemgetter(kind) for kind in keys}
    told = index.page(ask.sub, ask.act, ask.now).decide(shape, [keys])[0]
    judged = judge.decide(ask.sub, names_of(shape, keys), ask.act)
    if (told is not None) != judged.allowed:
        about = f"{ask.act} on {' '.join(ask.names)}"
        raise NotCertified(f"{about} is decided differently for {ask.sub} at {ask.now}")
