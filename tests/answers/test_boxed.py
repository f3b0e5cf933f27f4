"""What is covered on an attachment stands in the schedule of an answer, as passages do."""

from typing import Any

import pytest
import sqlalchemy as sa

from portal.answers import acts, again, boxed, reasons, reviewing
from portal.answers import ready as why_not
from portal.answers.models import InternalReview
from portal.gate.gate import Refused
from portal.gate.policy import Act
from portal.redaction import newer, standing
from portal.redaction.exemptions import Grounds
from portal.redaction.known import NOBODY
from portal.redaction.models import Passage
from portal.renditions import pictures
from portal.renditions.models import RenditionPicture
from portal.renditions.raster import Box
from tests.answers.desk import (
    NAMED,
    at,
    begun,
    colleague,
    concluded,
    copy,
    forward,
    gone_out,
    ready,
    review,
)
from tests.build import World
from tests.policy.asking import reading_as
from tests.redaction.desk import decide, made, section, written
from tests.renditions.desk import rendered, signed
from tests.renditions.test_pictures import kept, put_in, sheet
from tests.requests.desk import NOW, of

HEALTH = Grounds(codes=("s.38(1)(a)",), harm="He would be found.", interest="Safety weighs more.")


def test_each_box_has_a_row_with_its_page_and_reasons(world: World) -> None:
    written(world)
    name = made(world, "disclosure", "Practice")
    with reading_as(world, "disclosure") as gate:
        assert not boxed.there(rendition=name, gate=gate)
    picture = put_in(world, name, kept(world, "png", sheet()))
    with world.act("disclosure") as gate:
        one = gate.session.get(RenditionPicture, picture)
        low, high = Box(1, 0.1, 0.8, 0.5, 0.9), Box(1, 0.1, 0.1, 0.5, 0.2)
        pictures.cover(picture=one, boxes=[low], grounds=HEALTH, gate=gate)
        pictures.cover(picture=one, boxes=[high], grounds=Grounds(codes=("s.40(2)",)), gate=gate)
    with reading_as(world, "disclosure") as gate:
        assert boxed.there(rendition=name, gate=gate)
    decide(world, name, (1, 0, 10))
    with reading_as(world, "disclosure") as gate:
        rows = boxed.rows(rendition=name, gate=gate)
        assert reasons.load(reasons.dump(rows)) == [
            ["1", "1", "1", "s.40(2)", "A label", ""],
            ["2", "Attachment 1", "Page 1", "s.40(2)", "A black box", ""],
            ["3", "Attachment 1", "Page 1", "s.38(1)(a)", "A black box", ""],
        ]
        told = {one.code: one for one in reasons.of_rows(rows, gate)}
        assert told["s.38(1)(a)"].harms == ("He would be found.",)
        assert told["s.40(2)"].places == (1, 2)


LOW, HIGH = Box(1, 0.1, 0.8, 0.5, 0.9), Box(1, 0.1, 0.1, 0.5, 0.2)


def with_boxes(world: World) -> tuple[str, str]:
    """A signed copy with a passage taken out and two boxes on an attachment; and that picture."""
    concluded(world)
    name = copy(world, NAMED, sign=False)
    picture = put_in(world, name, kept(world, "png", sheet()))
    with world.act("disclosure") as gate:
        one = gate.session.get(RenditionPicture, picture)
        pictures.cover(picture=one, boxes=[LOW], grounds=HEALTH, gate=gate)
        pictures.cover(picture=one, boxes=[HIGH], grounds=Grounds(codes=("s.40(2)",)), gate=gate)
    assert rendered(world, name).clean
    signed(world, name)
    return name, picture


