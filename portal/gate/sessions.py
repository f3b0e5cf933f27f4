"""Who is asking: sessions, kept here and nowhere else, and read with the policy in one query.

The database holds a hash of each token. A session ends by its row going; it is never written back
whole, so that a slow request cannot bring a signed-out session to life. A person's epoch ends all
her sessions at once.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, key
from portal.gate.sealed import PORTAL, Place, Sealed, header, sealed
from portal.gate.versions import Domain

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
REMEMBERED = timedelta(hours=24)
"""How long it is known whose an ended session was, for what was typed into its forms."""
SEEN_STEP = timedelta(seconds=60)
"""How old `seen_at` may grow before a request moves it on."""


class Account(Base):
    """What the gate must know of a person: whether she may act, and which sessions are void."""

    __tablename__ = "account"
    person_id: Mapped[Id] = key()
    epoch: Mapped[int] = mapped_column(default=1)
    suspended_at: Mapped[datetime | None] = mapped_column(Utc)


class SignedIn(Base):
    __tablename__ = "signed_in"
    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    person_id: Mapped[Id] = mapped_column(
        sa.ForeignKey("account.person_id", ondelete="RESTRICT"), index=True
    )
    epoch: Mapped[int]
    began_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    who: Mapped[Sealed] = sealed()
    """The person's name and agency, sealed, so that a page can greet without a further query."""
    __table_args__ = (header("who"),)


class Ended(Base):
    """A session that was ended, by the token of its forms: it proves whose they were, no more."""

    __tablename__ = "ended_session"
    form_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    person_id: Mapped[Id] = mapped_column(sa.ForeignKey("account.person_id", ondelete="RESTRICT"))
    epoch: Mapped[int]
    ended_at: Mapped[Moment]


class Choice(Base):
    """In which of her memberships somebody acts in a review, for one session."""

    __tablename__ = "choice"
    token_hash: Mapped[str] = mapped_column(
        sa.String(64), sa.ForeignKey("signed_in.token_hash", ondelete="CASCADE"), primary_key=True
    )
    domain: Mapped[str] = mapped_column(
        sa.String(32), sa.ForeignKey("domain.id", ondelete="RESTRICT"), primary_key=True
    )
    member: Mapped[Id]


class Once(Base):
    """A form that has had its effect, and where that led: sent again, it leads there again."""

    __tablename__ = "once"
    id: Mapped[Id] = key()
    person_id: Mapped[Id]
    led_to: Mapped[str] = mapped_column(sa.String(300))
    done_at: Mapped[Moment]


@dataclass(frozen=True, slots=True)
class State:
    """One request's facts, all of one moment: session, policy versions, key epochs."""

    person: str
    """Empty where nobody is signed in."""
    who: Sealed | None
    member_chosen: str
    seen_at: datetime | None
    policy: int
    epoch: int
    portal_policy: int
    portal_epoch: int


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def place_of(token_hash: str) -> Place:
    return Place("", PORTAL, "signed_in", token_hash, "who", 1)


def form_token(token: str) -> str:
    """The anti-forgery token of a session: worthless with any other session's cookie."""
    return hmac.digest(token.encode(), b"form", "sha256").hex()


_here = sa.orm.aliased(Domain, name="here")
_portal = sa.orm.aliased(Domain, name="portal")
_STATE = (
    sa.select(
        SignedIn.person_id,
        SignedIn.who,
        SignedIn.began_at,
        SignedIn.seen_at,
        Choice.member,
        _here.policy_version.label("policy"),
        _here.key_epoch.label("epoch"),
        _portal.policy_version.label("portal_policy"),
        _portal.key_epoch.label("portal_epoch"),
    )
    .select_from(_portal)
    .outerjoin(_here, _here.id == sa.bindparam("domain"))
    .outerjoin(
        sa.join(
            SignedIn,
            Account,
            sa.and_(
                Account.person_id == SignedIn.person_id,
                Account.epoch == SignedIn.epoch,
                Account.suspended_at.is_(None),
            ),
        ),
        SignedIn.token_hash == sa.bindparam("token"),
    )
    .outerjoin(
        Choice,
        sa.and_(Choice.token_hash == SignedIn.token_hash, Choice.domain == sa.bindparam("domain")),
    )
    .where(_portal.id == PORTAL)
)


