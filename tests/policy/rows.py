"""Rows of policy for tests that need no database, and Casbin as it comes, without our checks."""

from collections.abc import Iterable
from typing import Any

import casbin
from casbin.model.policy_fast import FastPolicy

from portal.gate.certify import Judge
from portal.gate.index import Index
from portal.gate.policy import ALWAYS, NEVER, Line, Link, law

NOW = "2026-06-01T12:00:00.000000Z"
READ = "read_section"
DOMAIN = "d"


def allow(
    sub: str, obj: str, act: str = READ, *, nbf: str = ALWAYS, exp: str = NEVER, ref: str = ""
) -> Line:
    released = obj.startswith("ver:") and sub.startswith(("keyed:", "m:"))
    return Line(sub, obj, act, nbf, exp, "allow", ref or ("release:1" if released else "law:R1"))


def deny(sub: str, obj: str, act: str = READ, *, nbf: str = ALWAYS, exp: str = NEVER) -> Line:
    return Line(sub, obj, act, nbf, exp, "deny", "stood_down:1")


def judge(lines: Iterable[Line], links: Iterable[Link], now: str = NOW) -> Judge:
    return Judge(law().model, DOMAIN, list(lines), links, now)


def told(index: Index, sub: str, name: str, act: str = READ, now: str = NOW) -> bool:
    """What the page index says of a thing with one name."""
    kind, _, key = name.partition(":")
    return index.page(sub, act, now).decide({kind: lambda _: key}, [None])[0] is not None


def bare(
    lines: Iterable[list[str]],
    links: Iterable[list[str]],
    names: Iterable[list[str]] = (),
    model: str = "",
) -> casbin.Enforcer:
    """Casbin filled with whatever it is given, to show what it makes of that."""
    enforcer = casbin.Enforcer(casbin.Enforcer.new_model(text=model or law().model))
    enforcer.get_model()["p"]["p"].policy = list(lines)
    return _linked(enforcer, links, names)


class ReadsOnce(casbin.Enforcer):
    """Casbin as it comes, but that it reads its matcher for the first question alone."""

    read: Any = None

    def _get_expression(self, matcher: str, functions: Any) -> Any:
        self.read = self.read or super()._get_expression(matcher, functions)
        return self.read


BY_ACT = (1, 3)
"""The domain and the act, which have the same places in a row and in a question."""


def bare_by_act(
    lines: Iterable[list[str]], links: Iterable[list[str]], names: Iterable[list[str]]
) -> casbin.Enforcer:
    """The same where much is asked: Casbin lays the rows by act, to read those of one act alone.

    It reads its matcher once, and no name is held against all others for being equal to one.
    """
    enforcer = ReadsOnce(ReadsOnce.new_model(text=law().model))
    for kind in ("g", "g2"):
        enforcer.add_named_matching_func(kind, None)
    rows = enforcer.get_model()["p"]["p"].policy = FastPolicy(BY_ACT)
    for line in lines:
        rows.append(line)
    return _linked(enforcer, links, names)


def _linked(
    enforcer: casbin.Enforcer, links: Iterable[list[str]], names: Iterable[list[str]]
) -> casbin.Enforcer:
    held = enforcer.get_model()["g"]
    held["g"].policy, held["g2"].policy = list(links), list(names)
    enforcer.build_role_links()
    return enforcer


def cells(line: Line) -> list[str]:
    return [line.sub, DOMAIN, line.obj, line.act, line.nbf, line.exp, line.eft, line.ref]
