"""What the demonstration's people do with versions for an audience: deciding, asking, signing."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from portal.demo_steps import Story, Told
from portal.documents.models import Version
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.redaction import acts, consulting, deciding, drawn, sources, standing, suggested
from portal.redaction.deciding import Mark
from portal.redaction.exemptions import Grounds
from portal.redaction.models import Rendition, RenditionSection
from portal.redaction.people import register
from portal.renditions import acts as renditions
from portal.renditions import beside, making


def _name(step: Told) -> str:
    """Copies are made for requests, and keep their ids beside them."""
    return f"{step['copy']} copied"


def _copy(story: Story, step: Told, gate: Gate) -> Rendition:
    return standing.one(story.requests[_name(step)], gate=gate)


def _section_id(story: Story, words: str, section: str, gate: Gate) -> str:
    here = Version.__table__.c
    query = sa.select(here.section_id).where(here.id == story.versions[words][section])
    return str(gate.connection.execute(query).scalar_one())


def _chosen(story: Story, step: Told, gate: Gate) -> list[str]:
    """The versions that are offered of these sections: later drafts of some are not signed off."""
    offered = {row.section_id: row.id for row in sources.choosable(gate=gate)}
    return [
        offered[_section_id(story, words, section, gate)]
        for words, sections in step["sections"].items()
        for section in sections
    ]


def begin_copy(story: Story, step: Told, gate: Gate) -> None:
    """And look through all of it for people and identifiers."""
    given = {key: step[key] for key in ("audience", "regime", "title", "purpose")}
    made = acts.start(**given, versions=_chosen(story, step, gate), gate=gate)
    story.requests[_name(step)] = made.id
    suggested.look(rendition=made, register=register(gate=gate), gate=gate)


def _grounds(step: Told) -> Grounds:
    words = {key: step.get(key, "") for key in ("harm", "interest", "note")}
    return Grounds(codes=tuple(step.get("codes", ())), **words)


def decide_words(story: Story, step: Told, gate: Gate) -> None:
    """The first place of these words in a section."""
    rendition = _copy(story, step, gate)
    wanted = _section_id(story, step["words"], step["section"], gate)
    every = standing.sections_of(rendition=rendition.id, gate=gate)
    row = next(one for one in every if one.section_id == wanted)
    section = gate.find(RenditionSection, row.id, Act.MAKE_RENDITION)
    told = sources.opened(sections=[row], gate=gate)[row.version_id]
    place, starts, ends = _place(drawn.places(told), story.said(step["said"]))
    marks = [Mark(row.version_id, place.name, starts, ends)]
    given = {"marks": marks, "decision": step["decision"], "grounds": _grounds(step)}
    deciding.decide(section=section, **given, register=register(gate=gate), gate=gate)


def _place(places: list[drawn.Place], words: str) -> tuple[drawn.Place, int, int]:
    for place in places:
        if (at := place.text.find(words)) >= 0:
            return place, at, at + len(words)
    raise LookupError(f"no paragraph of the demonstration says: {words}")


def decide_person(story: Story, step: Told, gate: Gate) -> None:
    """Every mention of somebody that waits."""
    rendition, people = _copy(story, step, gate), register(gate=gate)
    who = {key for key, known in people.people.items() if step["person"] in known.names}
    waits = deciding.waiting(rendition=rendition.id, gate=gate)
    groups = {one.group_id for one in waits if people.now(one.person_id or "") in who}
    _decide(rendition, groups, step, people, gate)


def decide_rest(story: Story, step: Told, gate: Gate) -> None:
    """Whatever still waits."""
    rendition = _copy(story, step, gate)
    waits = deciding.waiting(rendition=rendition.id, gate=gate)
    _decide(rendition, {one.group_id for one in waits}, step, register(gate=gate), gate)


def _decide(rendition: Rendition, groups: set[str], step: Told, people: Any, gate: Gate) -> None:
    given = {"groups": groups, "decision": step["decision"], "grounds": _grounds(step)}
    deciding.decide_groups(rendition=rendition, **given, register=people, gate=gate)


def ask_owner(story: Story, step: Told, gate: Gate) -> None:
    owner = story.agencies[step["owner"]]
    given = {"owner": owner, "question": step["question"]}
    consulting.ask(rendition=_copy(story, step, gate), **given, gate=gate)


def render_copy(story: Story, step: Told, gate: Gate) -> None:
    given = {"title": step["title"], "marking": "OFFICIAL-SENSITIVE"}
    of = making.gather(rendition=story.requests[_name(step)], **given, gate=gate)
    if not renditions.keep(made=making.make(of), gate=gate).clean:
        raise LookupError("demo_cast.toml renders a copy that shows what was taken out")


def sign_copy(story: Story, step: Told, gate: Gate) -> None:
    """By somebody who has looked at every finding."""
    rendition = _copy(story, step, gate)
    row = renditions.newest(rendition=rendition, gate=gate)
    seen = set(beside.compared(rendition=rendition, row=row, gate=gate).groups)
    given = {"rendering": row.id, "jigsaw": step["jigsaw"], "seen": seen}
    renditions.sign(rendition=rendition, **given, gate=gate)


REDACTION: dict[str, Callable[[Story, Told, Gate], None]] = {
    each.__name__: each
    for each in (
        begin_copy, decide_words, decide_person, decide_rest, ask_owner, render_copy, sign_copy,
    )
}  # fmt: skip
