"""Pages, documents and files carry at least OFFICIAL, and nothing above OFFICIAL-SENSITIVE."""

from typing import Any

import pytest
import sqlalchemy as sa

from portal.db import new_id
from portal.documents.models import Document
from portal.reviews.models import HANDLINGS
from tests.build import World
from tests.policy.asking import raw
from tests.visit import Visitor, visitor

pytestmark = pytest.mark.slow
LOW = '<p class="portal-marking__words">OFFICIAL</p>'
HIGH = '<p class="portal-marking__words">OFFICIAL-SENSITIVE</p>'


def contribution(world: World) -> str:
    with world.vault.engine.connect() as connection:
        document = connection.execute(sa.select(Document.id)).scalar_one()
    return f"/reviews/{world.review}/contributions/{document}"


@pytest.mark.mission("A074")
def test_every_page_document_and_file_carries_its_marking(world: World, client: Any) -> None:
    author, outside = visitor(world, client, "author"), Visitor(client)
    for path in ("/", "/clocks", f"/reviews/{new_id()}", "/nowhere"):
        assert author.get(path).text.count(LOW) == 2, path
    assert outside.get("/sign-in").text.count(LOW) == 2
    here = contribution(world)
    for path in (f"/reviews/{world.review}", f"/reviews/{world.review}/read", here):
        page = author.get(path).text
        assert page.count(HIGH) == 2, path
        assert page.count(HANDLINGS["as_agreed"]) == 2, path
    author.send(f"{here}/attachments", "plan.pdf", b"%PDF-1.7 plan", {"class": "practice"})
    listed = author.get(f"{here}/attachments").text
    file = listed.partition(f'href="/reviews/{world.review}/attachments/')[2].partition('"')[0]
    answer = author.get(f"/reviews/{world.review}/attachments/{file}")
    named = answer.headers["content-disposition"]
    assert named == 'attachment; filename="OFFICIAL-SENSITIVE-attachment-1.pdf"'


def test_how_papers_are_to_be_handled_is_set_with_the_marking(world: World, client: Any) -> None:
    raw(world, "update review set handling = 'portal_only', marking = 'OFFICIAL'")
    page = visitor(world, client, "lay").get(f"/reviews/{world.review}").text
    assert page.count(LOW) == 2
    assert page.count(HANDLINGS["portal_only"]) == 2
    for column in ("handling", "marking"):
        with pytest.raises(sa.exc.IntegrityError):
            raw(world, f"update review set {column} = 'SECRET'")


@pytest.mark.parametrize("where", ["import", "attachments"])
def test_what_is_secret_is_not_taken(world: World, client: Any, where: str) -> None:
    author, path = visitor(world, client, "author"), f"{contribution(world)}/{where}"
    fields = {"class": "practice"}
    tries = [
        ("a.txt", b"UK SECRET\n\nThe plan\n\nIt was made.", {}),
        ("a.txt", b"Protective marking: Top Secret\n\nThe plan\n\nIt was made.", {}),
        ("TOP SECRET plan.txt", b"The plan\n\nIt was made.", {}),
        ("a.txt", b"The plan\n\nIt was made.", {"marked": "yes"}),
    ]
    for name, content, more in tries:
        answer = author.send(path, name, content, {**fields, **more})
        assert answer.status_code == 422, name
        assert "The portal holds nothing above OFFICIAL-SENSITIVE. Nothing was kept." in answer.text
    answer = author.send(path, "a.txt", b"The plan\n\nIt was made.", {**fields, "marked": ""})
    assert answer.status_code == 422
    assert "Say whether the file is marked SECRET or TOP SECRET." in answer.text
    taken = author.send(path, "secretary.txt", b"The secretary\n\nIt was no secret.", fields)
    assert taken.status_code == 303
