"""What closes a section closes every file made of it, whoever made them and however far they are."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from portal.documents import classes
from portal.documents.models import Version
from portal.gate.gate import Refused
from portal.gate.policy import Act
from portal.redaction import acts as redaction
from portal.redaction import consulting, deciding, owed, sources, standing
from portal.redaction.exemptions import Grounds
from portal.redaction.known import NOBODY
from portal.renditions import acts, pictures
from portal.renditions.models import Rendering, RenditionPicture
from portal.renditions.raster import Box
from portal.reviews import stand_downs
from portal.sharing import acts as sharing
from portal.sharing.models import Release
from tests.answers.desk import colleague
from tests.build import World, brought_in, release
from tests.cast import POLICE
from tests.policy.asking import raw, reading_as, version
from tests.redaction.desk import decide, looked, made, section, written
from tests.redaction.test_consulting import ask, finish, said
from tests.redaction.test_consulting import decide as marked
from tests.renditions.desk import NAME, OWN, TEXTS, released, rendered, signed
from tests.renditions.desk import version as begun

pytestmark = pytest.mark.slow
PANELS = {"audience": "panel", "regime": "none"}


def opened(world: World, row: Any, who: str) -> bytes:
    with reading_as(world, who) as gate:
        found = gate.find(Rendering, row.id, Act.READ_RENDITION)
        return acts.bytes_of(row=found, name="pdf", gate=gate)


def agreed(world: World) -> str:
    """The board's version of what the police released to it, to which the police have agreed."""
    world.members.setdefault("board", "")
    release(world, "to the board", ["Context"], to_name="board")
    name = made(world, "chair", "Context", **PANELS)
    looked(world, name, "chair", register=NOBODY)
    finish(world, ask(world, name, world.agencies[POLICE]), "agreed")
    return name


def ended(world: World) -> None:
    with world.act("senior") as gate:
        for row in gate.session.execute(sa.select(Release)).scalars().all():
            sharing.end_release(release=row, why="Over.", gate=gate)


def withdrawn(world: World) -> None:
    with world.act("senior") as gate:
        row = gate.find(Version, world.versions["Context"], Act.WITHDRAW_SECTION)
        classes.withdraw_section(version=row, gate=gate)


def covert(world: World) -> None:
    raw(world, "update section set section_class = 'covert' where id = :s",
        s=version(world, "Context").section_id)  # fmt: skip


CLOSINGS = [ended, withdrawn, covert]


@pytest.mark.parametrize("close", CLOSINGS)
def test_what_is_closed_is_neither_read_signed_nor_released(
    world: World, close: Callable[[World], None]
) -> None:
    name = agreed(world)
    row = rendered(world, name, "chair")
    assert opened(world, row, "chair")
    assert opened(world, row, "board")
    close(world)
    for who in ("chair", "board"):
        with pytest.raises(Refused, match="not open"):
            opened(world, row, who)
    with pytest.raises(Refused, match="not open"):
        signed(world, name, "board")


@pytest.mark.parametrize("close", CLOSINGS)
def test_what_is_closed_after_the_signature_is_not_released(
    world: World, close: Callable[[World], None]
) -> None:
    name = agreed(world)
    row = rendered(world, name, "chair")
    signed(world, name, "board")
    close(world)
    with pytest.raises(Refused, match="not open"):
        released(world, name, "board")
    with pytest.raises(Refused, match="not open"):
        opened(world, row, "board")


@pytest.mark.parametrize("close", [ended, withdrawn])
def test_what_was_released_stays_on_record_when_a_release_ends_later(
    world: World, close: Callable[[World], None]
) -> None:
    name = agreed(world)
    row = rendered(world, name, "chair")
    signed(world, name, "board")
    released(world, name, "board")
    close(world)
    assert opened(world, row, "board")


def test_covert_words_are_closed_in_what_was_released_too(world: World) -> None:
    name = agreed(world)
    row = rendered(world, name, "chair")
    signed(world, name, "board")
    released(world, name, "board")
    covert(world)
    for who in ("chair", "board"):
        with pytest.raises(Refused, match="not open"):
            opened(world, row, who)


def test_who_is_stood_down_from_an_owner_reads_its_words_in_no_file(world: World) -> None:
    name = agreed(world)
    row = rendered(world, name, "chair")
    signed(world, name, "board")
    released(world, name, "board")
    with world.act("senior") as gate:
        stand_downs.stand_down(
            person=world.people["chair"], scope="owner", what=world.agencies[POLICE],
            why="She is related.", gate=gate,
        )  # fmt: skip
    with pytest.raises(Refused, match="not open"):
        opened(world, row, "chair")
    assert opened(world, row, "board")


def test_a_colleague_whom_no_release_reaches_reads_nothing_through_the_file(world: World) -> None:
    release(world, "to her alone", ["Context"], to_kind="member", to_name=world.members["chair"])
    for row in list(world.releases):
        if row != "to her alone":
            with world.act("senior") as gate:
                one = gate.session.get(Release, world.releases[row])
                sharing.end_release(release=one, why="Over.", gate=gate)
    name = made(world, "chair", "Context", **PANELS)
    looked(world, name, "chair", register=NOBODY)
    finish(world, ask(world, name, world.agencies[POLICE]), "agreed")
    row = rendered(world, name, "chair")
    assert opened(world, row, "chair")
    with pytest.raises(Refused, match="not open"):
        opened(world, row, "board")
    with pytest.raises(Refused, match="not open"):
        signed(world, name, "board")


