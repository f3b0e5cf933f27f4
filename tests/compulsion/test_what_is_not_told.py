"""What addressees and owners of compelled material are not told: release rules 2, 13 and 16."""

from typing import Any

from portal.compulsion import acts, bundles
from portal.documents import classes
from portal.documents.models import Version
from portal.gate.policy import Act
from portal.reviews import stand_downs
from tests.build import World
from tests.cast import POLICE
from tests.compulsion.test_compulsion import claimed, made, material, nothing, served
from tests.policy.asking import reading_as, version
from tests.visit import plain, visitor


def kept_from_practice(world: World, who: str) -> None:
    """Stood down from one section of the police's."""
    what = version(world, "Practice").section_id
    with world.act("senior") as gate:
        told = {"person": world.people[who], "scope": "section", "what": what, "why": "x"}
        stand_downs.stand_down(**told, gate=gate)


def test_an_addressee_learns_no_number_of_a_section_that_she_cannot_read(
    world: World, client: Any
) -> None:
    name = served(world, "probation_senior")
    claimed(world, "senior", title="Practice")
    claimed(world, "senior", title="Chronology")
    page = visitor(world, client, "probation_senior").get(
        f"/reviews/{world.review}/compulsion/{name}"
    )
    assert "Public-interest immunity, about one section of it, made on" in page.text
    assert "Public-interest immunity, about section 2, made on" in page.text
    decide = f"/reviews/{world.review}/compulsion/{name}/decide"
    assert "about one section of it" in visitor(world, client, "probation_senior").get(decide).text


def test_an_owner_chooses_among_the_sections_that_she_reads(world: World) -> None:
    served(world)
    kept_from_practice(world, "disclosure")
    practice = version(world, "Practice").section_id
    for who, knows in (("senior", True), ("disclosure", False), ("lawyer", False)):
        with world.act(who) as gate:
            row = material(gate, world.agencies[POLICE])
            places = acts.sections_of(material=row, gate=gate)
        assert (practice in places) == knows, who
        assert sorted(places.values()) == list(range(1, len(places) + 1)), "no gap tells of one"


def test_a_bundle_is_closed_to_an_officer_who_is_kept_from_a_section_in_it(
    world: World, client: Any
) -> None:
    name = served(world)
    nothing(world, "disclosure")
    bundle = made(world, "senior", name)
    kept_from_practice(world, "disclosure")
    told = visitor(world, client, "disclosure")
    nowhere = plain(told.get("/no-such-page"))
    base = f"/reviews/{world.review}/compulsion"
    assert plain(told.get(f"{base}/bundles/{bundle}")) == nowhere
    given = {"on": "1/1/2026", "how": "hand", "to": "x"}
    assert plain(told.post(f"{base}/bundles/{bundle}/served", given)) == nowhere
    page = told.get(f"{base}/{name}").text
    assert "sections 4" not in page
    assert bundle not in page
    assert "sections 4" in visitor(world, client, "senior").get(f"{base}/{name}").text
    with reading_as(world, "disclosure") as gate:
        assert acts.notices(gate=gate)


def test_words_that_closed_leave_a_bundles_index_without_their_digest(
    world: World, client: Any
) -> None:
    name = served(world)
    nothing(world, "disclosure")
    bundle = made(world, "disclosure", name)
    with reading_as(world, "disclosure") as gate:
        (row,) = bundles.of_notice(notice=name, gate=gate)
        held = {one.entry["version"]: one.entry for one in bundles.read(bundle=row, gate=gate)}
    digest = held[world.versions["Practice"]]["digest"][:16]
    path = f"/reviews/{world.review}/compulsion/bundles/{bundle}"
    assert digest in visitor(world, client, "disclosure").get(path).text
    with world.act("senior") as gate:
        practice = gate.find(Version, world.versions["Practice"], Act.RECLASSIFY)
        classes.reclassify(version=practice, section_class="covert", gate=gate)
    page = visitor(world, client, "disclosure").get(path).text
    assert "Closed to you now" in page
    assert digest not in page
