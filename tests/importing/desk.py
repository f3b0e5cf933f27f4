"""What several tests of bringing in do, and what they look at afterwards."""

from typing import Any

import sqlalchemy as sa

from portal.importing.models import Import
from tests.build import World
from tests.visit import Visitor


def bring(visitor: Visitor, base: str, content: bytes, name: str = "report.docx") -> str:
    """The address of the choices, after the file was taken."""
    answer = visitor.send(f"{base}/import", name, content)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def sections(world: World) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What the author's document holds beyond the usual world's: class, title, paragraphs."""
    from portal.documents import acts as documents

    with world.act("author") as gate:
        found = documents.read(gate=gate)
    told = [
        (
            row.section_class,
            words["title"],
            [(p["kind"], p["text"]) for p in words["paragraphs"]],
        )
        for row, words in found
    ]
    return [one for one in told if "canary" not in one[1]]


def confirmed(visitor: Visitor, path: str, fields: dict[str, str] | None = None) -> Any:
    chosen = visitor.post(path, fields or {})
    assert chosen.headers["location"] == f"{path}/confirm"
    page = visitor.get(f"{path}/confirm")
    assert page.status_code == 200
    done = visitor.post(f"{path}/confirm")
    assert done.status_code == 303, done.text
    return visitor.get(done.headers["location"])


def held(world: World) -> list[tuple[str, bool]]:
    """The stage of each import, and whether its words are gone."""
    with world.vault.engine.connect() as connection:
        query = sa.select(Import.stage, Import.draft.is_(None))
        return [tuple(row) for row in connection.execute(query)]
