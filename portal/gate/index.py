"""One policy version, compiled: what Casbin would decide, for a page of things in one pass.

Casbin reads every row for every question. Here the rows lie by (subject, act) and a page asks once
for its person's rows. That the answers are Casbin's own is certified for each version
(certify.py), and tested on random worlds.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from portal.gate.policy import Act, Line, Link

HOPS = 3
"""A chain longer than this is refused: Casbin silently stops following at ten."""
_KEY = r"[0-9A-Za-z_:.-]++"
_NAME = rf"(?!none ){_KEY}"
"""The gate asks for whoever is nobody, or has no membership, under the name "none"."""
_SUBJECT = rf"(?:m|u|role|team|body|keyed):{_NAME}"
_OBJECT = rf"(?:portal|review|case|(?:owner|words|staged|authored|ver):{_KEY})"
_CLOSED = rf"(?:all|sec:{_KEY})"
"""Names that words of every class have, the closed ones too: they are for denies."""
_ACT = f"(?:{'|'.join(Act)})"
LINE = re.compile(
    rf"(?:keyed|m):{_NAME} ver:{_KEY} {Act.READ_SECTION} allow (?!law:){_KEY}"
    rf"|{_SUBJECT} {_OBJECT} {_ACT} allow law:{_KEY}"
    rf"|u:{_NAME} (?:{_OBJECT}|{_CLOSED}) {_ACT} deny {_KEY}"
)
"""What is not law is a release of one version to be read, or closes something to one person."""
LINK = re.compile(
    rf"m:{_NAME} (?:u|role|team|body|keyed):{_NAME} |u:{_NAME} (?:role|team|body):{_NAME} "
)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)


class PolicyWrong(Exception):
    """A row that must never reach a decision. The version is not made; the old one stays."""


def check_line(line: Line) -> Line:
    """The same row, or PolicyWrong: what Casbin would misread is refused before it can.

    Typed names, acts of the list, allow or deny and nothing like them, denies for persons only.
    """
    _check_line(line)
    return line


@lru_cache(maxsize=16_384)
def _check_line(line: Line) -> None:
    """What a row is refused for is in the row: each is looked at once."""
    if not LINE.fullmatch(f"{line.sub} {line.obj} {line.act} {line.eft} {line.ref}"):
        raise PolicyWrong(f"not a row of policy: {line}")
    _check_window(line.nbf, line.exp)


def check_link(link: Link) -> Link:
    _check_link(link)
    return link


@lru_cache(maxsize=16_384)
def _check_link(link: Link) -> None:
    if not LINK.fullmatch(f"{link.sub} {link.group} "):
        raise PolicyWrong(f"not a membership of a group: {link}")
    _check_window(link.nbf, link.exp)


@lru_cache(maxsize=4096)
def _check_window(nbf: str, exp: str) -> None:
    if not MOMENT.fullmatch(nbf) or not MOMENT.fullmatch(exp):
        raise PolicyWrong("a moment that is not in the fixed form")
    if nbf >= exp:
        raise PolicyWrong("a window that never opens")


Shape = Mapping[str, Callable[[Any], str | None]]
"""A thing's names: for each type of name, how its own columns give it (None: it has none)."""
EVERYTHING: Shape = {"all": lambda _: ""}
"""The name that everything has, whatever its shape says: who is stood down escapes by no shape."""


def names_of(shape: Shape, thing: object) -> list[str]:
    """The thing's names as policy rows write them, such as "ver:0190..." or "case"."""
    return [
        f"{kind}:{key}" if key else kind
        for kind, get in {**shape, **EVERYTHING}.items()
        if (key := get(thing)) is not None
    ]


