"""The page that is read most: what is new, what has changed, and the way to the next agency."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from lxml import html

from portal.documents import acts as documents
from portal.documents.models import Version
from portal.documents.words import Paragraph
from portal.gate import readings
from portal.gate.policy import Act
from tests.build import World, question, release, sign_off
from tests.questions.conftest import Visit, visit

__all__ = ["visit"]


def marks(world: World, visit: Visit, who: str = "probation_panel") -> list[str]:
    """What stands beside the titles; then the index is brought up, as the keeper does."""
    text = visit(who).get(f"/reviews/{world.review}/read").text
    readings.catch_up(world.vault.engine)
    found = html.document_fromstring(text).xpath("//h2//*[@class='portal-fresh']")
    return [mark.text for mark in found]


def later(world: World, **time: float) -> datetime:
    now = world.vault.clock.now() + timedelta(**time)
    world.vault.clock.not_before(now)
    return now


def rewrite(world: World, title: str) -> None:
    with world.act("author") as gate:
        version = gate.find(Version, world.versions[title], Act.READ_SECTION)
        made = documents.write(
            section=version.section,
            title="Again",
            paragraphs=[Paragraph("e" * 32, "p", "Newer words.")],
            gate=gate,
        )
    world.versions[title] = made.id
    sign_off(world, [title])


def test_nothing_is_new_on_a_first_visit(world: World, visit: Visit) -> None:
    assert marks(world, visit) == []
    assert marks(world, visit) == []


def test_what_is_released_later_is_new_and_what_was_corrected_has_changed(
    world: World, visit: Visit
) -> None:
    marks(world, visit)
    later(world, hours=1)
    assert marks(world, visit) == []
    release(world, "second", ["Practice"])
    rewrite(world, "Context")
    release(world, "third", ["Context"])
    told = ["Changed since you last read", "New since you last read"]
    assert marks(world, visit) == told
    later(world, minutes=20)
    assert marks(world, visit) == told, "while she reads, a mark stays"
    later(world, minutes=20)
    assert marks(world, visit) == []


def test_a_mark_is_each_memberships_own(world: World, visit: Visit) -> None:
    marks(world, visit)
    later(world, hours=1)
    release(world, "second", ["Practice"])
    assert marks(world, visit) == ["New since you last read"]
    assert marks(world, visit, "probation_senior") == []


def test_the_page_asks_no_more_for_more_sections(world: World, visit: Visit) -> None:
    """Statements of one reading, with nothing asked and with several questions, marks and owners."""
    counted: list[str] = []
    visitor = visit("author")

    def statements() -> int:
        counted.clear()
        visitor.get(f"/reviews/{world.review}/read")
        return len(counted)

    sa.event.listen(
        world.vault.engine, "before_cursor_execute", lambda *told: counted.append(told[2])
    )
    statements()
    few = statements()
    for title in ("Context", "Practice", "Methods", "Conduct"):
        question(world, "author", title)
    readings.catch_up(world.vault.engine)
    assert statements() == few
    later(world, hours=1)
    for title in ("Context", "Practice", "Methods"):
        rewrite(world, title)
    assert statements() <= few + 1


@pytest.mark.parametrize("owner", ["Aldermere Probation", "Fenwick Health Trust"])
def test_an_agency_with_nothing_open_is_no_step(world: World, visit: Visit, owner: str) -> None:
    visitor, base = visit("probation_panel"), f"/reviews/{world.review}/read?owner="
    for name in ("Westmarch Police", owner):
        text = visitor.get(base + world.agencies[name]).text
        links = html.document_fromstring(text).xpath("//nav[@class='portal-steps']//a/@href")
        others = {base + world.agencies["Westmarch Police"]} - {base + world.agencies[name]}
        assert set(links) == others
