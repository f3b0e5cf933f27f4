"""What the tests of redaction share: a rendition begun, something decided, an owner asked."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from portal.documents import acts as documents
from portal.documents.models import Document, Section, Version
from portal.documents.words import Paragraph
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.persons.known import Known
from portal.redaction import acts, deciding, suggested
from portal.redaction.deciding import Mark
from portal.redaction.exemptions import Grounds
from portal.redaction.known import NOBODY, Found, Register
from portal.redaction.models import Rendition, RenditionSection
from tests.build import World

SAID = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 <script>x</script>"
GIVEN = {"audience": "applicant", "regime": "foi", "title": SAID, "purpose": SAID}
PERSONAL = Grounds(codes=("s.40(2)",))
TEXTS = [
    "Carl Evans saw Jo on 3 May. Carl Evans left, and Jo called 07700 900123.",
    "ਪੰਜਾਬੀ words stand here, and Jo again.",
    "Nothing is said here.",
]
CARL, JO = "1" * 32, "2" * 32


def made(world: World, who: str, *titles: str, **given: Any) -> str:
    """A rendition of these sections; its id."""
    with world.act(who) as gate:
        versions = [world.versions[title] for title in titles]
        return acts.start(**{**GIVEN, **given}, versions=versions, gate=gate).id


def written(world: World, title: str = "Practice", texts: Sequence[str] = TEXTS) -> None:
    """New words for one of the police's sections, signed off."""
    with world.act("author") as gate:
        version = gate.find(Version, world.versions[title], Act.READ_SECTION)
        query = sa.select(Section).where(Section.id == version.section_id)
        section = gate.session.execute(query).scalar_one()
        told = [Paragraph(f"{n:032x}", "p", text) for n, text in enumerate(texts, 1)]
        new = documents.write(section=section, title=f"About {title}", paragraphs=told, gate=gate)
        world.versions[title] = new.id
    with world.act("manager") as gate:
        documents.sign_off(version=gate.session.get(Version, world.versions[title]), gate=gate)


def probations(world: World, texts: Sequence[str] = TEXTS) -> str:
    """A signed-off section of probation's, released to the police by hand; its version."""
    with world.act("probation_author") as gate:
        document = documents.start_document(kind="imr", gate=gate)
        told = [Paragraph(f"{n:032x}", "p", text) for n, text in enumerate(texts, 1)]
        version = documents.add_section(
            document=document, section_class="practice", title="Of probation", paragraphs=told,
            gate=gate,
        )  # fmt: skip
        found = gate.session.execute(sa.select(Document).where(Document.id == document.id))
        assert found.scalar_one()
        version.stage, version.signed_at, version.signed_by = (
            "signed_off",
            gate.now,
            gate.actor.person,
        )
        world.versions["Probation"] = version.id
        return version.id


def row(gate: Gate, name: str) -> Rendition:
    return gate.session.execute(sa.select(Rendition).where(Rendition.id == name)).scalar_one()


def section(gate: Gate, rendition: str, number: int = 1) -> RenditionSection:
    query = sa.select(RenditionSection).where(
        RenditionSection.rendition_id == rendition, RenditionSection.position == number
    )
    return gate.session.execute(query).scalar_one()


def mark(at: Any, paragraph: int, starts: int, ends: int) -> Mark:
    return Mark(at.version_id, f"{paragraph:032x}", starts, ends)


def decide(
    world: World, rendition: str, *spans: tuple[int, int, int], who: str = "disclosure",
    decision: str = "remove", grounds: Grounds = PERSONAL, number: int = 1, **more: Any,
) -> str:  # fmt: skip
    """Decide on (paragraph, starts, ends) of one section; the deed."""
    with world.act(who) as gate:
        at = section(gate, rendition, number)
        marks = [mark(at, *span) for span in spans]
        given = {"decision": decision, "grounds": grounds, "marks": marks, "register": NOBODY}
        return deciding.decide(section=at, **{**given, **more}, gate=gate)


def names(*people: tuple[str, str]) -> Callable[[Sequence[str]], list[Found]]:
    """A finder of these names, and of the telephone number."""

    def find(texts: Sequence[str]) -> list[Found]:
        told = []
        for n, text in enumerate(texts):
            for name, who in (*people, ("07700 900123", "")):
                at = text.find(name)
                while at >= 0:
                    kind = "person" if who else "phone"
                    told.append(Found(n, at, at + len(name), kind, who, name, sure=True))
                    at = text.find(name, at + 1)
        return told

    return find


PEOPLE = {
    CARL: Known(CARL, ("Carl Evans",), label="Adult 1"),
    JO: Known(JO, ("Jo",), label="Child 1"),
}
EVERYBODY = Register(PEOPLE, find=names(("Carl Evans", CARL), ("Jo", JO)))
CARL_IS_DEAD = Register({CARL: replace(PEOPLE[CARL], deceased="yes")}, find=EVERYBODY.find)


def looked(world: World, rendition: str, who: str = "disclosure", **more: Any) -> int:
    with world.act(who) as gate:
        given = {"register": EVERYBODY, **more}
        return suggested.look(rendition=row(gate, rendition), **given, gate=gate)


def shown(world: World, rendition: str, reading: Any) -> list[str]:
    """The paragraphs as the audience sees them, once every section has been looked through."""
    looked(world, rendition, register=NOBODY)
    with reading(world, "disclosure") as gate:
        _, sections = acts.decided(rendition, register=EVERYBODY, gate=gate)
        return [p.text for one in sections for p in one.paragraphs]
