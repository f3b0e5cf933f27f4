"""One of every kind of row of what leaves a review, each of its words a canary."""

from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.redaction import acts as redaction
from portal.redaction import consulting, deciding, opinions, sources, standing, suggested
from portal.redaction.deciding import Mark
from portal.redaction.exemptions import Grounds
from portal.redaction.known import Found, Register
from portal.redaction.models import Consultation, Rendition, RenditionSection
from portal.renditions import acts as renditions
from portal.renditions import beside, making, pictures, under_way
from portal.web.dates import today
from tests.build import World
from tests.cast import POLICE


def taken_out(world: World) -> dict[str, list[str]]:
    """The police's version of two of their sections for an applicant, and the chair's of one that
    was released to her, about which the police are asked.
    """
    with world.act("disclosure") as gate:
        versions = [world.versions["Context"], world.versions["Practice"]]
        mine = _begun(world, "police version", versions, gate)
        opinion = opinions.record(
            person="chief_officer", limbs=["s.36(2)(c)"], given_on=today(gate.now),
            words=world.canary("words of opinion"), gate=gate,
        )  # fmt: skip
        section, mark = _first(mine, gate)
        grounds = Grounds(
            codes=("s.36(2)(c)", "s.38(1)(a)"), opinion=opinion.id,
            harm=world.canary("harm of passage"), interest=world.canary("interest of passage"),
            note=world.canary("note of passage"),
        )  # fmt: skip
        given = {"marks": [mark], "decision": "remove", "grounds": grounds}
        deciding.decide(section=section, **given, register=Register(), gate=gate)
        found = Found(0, 0, 3, "person", "1" * 32, "x", sure=True)
        suggested.look(rendition=mine, register=Register(find=lambda _: [found]), gate=gate)
        (passage,) = standing.passages(rendition=mine.id, gate=gate)
    with world.act("chair") as gate:
        theirs = _begun(world, "board version", versions[:1], gate)
        asked = consulting.ask(
            rendition=theirs, owner=world.agencies[POLICE],
            question=world.canary("question of consultation"), gate=gate,
        ).id  # fmt: skip
    with world.act("disclosure") as gate:
        one = gate.find(Consultation, asked, Act.ANSWER_CONSULTATION)
        place, mark = _first(theirs, gate)
        why = world.canary("reasons of answer")
        answer = {"section": place, "mark": mark, "said": "must_go", "reasons": why}
        consulting.answer(consultation=one, **answer, gate=gate)
        why = world.canary("reasons of consultation")
        consulting.finish(consultation=one, outcome="refused", reasons=why, gate=gate)
    with world.act("chair") as gate:
        why = world.canary("departure of consultation")
        theirs = standing.one(theirs.id, gate=gate)
        consulting.depart(rendition=theirs, owner=world.agencies[POLICE], why=why, gate=gate)
    with world.act("disclosure") as gate:
        one = standing.one(mine.id, gate=gate)
        (attachment,) = world.files["{attachment}"]
        picture = pictures.put_in(rendition=one, attachment=attachment, gate=gate).id
    rendition, rendering, reworded, works = _rendered(world, versions[:1])
    return {
        "{rendition}": [mine.id, theirs.id, rendition],
        "{rendering}": [rendering],
        "{rendering_work}": works,
        "{rendition_picture}": [picture],
        "{part}": ["1"],
        "{rendition_section}": [section.id, place.id],
        "{passage}": [passage.id, reworded],
        "{consultation}": [asked],
        "{place}": [place.id],
    }


def _rendered(world: World, versions: list[str]) -> tuple[str, str, str, list[str]]:
    """The police's version for the panel, rendered, signed by a second person and released."""
    with world.act("disclosure") as gate:
        words = {what: world.canary(f"{what} of police copy") for what in ("title", "purpose")}
        made = redaction.start(
            audience="panel", regime="none", versions=versions, **words, gate=gate
        )
        suggested.look(rendition=made, register=Register(), gate=gate)
        at, mark = _first(made, gate)
        given = {"marks": [mark], "decision": "remove", "grounds": Grounds()}
        instead = world.canary("other words of passage")
        deciding.decide(section=at, **given, instead=instead, register=Register(), gate=gate)
        (passage,) = standing.passages(rendition=made.id, gate=gate)
        printed = {"title": world.canary("printed title"), "marking": "OFFICIAL"}
        refused, _ = under_way.begin(rendition=made, **printed, gate=gate)
        why = world.canary("why of rendering")
        under_way.finish(name=refused.id, made=None, refused=why, gate=gate)
        work, _ = under_way.begin(rendition=made, **printed, gate=gate)
        of = making.gather(rendition=made.id, **printed, gate=gate)
        under_way.finish(name=work.id, made=making.make(of), refused="", gate=gate)
        row = renditions.newest(rendition=made, gate=gate)
        assert row.clean
    with world.act("senior") as gate:
        one = standing.one(made.id, gate=gate)
        seen = set(beside.compared(rendition=one, row=row, gate=gate).groups)
        jigsaw = world.canary("jigsaw of signature")
        given = {"rendering": row.id, "jigsaw": jigsaw, "seen": seen}
        renditions.sign(rendition=one, **given, gate=gate)
        to = world.canary("recipient of release")
        renditions.release(rendition=one, recipient=to, gate=gate)
    return made.id, row.id, passage.id, [refused.id, work.id]


def _begun(world: World, whose: str, versions: list[str], gate: Gate) -> Rendition:
    title, purpose = world.canary(f"title of {whose}"), world.canary(f"purpose of {whose}")
    given = {"audience": "applicant", "regime": "foi", "title": title, "purpose": purpose}
    return redaction.start(**given, versions=versions, gate=gate)


def _first(rendition: Rendition, gate: Gate) -> tuple[RenditionSection, Mark]:
    """A rendition's first section, with all of its first paragraph."""
    row = standing.sections_of(rendition=rendition.id, gate=gate)[0]
    section = gate.session.get(RenditionSection, row.id)
    assert section is not None
    told = sources.opened(sections=[row], gate=gate)[row.version_id]["paragraphs"][0]
    return section, Mark(row.version_id, told["id"], 0, len(told["text"]))
