"""What agencies are asked for, and its way to the panel: built as `tests.build` builds the rest."""

from collections.abc import Callable, Iterable
from datetime import timedelta

import sqlalchemy as sa

from portal.contributions import acts as contributions
from portal.contributions.models import Request
from portal.db import new_id
from portal.documents import acts as documents
from portal.documents.models import Document
from portal.documents.words import Paragraph
from portal.gate.gate import Gate
from tests.build import World
from tests.cast import POLICE


def commissioned(world: World, title: str = "Timeline") -> str:
    """A chronology that the police were asked for, on its whole way to the panel; the request's id.

    Sent back once, and decided not to be shared: each of its words holds a canary.
    """
    asked = commission(world, note=world.canary("note of request"))
    begin(world, asked, [("chronology", title)])
    go(world, asked, "author", contributions.submit)
    go(
        world,
        asked,
        "manager",
        contributions.send_back,
        comments=world.canary("comments of request"),
        remarks={world.versions[title]: world.canary("remark on section")},
    )
    go(world, asked, "author", contributions.submit)
    go(world, asked, "manager", contributions.sign_off, seen=[world.versions[title]])
    given = {"seen": [world.versions[title]], "shared": [], "why": world.canary("why of decision")}
    go(world, asked, "senior", contributions.decide, **given)
    return asked


def commission(
    world: World,
    agency: str = POLICE,
    *,
    kind: str = "chronology",
    note: str = "",
    days: int = 30,
    who: str = "chair",
) -> str:
    """An agency is asked for a contribution; the request's id."""
    with world.act(who) as gate:
        due = (gate.now + timedelta(days=days)).date()
        return contributions.ask(
            agency_id=world.agencies[agency], kind=kind, due_on=due, note=note, gate=gate
        ).id


def begin(
    world: World, asked: str, sections: Iterable[tuple[str, str]] = (), who: str = "author"
) -> str:
    """The author begins what was asked for, with sections of (class, title); the document's id."""
    with world.act(who) as gate:
        document = contributions.begin(request=found_request(asked, gate), gate=gate)
    for section_class, title in sections:
        with world.act(who) as gate:
            world.versions[title] = documents.add_section(
                document=document,
                section_class=section_class,
                title=f"{title} {world.canary(f'title of {title}')}",
                paragraphs=[Paragraph(new_id(), "p", world.canary(f"words of {title}"))],
                gate=gate,
            ).id
    return document.id


def found_request(asked: str, gate: Gate) -> Request:
    return gate.session.execute(sa.select(Request).where(Request.id == asked)).scalar_one()


def go(world: World, asked: str, who: str, act: Callable[..., object], **given: object) -> object:
    """One of the cast does an act on the contribution that answers a request."""
    with world.act(who) as gate:
        name = found_request(asked, gate).document_id
        document = gate.session.execute(sa.select(Document).where(Document.id == name))
        return act(document=document.scalar_one(), gate=gate, **given)
