"""A rendering that is under way: begun by one act, kept by another, and told of in between.

Of one rendition one is under way at a time. Whoever makes it gives signs of life; where they cease,
its process has ended, nothing was kept of it, and it can be begun again.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.db import new_id, plain_rows
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.redaction import acts as redaction
from portal.redaction import standing
from portal.redaction.models import Rendition
from portal.renditions import acts, making, paper, typefaces
from portal.renditions.forms import ToRender
from portal.renditions.models import RenderingWork
from portal.reviews.models import MARKINGS

SILENT = timedelta(seconds=60)
"""Without a sign of life for so long, whoever made it is there no more."""
LONGEST = timedelta(minutes=30)
"""A thousand pages take some minutes."""


def begin(*, rendition: Rendition, title: str, marking: str, gate: Gate) -> tuple[Any, bool]:
    """The rendering that is under way, and whether it is a new one: a second click finds the first.

    Raises Absent; Refused while anything is undecided or where the title cannot be printed.
    """
    standing.checked(rendition, gate)
    if rendition.stage not in {"deciding", "proved"}:
        raise Refused("It is signed already. Only a change of its decisions leads back here.")
    if waits := redaction.why_not_yet(rendition=rendition, gate=gate):
        raise Refused(" ".join(waits))
    if marking not in MARKINGS:
        raise Refused("Choose one of the markings on this page.")
    _printable(title)
    last = newest(rendition=rendition.id, gate=gate)
    if last is not None and last.stage == "working":
        if last.revision == rendition.revision and not silent(last, gate.now):
            return last, False
        _give_up(last.id, gate)
    made = RenderingWork(
        id=new_id(),
        review_id=gate.domain,
        owner_id=rendition.owner_id,
        row_version=1,
        rendition_id=rendition.id,
        revision=rendition.revision,
        marking=marking,
        begun_by=gate.actor.member,
        begun_at=gate.now,
        seen_at=gate.now,
    )
    gate.seal(made, title=title)
    gate.session.add(made)
    gate.session.flush()
    return made, True


def _printable(title: str) -> None:
    try:
        typefaces.check(paper.Paper(title, "", "", "", "", "", ()))
    except paper.NotPrintable as why:
        raise Refused(str(why)) from None


def _give_up(name: str, gate: Gate) -> None:
    gone = {"stage": "stopped", "ended_at": gate.now}
    here = sa.update(RenderingWork).where(RenderingWork.id == name)
    gate.session.execute(here.where(RenderingWork.stage == "working").values(gone))


def newest(*, rendition: str, gate: Gate) -> Any:
    """The last one that was begun of a rendition, unopened; or None."""
    of = RenderingWork.__table__.c
    query = sa.select(RenderingWork.__table__).where(
        of.review_id == gate.domain, of.rendition_id == rendition
    )
    rows = plain_rows(gate.connection.execute(query.order_by(of.id.desc()).limit(1)))
    return next(iter(rows), None)


def silent(row: Any, now: datetime) -> bool:
    """Whether it is said to be under way and nobody makes it any more."""
    late = now - row.seen_at > SILENT or now - row.begun_at > LONGEST
    return bool(row.stage == "working" and late)


def asked(*, row: Any, gate: Gate) -> ToRender:
    """What is to be rendered: opened and recorded. Raises Absent."""
    said = gate.open(row, "title", act=Act.MAKE_RENDITION, model=RenderingWork)
    return ToRender(said["title"], row.marking)


def why_not(*, row: Any, gate: Gate) -> str:
    """Why there are no files, as a sentence: opened and recorded. Raises Absent."""
    return str(gate.open(row, "why", act=Act.MAKE_RENDITION, model=RenderingWork)["why"])


def there(connection: Connection, name: str) -> bool:
    """Whether the act that began it is committed, and it is still under way."""
    of = RenderingWork.__table__.c
    query = sa.select(of.id).where(of.id == name, of.stage == "working")
    return connection.execute(query).first() is not None


def alive(connection: Connection, name: str, now: datetime, **told: Any) -> None:
    """A sign of life, with what is being done; nothing where it is over."""
    here = sa.update(RenderingWork).where(RenderingWork.id == name)
    live = here.where(RenderingWork.stage == "working")
    connection.execute(live.values(seen_at=now, **told))


def finish(*, name: str, made: making.Made | None, refused: str, gate: Gate) -> None:
    """Keep what was made, or the sentence why nothing was. Whatever took too long and was given up
    is kept no more. Raises Absent where she may make none any more.
    """
    query = sa.select(RenderingWork).where(
        RenderingWork.id == name, RenderingWork.review_id == gate.domain
    )
    work = gate.session.execute(query).scalar_one_or_none()
    if work is None or work.stage != "working":
        return
    gate.check(Act.MAKE_RENDITION, work, RenderingWork.shape)
    kept = None
    if made is not None:
        try:
            kept = acts.keep(made=made, gate=gate).id
        except Refused as why:
            refused = str(why)
    if kept is None:
        gate.seal(work, why=refused)
        work.stage, work.ended_at = "refused", gate.now
    else:
        work.stage, work.ended_at, work.rendering_id = "kept", gate.now, kept
        work.done = work.total
    gate.session.flush()
