"""The reference: the same page from plain-text tables, with no session, decision, key or ledger.

It keeps everything else: the same framework and its bounds, a worker thread, one read-only
snapshot, Core, the same values from the same function, the same template and the same headers.
"""

import gc
import json
import sys
from functools import partial
from typing import Any

import anyio
import anyio.to_thread
import sqlalchemy as sa
import uvicorn
from litestar import Litestar, Request, route
from litestar.response import Response
from sqlalchemy.engine import Engine

from portal.db import Utc, new_id, open_database, plain_rows, reading, writing
from portal.documents import words
from portal.reviews.models import AS_AGREED, HANDLINGS
from portal.web import shell
from portal.web.answer import Answer, with_safe_headers
from portal.web.dates import day
from portal.web.draw import Frame, compile_all, draw
from portal.web.page import Raw

META = sa.MetaData()
ID = sa.String(32)
REVIEW = sa.Table(
    "review",
    META,
    sa.Column("id", ID, primary_key=True),
    sa.Column("code_name", sa.String(40)),
    sa.Column("marking", sa.String(60)),
)
AGENCY = sa.Table(
    "agency", META, sa.Column("id", ID, primary_key=True), sa.Column("name", sa.String(120))
)
SECTION = sa.Table(
    "section",
    META,
    sa.Column("id", ID, primary_key=True),
    sa.Column("review_id", ID, index=True),
    sa.Column("owner_id", ID),
    sa.Column("document_id", ID),
    sa.Column("position", sa.Integer),
    sa.Column("number", sa.Integer),
    sa.Column("signed_at", Utc),
    sa.Column("words", sa.Text),
)
READ = (
    sa.select(
        SECTION.c.id, SECTION.c.owner_id, SECTION.c.number, SECTION.c.signed_at, SECTION.c.words,
        AGENCY.c.name,
    )
    .join(AGENCY, AGENCY.c.id == SECTION.c.owner_id)
    .where(SECTION.c.review_id == sa.bindparam("review"))
    .order_by(SECTION.c.owner_id, SECTION.c.document_id, SECTION.c.position)
)  # fmt: skip
HEAD = sa.select(REVIEW.c.code_name, REVIEW.c.marking).where(REVIEW.c.id == sa.bindparam("review"))
WHO, ACTING = "Amina Rahman, Agency 00", "Panel member for Agency 00 of the county"
TOKEN = "0" * 64


def fill(url: str, review: str, agencies: list[dict[str, Any]], rows: list[dict[str, Any]]) -> None:
    """The plain tables, holding exactly the sections that the page shows."""
    engine = open_database(url)
    with writing(engine) as connection:
        META.create_all(connection)
        head = {"code_name": "Hawthorn 41", "marking": "OFFICIAL-SENSITIVE"}
        connection.execute(sa.insert(REVIEW).values(id=review, **head))
        connection.execute(sa.insert(AGENCY), agencies)
        connection.execute(sa.insert(SECTION), rows)
    engine.dispose()


def show(engine: Engine, raw: Raw) -> Answer:
    review = raw.ids["review"]
    with reading(engine) as connection:
        head = connection.execute(HEAD, {"review": review}).one()
        rows = plain_rows(connection.execute(READ, {"review": review}))
        found = [(row, words.load(row.words)) for row in rows]
        values = {
            "errors": [],
            "typed": {},
            "name": head.code_name,
            "review_href": f"/reviews/{review}",
            "owner": "",
            "sections": [
                _section(review, number, row, told) for number, (row, told) in enumerate(found, 1)
            ],
            "ended": [],
            "revealed": [],
            "previous": None,
            "next": None,
        }
        frame = Frame(
            path=raw.path, signed_in=True, who=WHO, acting=ACTING, token=TOKEN, once=new_id(),
            marking=head.marking, demo=False, handling=HANDLINGS[AS_AGREED],
        )  # fmt: skip
        body = draw("documents/read.html", frame, values)
    return Answer(200, body)


def _section(review: str, number: int, row: Any, told: Any) -> dict[str, object]:
    """As the portal's own page makes them."""
    base = f"/reviews/{review}/sections/{row.id}"
    return {
        "id": row.id,
        "number": number,
        "anchor": f"section-{number}",
        "title": told["title"],
        "owner": row.name,
        "version": row.number,
        "signed_off": day(row.signed_at) if row.signed_at else "",
        "paragraphs": [
            {"id": p["id"], "number": f"{number}.{n}", "kind": p["kind"], "text": p["text"]}
            for n, p in enumerate(told["paragraphs"], 1)
        ],
        "why_href": f"{base}/why",
        "who_href": f"{base}/who",
        "questions_href": f"{base}/questions",
        "readers_href": None,
        "edit_href": None,
        "compare_href": None,
        "corrected": None,
        "questions": 0,
        "fresh": "",
        "graphic": told["graphic"],
    }


def make_app(engine: Engine, host: str) -> Any:
    limiter = anyio.CapacityLimiter(shell.WORKERS)

    async def handle(request: Request[Any, Any, Any]) -> Response[bytes]:
        work = partial(show, engine, shell._bare(request))
        return shell._Finished(await anyio.to_thread.run_sync(work, limiter=limiter))

    path = "/reviews/{review:str}/read"
    handlers = [route(path, http_method=["GET"])(handle), shell._static()]
    app = Litestar(handlers, openapi_config=None, debug=False, logging_config=None)
    compile_all()
    return with_safe_headers(app, host)


def main(told: dict[str, Any]) -> None:
    app = make_app(open_database(told["url"]), f"localhost:{told['port']}")
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=told["port"],
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        proxy_headers=False,
    )
    gc.collect()
    gc.freeze()
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
