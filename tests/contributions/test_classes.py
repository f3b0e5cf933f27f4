"""Reclassifying and withdrawing a section: whatever was open by a release closes at once."""

import pytest
import sqlalchemy as sa

from portal.contributions import acts
from portal.documents import classes
from portal.documents.models import Section, Version
from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act
from tests.build import World, release
from tests.cast import CAST
from tests.policy.asking import reads, titles, who_may
from tests.policy.test_release_rules import become, rewrite
from tests.schedules.desk import correct
from tests.visit import Visitor, open_portal


def reclassify(world: World, title: str, section_class: str, who: str = "senior") -> None:
    with world.act(who) as gate:
        version = gate.find(Version, world.versions[title], Act.READ_SECTION)
        classes.reclassify(version=version, section_class=section_class, gate=gate)


def withdraw(world: World, title: str, who: str = "senior") -> None:
    with world.act(who) as gate:
        version = gate.find(Version, world.versions[title], Act.READ_SECTION)
        acts.withdraw_section(version=version, why="It names a witness", gate=gate)


def read_by(world: World, who: str) -> set[str]:
    return set(titles(world, reads(world, who)))


@pytest.mark.mission("A022", "A027")
@pytest.mark.parametrize("section_class", ["conduct", "staff_welfare", "legal_advice", "covert"])
def test_a_class_that_is_never_shared_ends_the_release_at_once(
    world: World, section_class: str
) -> None:
    """Rule 12: that section's rows only; going back does not revive them."""
    assert read_by(world, "probation_panel") == {"Context", "Chronology"}
    reclassify(world, "Context", section_class)
    assert read_by(world, "probation_panel") == {"Chronology"}
    assert "Context" not in read_by(world, "chair")
    if section_class != "covert":
        reclassify(world, "Context", "context")
        assert read_by(world, "probation_panel") == {"Chronology"}
        assert "Context" not in read_by(world, "chair")
        release(world, "again", ["Context"])
        assert read_by(world, "probation_panel") == {"Context", "Chronology"}


def test_a_class_that_is_shared_by_name_ends_the_releases_that_name_nobody(world: World) -> None:
    """Bodies and roles read it no more, nor its corrections; one person named reads both."""
    release(world, "named", ["Context"], to_kind="member", to_name=world.members["lay"])
    assert "Context" in read_by(world, "probation_panel") & read_by(world, "chair")
    reclassify(world, "Context", "tactics")
    assert "Context" not in read_by(world, "probation_panel") | read_by(world, "chair")
    assert "Context" in read_by(world, "lay")
    newer = rewrite(world, "Context")
    assert correct(world, newer) == 1
    assert newer in reads(world, "lay")
    assert newer not in {*reads(world, "probation_panel"), *reads(world, "chair")}
    reclassify(world, "Context", "context")
    assert read_by(world, "probation_panel") == {"Chronology"}, "going back revives none"


def test_words_shared_by_name_are_corrected_for_nobody_else(world: World) -> None:
    """Even where a row of a release to a body should still stand."""
    newer = rewrite(world, "Context")
    become(world, "Context", "tactics")
    with pytest.raises(Refused, match="nothing to send"):
        correct(world, newer)


def test_what_was_closed_is_brought_back_by_the_senior_office_alone(world: World) -> None:
    """An author closes her own section further, and opens it to nobody again (rules 4 and 12)."""
    reclassify(world, "Practice", "conduct")
    with pytest.raises(Refused, match="Ask them"):
        reclassify(world, "Practice", "practice", "author")
    assert read_by(world, "police_panel") == {"Context", "Chronology", "Methods"}
    reclassify(world, "Practice", "legal_advice", "author")
    reclassify(world, "Practice", "practice")
    assert "Practice" in read_by(world, "police_panel")
    with open_portal(world) as client:
        path = f"/reviews/{world.review}/sections/{world.versions['Conduct']}/class"
        pages = {who: Visitor(client, world.sign_in(who)).get(path).text
                 for who in ("author", "senior")}  # fmt: skip
    assert 'value="learning"' in pages["senior"]
    assert 'value="learning"' not in pages["author"]
    assert 'value="staff_welfare"' in pages["author"]


def test_a_covert_section_is_closed_to_everybody(world: World) -> None:
    """Rule 5: to its own author and office too."""
    reclassify(world, "Context", "covert", "author")
    assert who_may(world, Act.READ_SECTION, "Context") == set()
    assert who_may(world, Act.RECLASSIFY, "Context") == set()


@pytest.mark.parametrize("who", sorted(set(CAST) - {"author", "senior"}))
def test_who_may_not_say_of_which_class_a_section_is(world: World, who: str) -> None:
    for title in ("Context", "Conduct"):
        with pytest.raises(Absent):
            reclassify(world, title, "learning", who)
        with pytest.raises(Absent):
            withdraw(world, title, who)


def test_an_author_says_it_of_her_own_sections_only(world: World) -> None:
    query = sa.update(Section).where(Section.newest_id == world.versions["Context"])
    with world.vault.engine.begin() as connection:
        connection.execute(query.values(author=world.members["manager"]))
    with pytest.raises(Absent):
        reclassify(world, "Context", "conduct", "author")
    reclassify(world, "Chronology", "conduct", "author")


@pytest.mark.parametrize("section_class", ["context", "no_such_class", ""])
def test_a_class_that_it_has_already_or_that_is_none_is_refused(
    world: World, section_class: str
) -> None:
    with pytest.raises(Refused):
        reclassify(world, "Context", section_class)


def test_a_withdrawn_section_is_closed_and_nothing_of_it_is_deleted(world: World) -> None:
    withdraw(world, "Context")
    assert read_by(world, "probation_panel") == {"Chronology"}
    assert {"author", "senior"} <= who_may(world, Act.READ_SECTION, "Context")
    assert "police_panel" not in who_may(world, Act.READ_SECTION, "Context")
    with pytest.raises(Refused, match="none of this section"):
        withdraw(world, "Context")
    with pytest.raises(Refused):
        release(world, "again", ["Context"])
