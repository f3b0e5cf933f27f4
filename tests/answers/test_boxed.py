"""What is covered on an attachment stands in the schedule of an answer, as passages do."""

from portal.answers import boxed, reasons
from portal.redaction.exemptions import Grounds
from portal.renditions import pictures
from portal.renditions.models import RenditionPicture
from portal.renditions.raster import Box
from tests.build import World
from tests.policy.asking import reading_as
from tests.redaction.desk import decide, made, written
from tests.renditions.test_pictures import kept, put_in, sheet

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