def read_state(connection: Connection, token: str, domain: str, now: datetime) -> State | None:
    """Who asks and under which versions; None where the portal knows no such domain."""
    asked = {"token": hash_of(token) if token else "", "domain": domain}
    row: Any = connection.execute(_STATE, asked).first()
    if row is None or row.policy is None:
        return None
    standing = row.person_id is not None and _lasts(row, now)
    return State(
        person=row.person_id if standing else "",
        who=row.who if standing else None,
        member_chosen=(row.member or "") if standing else "",
        seen_at=row.seen_at if standing else None,
        policy=row.policy,
        epoch=row.epoch,
        portal_policy=row.portal_policy,
        portal_epoch=row.portal_epoch,
    )


def _lasts(row: Any, now: datetime) -> bool:
    """Half-open, and a session of the future (the clock was set back) is no session."""
    slack = timedelta(minutes=2)
    return bool(
        row.began_at - slack <= now < row.began_at + LONGEST
        and row.seen_at - slack <= now < row.seen_at + IDLE
    )


def begin(
    connection: Connection, *, token: str, person: str, epoch: int, who: Sealed, now: datetime
) -> None:
    connection.execute(
        sa.insert(SignedIn).values(
            token_hash=hash_of(token),
            person_id=person,
            epoch=epoch,
            began_at=now,
            seen_at=now,
            who=who,
        )
    )


def new_token() -> str:
    return secrets.token_urlsafe(32)


def end_session(connection: Connection, token: str, now: datetime) -> None:
    gone = hash_of(token)
    known = sa.literal(hash_of(form_token(token)), sa.String), sa.literal(now, Utc)
    row = sa.select(known[0], SignedIn.person_id, SignedIn.epoch, known[1])
    names = ["form_hash", "person_id", "epoch", "ended_at"]
    ending = sa.insert(Ended).from_select(names, row.where(SignedIn.token_hash == gone))
    connection.execute(ending)
    connection.execute(sa.delete(Choice).where(Choice.token_hash == gone))
    connection.execute(sa.delete(SignedIn).where(SignedIn.token_hash == gone))


def ended(connection: Connection, *, session: str, form: str, now: datetime) -> str:
    """Whose session a form was drawn for, if that has ended within a day; empty where nobody's.

    `session` is the token that came with it: of one that ran out the row is still there. Empty too
    for who is suspended, and where all her sessions were voided.
    """
    since = now - REMEMBERED
    told = sa.select(Ended.person_id, Ended.epoch).where(
        Ended.form_hash == hash_of(form), Ended.ended_at > since
    )
    row: Any = connection.execute(told).first()
    if row is None and session and hmac.compare_digest(form, form_token(session)):
        left = sa.select(SignedIn.__table__).where(
            SignedIn.token_hash == hash_of(session), SignedIn.seen_at > since
        )
        found = connection.execute(left).first()
        row = None if found is None or _lasts(found, now) else found
    if row is None:
        return ""
    stands = sa.select(Account.person_id).where(
        Account.person_id == row.person_id,
        Account.epoch == row.epoch,
        Account.suspended_at.is_(None),
    )
    return connection.execute(stands).scalar_one_or_none() or ""


def touch(connection: Connection, token: str, now: datetime) -> None:
    """Move `seen_at` on, never back, and only in a row that is still there."""
    connection.execute(
        sa.update(SignedIn)
        .where(SignedIn.token_hash == hash_of(token), SignedIn.seen_at < now)
        .values(seen_at=now)
    )


def choose(connection: Connection, token: str, domain: str, member: str) -> None:
    mine = (Choice.token_hash == hash_of(token), Choice.domain == domain)
    connection.execute(sa.delete(Choice).where(*mine))
    connection.execute(
        sa.insert(Choice).values(token_hash=hash_of(token), domain=domain, member=member)
    )


def end_all(connection: Connection, person: str) -> None:
    """Every session of a person is void from the next request on, in every process."""
    connection.execute(
        sa.update(Account).where(Account.person_id == person).values(epoch=Account.epoch + 1)
    )


def sweep(connection: Connection, now: datetime) -> None:
    """Remove sessions and used form ids that can matter to nobody any more."""
    old = now - LONGEST - REMEMBERED
    stale = sa.select(SignedIn.token_hash).where(SignedIn.began_at < old)
    connection.execute(sa.delete(Choice).where(Choice.token_hash.in_(stale)))
    connection.execute(sa.delete(SignedIn).where(SignedIn.began_at < old))
    connection.execute(sa.delete(Ended).where(Ended.ended_at < now - REMEMBERED))
    connection.execute(sa.delete(Once).where(Once.done_at < old))
