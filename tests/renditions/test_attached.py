"""What is never shared goes along with nothing, and what is closed tells nothing of itself."""

from typing import Any

import pytest
import sqlalchemy as sa

from portal.documents.models import Document
from portal.gate.gate import Refused
from portal.gate.policy import Act, Role
from portal.importing import acts as importing
from portal.importing.models import Attachment
from portal.redaction import standing
from portal.redaction.exemptions import Grounds
from portal.renditions import making, pictures
from portal.renditions.models import RenditionPicture
from portal.renditions.raster import Box
from tests.build import World
from tests.cast import POLICE
from tests.policy.asking import raw, reading_as
from tests.redaction.desk import written
from tests.renditions.desk import NAME, TEXTS, version
from tests.renditions.test_pictures import kept, put_in, sheet
from tests.requests.desk import seated
from tests.visit import visitor

pytestmark = pytest.mark.slow
SECRET = "A caller from Number Nine would be found out"
HARM = Grounds(codes=("s.38(1)(a)",), harm=SECRET, interest="Safety weighs more.")
CORNER = Box(1, 0.1, 0.1, 0.5, 0.5)


def conduct(world: World) -> str:
    """A file on an officer's conduct, which its author keeps beside the contribution."""
    with world.act("author") as gate:
        query = sa.select(Document).where(
            Document.review_id == gate.domain, Document.owner_id == gate.body
        )
        document = gate.session.execute(query).scalars().first()
        given = {"name": "complaint", "kind": "png", "section_class": "conduct"}
        return importing.keep(document=document, content=sheet(), **given, gate=gate).id


def test_what_is_never_shared_goes_along_with_no_version(world: World, client: Any) -> None:
    written(world, texts=TEXTS)
    seated(world, "both", POLICE, Role.DISCLOSURE_OFFICER, Role.SENIOR_OFFICE)
    name, file = version(world, NAME), conduct(world)
    with reading_as(world, "both") as gate:
        assert gate.find(Attachment, file, Act.READ_ATTACHMENT), "it is hers to read"
        assert file not in {row.id for some in pictures.choosable(gate=gate) for row, _ in some}
    path = f"/reviews/{world.review}/renditions/{name}/pictures"
    officer = visitor(world, client, "stranger")
    assert file not in officer.get(path).text
    assert "never shared" in officer.post(path, {"attachment": file}).text
    with reading_as(world, "both") as gate:
        assert not pictures.standing_in(rendition=name, gate=gate)


def test_what_went_along_before_is_rendered_no_more(world: World) -> None:
    written(world, texts=TEXTS)
    seated(world, "both", POLICE, Role.DISCLOSURE_OFFICER, Role.SENIOR_OFFICE)
    name = version(world, NAME)
    file = kept(world, "png", sheet())
    put_in(world, name, file)
    raw(world, "update attachment set section_class = 'conduct' where id = :a", a=file)
    with reading_as(world, "both") as gate, pytest.raises(Refused, match="never shared"):
        making.gather(rendition=name, title="x", marking="OFFICIAL", gate=gate)


def test_a_closed_file_tells_nothing_of_why_it_was_covered(world: World, client: Any) -> None:
    written(world, texts=TEXTS)
    name = version(world, audience="applicant", regime="foi")
    file = kept(world, "png", sheet())
    picture = put_in(world, name, file)
    with world.act("disclosure") as gate:
        one = gate.session.get(RenditionPicture, picture)
        picture = pictures.cover(picture=one, boxes=[CORNER], grounds=HARM, gate=gate).id
    officer = visitor(world, client, "disclosure")
    path = f"/reviews/{world.review}/pictures/{picture}"
    assert SECRET in officer.get(path).text
    with world.act("author") as gate:
        importing.mark_covert(
            attachment=gate.find(Attachment, file, Act.READ_ATTACHMENT), gate=gate
        )
    told = officer.get(path).text
    assert "not open to you any more" in told
    assert SECRET not in told
    assert "10, 10, 50, 50" not in told
    off = officer.post(path, {"page": "1", "off": "1,0.1,0.1,0.5,0.5"})
    assert "not open to you any more" in off.text
    more = {"page": "1", "where": "A1", "codes_s.38(1)(a)": "s.38(1)(a)", "harm": "x",
            "interest": "y"}  # fmt: skip
    assert "not open to you any more" in officer.post(path, more).text
    with world.act("disclosure") as gate:
        assert len(pictures.every(rendition=name, gate=gate)) == 2
        (row,) = pictures.standing_in(rendition=name, gate=gate)
        pictures.take_out(picture=gate.session.get(RenditionPicture, row.id), gate=gate)
        assert standing.one(name, gate=gate).stage == "deciding"
