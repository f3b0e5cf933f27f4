"""What was typed into a form whose session had ended: kept a day, sealed, for whoever typed it.

The form's own token proves whose it was: it was drawn for that person's session and for no other.
Files, passwords and codes are never kept.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped

from portal.db import Base, Id, Moment, new_id, reading, refer
from portal.gate import sessions
from portal.gate.gate import Gate, SealedRow
from portal.gate.index import Shape
from portal.gate.policy import Act
from portal.gate.sealed import PORTAL, Sealed, header, sealed
from portal.gate.vault import Vault
from portal.web.answer import SESSION
from portal.web.page import Again, Raw

MOST = 5
"""Forms of one person; of one page the last counts, and the oldest goes first."""
MOST_CHARACTERS = 400_000
"""Of one form: more than the longest section."""


class Kept(SealedRow, Base):
    """A form that came too late. Its owner is the portal; only its person ever asks for it."""

    __tablename__ = "kept_form"
    shape: ClassVar[Shape] = {"portal": lambda _: "", "owner": lambda row: row.owner_id}
    person_id: Mapped[Id] = refer("account.person_id")
    place: Mapped[Id]
    """A digest of the page's address."""
    words: Mapped[Sealed] = sealed()
    """A JSON object: whose it is, the address, and the fields as typed."""
    kept_at: Mapped[Moment]
    __table_args__ = (header("words"), sa.UniqueConstraint("person_id", "place"))


def keep(vault: Vault, raw: Raw) -> str:
    """Keep what was typed for the person of the ended session that a form was drawn for; her id.

    Nothing is kept, and the answer is empty, where there is no such session, where the account is
    suspended or its sessions were voided, where it is too much, or where it cannot be stored.
    """
    if not raw.typed or sum(map(len, raw.typed.values())) > MOST_CHARACTERS:
        return ""
    drawn = {"session": raw.cookies.get(SESSION, ""), "form": raw.form.get("token", "")}
    try:
        with reading(vault.engine) as connection:
            person = sessions.ended(connection, **drawn, now=vault.clock.now())
        if person:
            with vault.act("", locked=False) as gate:
                gate.arrived(person, "role:signed_in")
                put_by(path=raw.path, fields=raw.typed, gate=gate)
    except sa.exc.SQLAlchemyError:
        return ""
    return person


def put_by(*, path: str, fields: Mapping[str, str], gate: Gate) -> None:
    """Seal the fields of a form for whoever the gate acts for."""
    person = gate.actor.person
    gate.check(Act.OWN_AFFAIRS)
    place = hashlib.sha256(path.encode()).hexdigest()[:32]
    mine = gate.session.execute(_mine(gate, Kept)).scalars().all()
    gone = [row.id for row in mine if row.place == place]
    gone += [row.id for row in mine if row.id not in gone][MOST - 1 :]
    gate.session.execute(sa.delete(Kept).where(Kept.id.in_(gone)))
    row = Kept(
        id=new_id(), review_id="", owner_id=PORTAL, row_version=1, person_id=person, place=place,
        kept_at=gate.now,
    )  # fmt: skip
    told = {"person": person, "path": path, "fields": dict(fields)}
    gate.seal(row, words=json.dumps(told, ensure_ascii=False, separators=(",", ":")))
    gate.session.add(row)
    gate.session.flush()
    gate.record(Act.OWN_AFFAIRS, PORTAL, {"kept": (row.id,)})


def _mine(gate: Gate, *columns: Any) -> Any:
    """What is kept for the person who asks, the newest first."""
    since = gate.now - sessions.REMEMBERED
    mine = sa.select(*columns).where(Kept.person_id == gate.actor.person, Kept.kept_at > since)
    return mine.order_by(Kept.kept_at.desc(), Kept.id)


def waiting(*, gate: Gate) -> list[Any]:
    """What is kept for whoever asks, the newest first: `id` and `kept_at`. It opens nothing."""
    return list(gate.connection.execute(_mine(gate, Kept.id, Kept.kept_at)))


def form(*, which: str, gate: Gate) -> Again | None:
    """One kept form, opened and so recorded, to be put back into its page; or None.

    Nothing of it is shown but by that page, whose own law decides: who may not go there any more,
    because she was stood down, does not see her words here either.
    """
    row = gate.connection.execute(_mine(gate, Kept.__table__).where(Kept.id == which)).first()
    if row is None:
        return None
    told = json.loads(gate.open(row, "words", act=Act.OWN_AFFAIRS, model=Kept)["words"])
    # The seal says whose it is: a row that was given to another person opens to nobody.
    return Again(told["path"], told["fields"], which) if told["person"] == row.person_id else None


_NO_WORDS = re.compile(r"[0-9a-f]{32,}|\W*")


def readable(fields: Mapping[str, str]) -> list[dict[str, str]]:
    """Fields as people can read and copy them, without what a form carries for the portal."""
    return [
        {"label": re.sub(r"[_-]", " ", name).capitalize(), "text": text}
        for name, text in fields.items()
        if not _NO_WORDS.fullmatch(text)
    ]


def throw_away(*, gate: Gate, only: str = "") -> None:
    """All that is kept for whoever asks, or the one form that has had its effect by now."""
    mine = sa.delete(Kept).where(Kept.person_id == gate.actor.person)
    gate.connection.execute(mine.where(Kept.id == only) if only else mine)


def sweep(connection: Connection, now: datetime) -> None:
    """After a day it is gone."""
    connection.execute(sa.delete(Kept).where(Kept.kept_at <= now - sessions.REMEMBERED))