def test_an_owner_that_is_asked_again_is_waited_for_at_every_step(world: World) -> None:
    name = agreed(world)
    rendered(world, name, "chair")
    ask(world, name, world.agencies[POLICE])
    with pytest.raises(Refused, match="Wait for the answer"):
        signed(world, name, "board")
    with world.act("chair") as gate:
        (again,) = consulting.of_rendition(rendition=name, gate=gate).values()
    finish(world, again.id, "agreed")
    signed(world, name, "board")
    finish(world, ask(world, name, world.agencies[POLICE]), "refused", "Not any more.")
    with pytest.raises(Refused, match="No answer in favour"):
        released(world, name, "board")


def test_a_rendering_that_does_not_count_any_more_is_not_given_out(world: World) -> None:
    name = agreed(world)
    old = rendered(world, name, "chair")
    new = rendered(world, name, "chair")
    with pytest.raises(Refused, match="does not count"):
        opened(world, old, "chair")
    signed(world, name, "board")
    released(world, name, "board")
    with world.act("board") as gate:
        acts.withdraw(rendition=standing.one(name, gate=gate), why="Too early.", gate=gate)
    for one in (old, new):
        with pytest.raises(Refused, match=r"does not count|withdrawn"):
            opened(world, one, "chair")


def test_who_only_undid_a_decision_or_chose_a_section_signs_neither(world: World) -> None:

    written(world, texts=TEXTS)
    colleague(world)
    name = begun(world, (3, 0, 7))
    deed = decide(world, name, NAME, grounds=OWN)
    with world.act("second_officer") as gate:
        deciding.undo(rendition=standing.one(name, gate=gate), deed=deed, gate=gate)
    rendered(world, name)
    with pytest.raises(Refused, match="second person"):
        signed(world, name, "second_officer")
    signed(world, name)
    other = begun(world)
    with world.act("second_officer") as gate:
        versions = [world.versions["Context"]]
        redaction.add_sections(
            rendition=standing.one(other, gate=gate), versions=versions, gate=gate
        )
    with world.act("disclosure") as gate:
        redaction.take_out(section=section(gate, other, 1), gate=gate)
    looked(world, other, register=NOBODY)
    rendered(world, other)
    with pytest.raises(Refused, match="second person"):
        signed(world, other, "second_officer")


def test_words_of_a_class_that_is_never_shared_stand_in_no_version(world: World) -> None:
    """The senior office reads them, and does not let them go by signing what was made before."""
    written(world, texts=TEXTS)
    name = begun(world, NAME)
    rendered(world, name)
    with world.act("senior") as gate:
        row = gate.find(Version, world.versions["Practice"], Act.RECLASSIFY)
        classes.reclassify(version=row, section_class="conduct", gate=gate)
    with pytest.raises(Refused, match="not open"):
        signed(world, name)
    raw(world, "update rendition set stage = 'signed'")
    with pytest.raises(Refused, match="not open"):
        released(world, name)
    with reading_as(world, "senior") as gate:
        rows = sources.choosable(gate=gate)
        (one,) = (r for r in rows if r.id == world.versions["Practice"])
        assert "never shared" in sources.why_not_chosen(one)


def test_who_placed_the_boxes_before_another_did_signs_nothing(world: World) -> None:
    brought_in(world)
    colleague(world)
    written(world, texts=TEXTS)
    name = begun(world)
    given = {"attachment": world.files["{attachment}"][0]}
    with world.act("second_officer") as gate:
        put = pictures.put_in(rendition=standing.one(name, gate=gate), **given, gate=gate)
        box = Box(1, 0, 0, 0.5, 0.5)
        first = pictures.cover(picture=put, boxes=[box], grounds=Grounds(), gate=gate).id
    with world.act("disclosure") as gate:
        (row,) = pictures.standing_in(rendition=name, gate=gate)
        assert (row.id, row.position) == (first, 1)
        one = gate.find(RenditionPicture, first, Act.MAKE_RENDITION)
        pictures.uncover(picture=one, box=box, gate=gate)
    with world.act("disclosure") as gate:
        (row,) = pictures.standing_in(rendition=name, gate=gate)
        assert pictures.covered_of(picture=row, gate=gate) == []
        one = gate.find(RenditionPicture, row.id, Act.MAKE_RENDITION)
        pictures.take_out(picture=one, gate=gate)
    rendered(world, name)
    with pytest.raises(Refused, match="second person"):
        signed(world, name, "second_officer")


@pytest.mark.parametrize("close", CLOSINGS)
def test_nobody_undoes_or_departs_from_anything_in_words_that_are_closed_to_her(
    world: World, close: Callable[[World], None]
) -> None:
    """What undoes shows words, and another to whom they are open would render them."""
    world.members.setdefault("board", "")
    release(world, "to the board", ["Context"], to_name="board")
    name = made(world, "chair", "Context", audience="applicant", regime="foi")
    looked(world, name, "chair", register=NOBODY)
    deed = marked(world, name, "remove", codes=("s.40(2)",))
    asked = ask(world, name, world.agencies[POLICE])
    said(world, asked, "must_go", "Too much.", starts=8, ends=12)
    finish(world, asked, "agreed")
    with world.act("chair") as gate:
        one = standing.one(name, gate=gate)
        (wanted,) = owed.unsettled(rendition=one, gate=gate)
    close(world)
    with world.act("chair") as gate, pytest.raises(Refused, match="not open"):
        deciding.undo(rendition=standing.one(name, gate=gate), deed=deed, gate=gate)
    given = {"answered": wanted.id, "why": "I do."}
    with world.act("chair") as gate, pytest.raises(Refused, match="not open"):
        consulting.settle(rendition=standing.one(name, gate=gate), **given, gate=gate)