def test_an_internal_review_decides_each_box_and_the_next_copy_has_what_stays(world: World) -> None:
    name, _ = with_boxes(world)
    request = ready(world)
    gone_out(world, request, name)
    colleague(world)
    with world.act("disclosure") as gate:
        row = of(request, gate)
        asked = reviewing.ask(request=row, on=NOW, words="Why is it black?", gate=gate).id
    with world.act("second_officer") as gate:
        reviewing.take(review=review(asked, gate), gate=gate)
    with reading_as(world, "second_officer") as gate:
        row = gate.find(InternalReview, asked, Act.READ_FOI)
        told = reviewing.places(review=row, gate=gate)
    passage, high, low = told
    assert [one.box for one in told.values()][1:] == [("Attachment 1", "Page 1")] * 2
    with world.act("second_officer") as gate:
        one, why = review(asked, gate), {"why": "It was looked at afresh.", "gate": gate}
        reviewing.find(review=one, passage=passage, finding="upheld", **why)
        with pytest.raises(Refused, match="That is the exemption"):
            reviewing.find(review=one, passage=high, finding="varied", codes=["s.40(2)"], **why)
        reviewing.find(review=one, passage=high, finding="varied", codes=["s.38(1)(b)"], **why)
        with pytest.raises(Refused, match="nothing is decided yet: 1"):
            reviewing.decide(review=one, notice="x", gate=gate)
        reviewing.find(review=one, passage=low, finding="withdrawn", **why)
        draft = reviewing.draft(review=one, gate=gate)
        assert "Row 3 of the schedule: withdrawn" in draft
        reviewing.decide(review=one, notice=draft, gate=gate)
    with world.act("disclosure") as gate:
        next_ = again.start(
            first=name, title="After it", given=reviewing.withdrawn(review=row, gate=gate),
            varied={high: ("s.38(1)(b)", "It was looked at afresh.")}, gate=gate,
        ).id  # fmt: skip
    with reading_as(world, "disclosure") as gate:
        ((number, stays),) = boxed.covered(rendition=next_, gate=gate).values()
        assert (number, stays.box, stays.codes) == (1, HIGH, "s.38(1)(b)")
        assert stays.harm == stays.interest == "It was looked at afresh."
        assert len(boxed.covered(rendition=name, gate=gate)) == 2, "the first stays as it was"
    _gives_that_and_nothing_else(world, request, name, next_, {low, high})


def _gives_that_and_nothing_else(
    world: World, request: str, first: str, next_: str, boxes: set[str]
) -> None:
    """What was upheld stays covered, whoever took the box off; and no newer words come in."""
    with world.act("disclosure") as gate:
        more = again.start(first=first, title="All", given=boxes, gate=gate).id
    for one in (more, next_):
        assert rendered(world, one).clean
        signed(world, one)
    answer = begun(world, request, copy=more, after_review=True)
    with pytest.raises(Refused, match=r"left so, and that the copy shows.*: 1\."):
        forward(world, answer)
    with world.act("disclosure") as gate:
        acts.drop(answer=at(answer, gate), gate=gate)
    answer = begun(world, request, copy=next_, after_review=True)
    forward(world, answer)
    written(world, texts=["Other words than before."])
    with world.act("disclosure") as gate:
        newer.take_in(section=section(gate, next_), register=NOBODY, gate=gate)
        waits = why_not.why_not(answer=at(answer, gate), request=of(request, gate), gate=gate)
    assert why_not.UPHELD.format(1) in waits


def test_a_second_request_for_the_same_starts_with_the_same_boxes(world: World) -> None:
    name, picture = with_boxes(world)
    with world.act("disclosure") as gate:
        made_ = again.start(first=name, title="Again", gate=gate).id
    with reading_as(world, "disclosure") as gate:
        both = [boxed.covered(rendition=one, gate=gate) for one in (name, made_)]
        assert both[0] == both[1]
        assert set(both[0]) == {boxed.name_of(_picture(picture, gate), b) for b in (LOW, HIGH)}


def test_a_copy_with_a_box_is_never_given_as_if_it_were_whole(world: World) -> None:
    name, _ = with_boxes(world)
    request = ready(world)
    with world.act("disclosure") as gate:
        for one in standing.passages(rendition=name, gate=gate):
            gate.session.execute(sa.delete(Passage).where(Passage.id == one.id))
    with pytest.raises(Refused, match="given in part"):
        begun(world, request, "whole", copy=name)


def test_nor_in_part_where_nothing_is_covered(world: World) -> None:
    concluded(world)
    name = copy(world, sign=False)
    put_in(world, name, kept(world, "png", sheet()))
    assert rendered(world, name).clean
    signed(world, name)
    with pytest.raises(Refused, match="given whole"):
        begun(world, ready(world), "part", copy=name)


def _picture(name: str, gate: Any) -> Any:
    return gate.connection.execute(
        sa.select(RenditionPicture.__table__).where(RenditionPicture.__table__.c.id == name)
    ).one()
