"""What several tests of schedules do: propose one, look through it, sign it, correct it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from lxml import html

from portal.gate.policy import Act
from portal.sharing import corrections
from tests.build import World
from tests.visit import Visitor


def ticked(text: str) -> dict[str, str]:
    tree = html.document_fromstring(text)
    return {box.get("name"): "yes" for box in tree.xpath("//input[@type='checkbox'][@checked]")}


def terms(**other: str) -> dict[str, str]:
    now = datetime.now(UTC)
    ends = now + timedelta(days=160)
    told = {"purpose": "review", "paragraph": "1", "why": "The panel must weigh the handover."}
    for name, when in {"starts": now, "ends": ends}.items():
        told |= {f"{name}-{p}": str(getattr(when, p)) for p in ("day", "month", "year")}
    return {**told, **other}


def to(world: World, *names: str) -> dict[str, str]:
    return {f"to.body:{world.agencies[name]}": "yes" for name in names}


def proposed(world: World, senior: Visitor, *more: str) -> str:
    """As far as the last page, with what the template ticks; the front of its address."""
    fields = {**to(world, "Aldermere Probation"), **dict.fromkeys(more, "yes")}
    first = senior.post(f"/reviews/{world.review}/sharing/new", fields)
    here = first.headers["location"].removesuffix("/sections")
    grid = senior.get(f"{here}/sections")
    assert senior.post(f"{here}/sections", ticked(grid.text)).status_code == 303
    answer = senior.post(f"{here}/terms", terms())
    assert answer.headers["location"] == f"{here}/sign"
    return here


def seen(text: str) -> str:
    return html.document_fromstring(text).xpath("string(//input[@name='seen']/@value)")


def sign(senior: Visitor, here: str, looked: str = "") -> Any:
    mark = looked or seen(senior.get(f"{here}/sign").text)
    return senior.post(f"{here}/sign", {"seen": mark, "looked": "yes"})


def sentence(text: str) -> str:
    (told,) = html.document_fromstring(text).find_class("portal-consequence")
    return " ".join(told.text_content().split())


def correct(world: World, name: str, who: str = "manager", seen: str = "") -> int:
    with world.act(who) as gate:
        row = gate.connection.execute(version_row(name)).one()
        gate.find(corrections.Version, name, Act.SEND_CORRECTION)
        found = corrections.due(version=row, gate=gate)
        return corrections.send(version=row, seen=seen or corrections.mark(found), gate=gate)


def version_row(name: str) -> Any:
    return corrections.Version.rows().where(corrections.Version.__table__.c.id == name)