@dataclass(frozen=True, slots=True)
class Page:
    """What one person may do with one act at one moment: the rows that allow, and that deny."""

    allow: dict[str, dict[str, Line]]
    deny: dict[str, dict[str, Line]]

    def decide(self, shape: Shape, things: Iterable[Any]) -> list[Line | None]:
        """For each thing the row that lets it be read, or None. A deny beats every allow."""
        things, shape = list(things), {**shape, **EVERYTHING}
        told: list[Line | None] = [None] * len(things)
        for kind, lines in self.allow.items():
            if get := shape.get(kind):
                for place, thing in enumerate(things):
                    if told[place] is None:
                        told[place] = lines.get(get(thing))  # type: ignore[arg-type]
        for place, shut in enumerate(self.denied(shape, things) if self.deny else ()):
            if shut:
                told[place] = None
        return told

    def denied(self, shape: Shape, things: Iterable[Any]) -> list[bool]:
        """Of each thing, whether a row closes it to her, whatever may allow it."""
        held = [(get, lines) for kind, get in {**shape, **EVERYTHING}.items()
                if (lines := self.deny.get(kind))]  # fmt: skip
        return [any(get(thing) in lines for get, lines in held) for thing in things]


class Index:
    """The compiled rows of one domain and version. Never changed once made."""

    __slots__ = ("_groups", "_lines", "lines", "links", "seats")

    def __init__(self, lines: Iterable[Line], links: Iterable[Link]) -> None:
        self.lines = tuple(check_line(line) for line in lines)
        self.links = tuple(check_link(link) for link in links)
        self._groups: dict[str, list[Link]] = defaultdict(list)
        self.seats: dict[str, list[Link]] = defaultdict(list)
        """Which memberships each person has: "u:..." to links whose `sub` is the membership."""
        for link in self.links:
            self._groups[link.sub].append(link)
            if link.group.startswith("u:"):
                self.seats[link.group].append(link)
        self._lines: dict[tuple[str, str], list[tuple[str, str, Line]]] = defaultdict(list)
        for line in self.lines:
            kind, _, rest = line.obj.partition(":")
            self._lines[line.sub, line.act].append((kind, rest, line))
        self._groups.default_factory = self._lines.default_factory = None
        self.seats.default_factory = None

    def closure(self, sub: str, now: str, extra: Iterable[str] = ()) -> list[str]:
        """The subject and all groups it belongs to at `now`. Raises PolicyWrong past HOPS."""
        found = [sub, *extra]
        edge = list(found)
        for _ in range(HOPS):
            edge = [
                link.group
                for name in edge
                for link in self._groups.get(name, ())
                if link.nbf <= now < link.exp and link.group not in found
            ]
            if not edge:
                return found
            found += dict.fromkeys(edge)
        raise PolicyWrong("a chain of groups that is too long")

    def page(self, sub: str, act: str, now: str, extra: Iterable[str] = ()) -> Page:
        allow: dict[str, dict[str, Line]] = {}
        deny: dict[str, dict[str, Line]] = {}
        for name in self.closure(sub, now, extra):
            for kind, rest, line in self._lines.get((name, act), ()):
                if line.nbf <= now < line.exp:
                    side = allow if line.eft == "allow" else deny
                    if kind in side:
                        side[kind][rest] = line
                    else:
                        side[kind] = {rest: line}
        return Page(allow, deny)

    def standing(self, now: str, person: str = "") -> list[Link]:
        """The memberships held at `now`, by all or by one "u:...", as links to the person."""
        every = [self.seats.get(person, [])] if person else self.seats.values()
        return [link for links in every for link in links if link.nbf <= now < link.exp]

    def reached(self, group: str, owner: str, now: str) -> list[str]:
        """The memberships that belong to `group` now and are not kept from that owner's words."""
        told = []
        for link in self.standing(now):
            if group in self.closure(link.sub, now):
                deny = self.page(link.sub, Act.READ_SECTION, now).deny
                if "all" not in deny and owner not in deny.get("owner", ()):
                    told.append(link.sub[2:])
        return told

    def candidates(self, subs: Iterable[str], act: str, names: Iterable[str]) -> list[Line]:
        """The rows that could bear on a question, for Casbin to decide it with."""
        wanted = {(n.partition(":")[0], n.partition(":")[2]) for n in names}
        return [
            line
            for sub in subs
            for kind, rest, line in self._lines.get((sub, act), ())
            if (kind, rest) in wanted
        ]
