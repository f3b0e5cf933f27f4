"""What an author does at her desk, for the tests of the editor."""

import sqlalchemy as sa
from lxml import html

from portal.documents.models import Section, Version
from portal.documents.words import load
from portal.gate.policy import Act, Role
from portal.gate.vault import CONSOLE
from tests.build import World, join
from tests.cast import CAST, EVERYBODY, POLICE, Part
from tests.visit import Visitor


def visitor(world: World, who: str) -> Visitor:
    return Visitor(world.client, world.sign_in(who))


def at(world: World, page: str, version: str = "") -> str:
    return f"/reviews/{world.review}/sections/{version or world.versions['Practice']}/{page}"


def fields(answer: object, *, form: str = "portal-write") -> dict[str, str]:
    """What the editor's form would send."""
    tree = html.fromstring(answer.text)
    told = tree.find_class(form)[0] if tree.find_class(form) else tree.xpath("//main//form")[0]
    found = {i.get("name"): i.get("value", "") for i in told.xpath(".//input[@type!='checkbox']")}
    found |= {i.get("name"): i.get("value") for i in told.xpath(".//input[@checked]")}
    found |= {t.get("name"): t.text_content().lstrip("\n") for t in told.xpath(".//textarea")}
    return {k: v for k, v in found.items() if k not in {"token", "once"} and "pick" not in k}


def newest(world: World, title: str = "Practice") -> tuple[str, int, str]:
    """The section's newest version: id, number, stage."""
    with world.vault.engine.connect() as connection:
        section = sa.select(Version.section_id).where(Version.id == world.versions[title])
        query = (
            sa.select(Version.id, Version.number, Version.stage)
            .join(Section, Section.newest_id == Version.id)
            .where(Section.id == section.scalar_subquery())
        )
        return tuple(connection.execute(query).one())


def words(world: World, version: str) -> dict[str, object]:
    with world.vault.read("", world.review) as gate:
        gate.actor = world.actor("author")
        row = gate.find(Version, version, Act.READ_SECTION)
        return load(gate.open(row, "words", act=Act.READ_SECTION, model=Version)["words"])


def told(world: World, version: str) -> list[str]:
    return [p["text"] for p in words(world, version)["paragraphs"]]


def second_author(world: World) -> None:
    """Another author of the same agency."""
    CAST["second"] = EVERYBODY["second"] = Part("Sian Prosser", POLICE, (Role.AUTHOR,))
    world.people["second"] = world.people["administrator"]
    with world.vault.act("", actor=CONSOLE) as gate:
        join(world, "second", gate)


THREE = "One was seen.\n\nTwo was heard.\n\nThree was told."


def both_open(portal: World, two: tuple[Visitor, Visitor], text: str) -> list[dict[str, str]]:
    """Both have the editor open on the same text."""
    author, other = two
    form = {**fields(author.get(at(portal, "edit"))), "text": text}
    author.post(at(portal, "edit"), form)
    return [fields(one.get(at(portal, "edit"))) for one in (author, other)]


def new(**more: str) -> dict[str, str]:
    return {"title": "Learning", "section_class": "learning", "text": "What should change.", **more}


def contribution_page(world: World, page: str) -> str:
    return f"/reviews/{world.review}/contributions/{world.document}/{page}"
