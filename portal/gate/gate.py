"""The gate: the one place where sealed words become words.

In one act it decides (policy), records (ledger) and opens (keys), or it does none of them. What it
has decided is in `facts`; whoever made the gate appends them, before the answer leaves (reading) or
with the commit (acting). There is no other way in, and no decrypt().
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, NoReturn

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.db import ID, Base, Id, key, new_id, stamp
from portal.gate import versions
from portal.gate.certify import Decision, Question, explain
from portal.gate.index import Index, Page, Shape, names_of
from portal.gate.keys import Keys
from portal.gate.ledger import Fact, stream_of
from portal.gate.policy import Act, Line, Link, law
from portal.gate.sealed import PORTAL, Place, Sealed, SealedText, header, sealed
from portal.gate.sessions import Account

WHOLE: Shape = {"portal": lambda _: "", "review": lambda _: "", "case": lambda _: ""}
"""The names of the domain itself, for acts that concern no single row."""


class Absent(Exception):
    """There is no such thing, or not for this person: the same answer, so that nothing is told."""


class Refused(Exception):
    """The person may know of the thing but not do this; the message is the sentence to show."""


class MustChoose(Exception):
    """The person has several memberships in this review and has not said which she acts in."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, frozen for the request."""

    person: str
    member: str
    groups: tuple[str, ...]
    who: Sealed | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One decision with its reason: the row that allowed it, or none."""

    line: Line | None

    @property
    def allowed(self) -> bool:
        return self.line is not None


class Guarded:
    """What every model has whose rows the gate can find and name."""

    __tablename__: str
    __table__: ClassVar[Any]
    shape: ClassVar[Shape]

    @classmethod
    def rows(cls) -> sa.Select[Any]:
        """How its rows are read: with all the columns that its shape names."""
        return sa.select(cls.__table__)


class SealedRow(Guarded):
    """The columns that bind a row's envelopes to it. Part of every model with sealed words."""

    id: Mapped[Id] = key()
    review_id: Mapped[Id] = mapped_column(default="")
    owner_id: Mapped[Id]
    row_version: Mapped[int] = mapped_column(default=1)


class Reason(SealedRow, Base):
    """Why somebody did something, in their words; the ledger holds only its id."""

    __tablename__ = "reason"
    shape: ClassVar[Shape] = {"owner": lambda row: row.owner_id}
    words: Mapped[Sealed] = sealed()
    __table_args__ = (header("words"),)


class Gate:
    """One person's way to one domain's words, for one transaction."""

    def __init__(
        self,
        *,
        connection: Connection,
        session: Session | None,
        actor: Actor,
        domain: str,
        index: Index,
        version: int,
        keys: Keys,
        directory: Keys,
        now: datetime,
    ) -> None:
        self.connection, self.acting = connection, session
        self.domain, self.index, self.version, self.now = domain, index, version, now
        self._keys, self._directory = keys, directory
        self.actor, self._stamp = actor, stamp(now)
        self.facts: list[Fact] = []
        self.denials: list[Fact] = []
        self.widened: set[str] = set()
        self.marks: list[Callable[[Connection], None]] = []  # a reading's, written with its facts

    # Who asks

    @property
    def seats(self) -> list[str]:
        """The memberships that the person has in this review now."""
        held = self.index.standing(self._stamp, f"u:{self.actor.person}")
        return [link.sub[2:] for link in held]

    @property
    def body(self) -> str:
        """On whose behalf the membership acted in acts: an agency's id or "board"; or nothing."""
        held = (g for g in self.groups if g.startswith("body:"))
        return next(held, "").removeprefix("body:")

    @property
    def groups(self) -> list[str]:
        """All that the membership acted in belongs to now."""
        subject, extra = self._subject()
        return self.index.closure(subject, self._stamp, extra)

    @property
    def shredded(self) -> bool:
        """Whether this domain's keys were destroyed, so that nobody can open its words."""
        return self._keys.shredded

    def take_seat(self) -> None:
        """Act in the membership chosen, or the only one. Raises MustChoose where only she knows."""
        if self.domain == PORTAL or not self.actor.person:
            return
        if self.actor.member not in (seats := self.seats):
            if len(seats) > 1:
                raise MustChoose
            self.actor = replace(self.actor, member=seats[0] if seats else "")

    # Deciding

    def may(self, act: Act, thing: Any = None, shape: Shape = WHOLE) -> Verdict:
        """Decides and records nothing: for drawing a button, or the reason beside it."""
        return Verdict(self._page(act).decide(shape, [thing])[0])

    def check(self, act: Act, thing: Any = None, shape: Shape = WHOLE) -> Line:
        """Decides and records. Raises Absent where it is not allowed."""
        line = self.may(act, thing, shape).line
        owner = getattr(thing, "owner_id", "") or getattr(thing, "body", "") or PORTAL
        name = getattr(thing, "id", "") or self.domain
        if line is None:
            self.deny(act, owner, name)
        self.record(act, owner, {line.ref: (name,)})
        return line

    def deny(
        self, act: Act, owner: str = PORTAL, name: str = "", *, outcome: str = "refused"
    ) -> NoReturn:
        """Raise Absent; the attempt is recorded after the rollback, which cannot erase it."""
        self.record(act, owner, {"": (name,)} if name else {}, outcome=outcome)
        self.denials.append(self.facts.pop())
        raise Absent

    def find(self, model: type[Guarded], name: str, act: Act, *, noted: bool = True) -> Any:
        """The row of that id in this domain: the only way from an address to a thing.

        Raises Absent for an id that is odd, unknown, of another review, or not for this person.
        Where what is then done makes the entry, the finding is not `noted`; a refusal always is.
        """
        row = self._row(model, name) if ID.fullmatch(name) else None
        if row is None:
            self.deny(act, outcome="absent")
        if noted or not self.may(act, row, model.shape).allowed:
            self.check(act, row, model.shape)
        return row

    def explain(self, act: Act, thing: Any, shape: Shape) -> Decision:
        """Casbin's own decision on one thing, with the row that made it."""
        subject, extra = self._subject()
        question = Question(subject, act, names_of(shape, thing), self._stamp, extra)
        return explain(self.index, law().model, self.domain, question)

    def readable(self, act: Act, rows: Sequence[Any], shape: Shape) -> list[bool]:
        """For counting what may be read: decides for many rows, opens and records nothing."""
        return [line is not None for line in self._page(act).decide(shape, rows)]

    def kept_from(self, act: Act, rows: Sequence[Any], shape: Shape) -> list[bool]:
        """Of many rows, which are closed to her in person: those she is not even told of."""
        return self._page(act).denied(shape, rows)

    def owners_for(self, act: Act) -> list[str]:
        """The owners on whose record this may be done: for most people none or one."""
        page = self._page(act)
        allowed = set() if "all" in page.deny else set(page.allow.get("owner", ()))
        return sorted(allowed - set(page.deny.get("owner", ())))

    def acting_for(self, act: Act) -> str:
        """The body on whose record this is done now. Raises Absent where the person may not."""
        return self.body if self.body in self.owners_for(act) else self.deny(act)

    def who_may(self, act: Act, thing: Any, shape: Shape) -> list[tuple[str, Line]]:
        """Every membership of this review that may do this now, with the row that lets it."""
        told = [
            (link.sub[2:], self.index.page(link.sub, act, self._stamp).decide(shape, [thing])[0])
            for link in self.index.standing(self._stamp)
            if link.group not in self._suspended
        ]
        return [(member, line) for member, line in told if line is not None]

    # Opening

    def open(self, row: Any, *fields: str, act: Act, model: type[Guarded]) -> dict[str, str]:
        """Decides, records, opens: the words of some fields of one row. Raises Absent."""
        self.check(act, row, model.shape)
        keys = self._keys if row.review_id else self._directory
        return {f: keys.open(getattr(row, f), place_of(model, row, f)) for f in fields}

    def open_many(
        self,
        model: type[Guarded],
        rows: Sequence[Any],
        field: str,
        *,
        act: Act,
        latest_of: str = "",
        purpose: str = "",
    ) -> list[tuple[Any, str]]:
        """The rows that may be read, with their words: one decision, one entry for each owner.

        With `latest_of`, of several readable rows that share that attribute only the last in
        `rows` is opened (release rule 10). Rows that may not be read are not in the answer.
        """
        told = self._page(act).decide(model.shape, rows)
        chosen: dict[Any, tuple[Any, Line]] = {}
        for number, (row, line) in enumerate(zip(rows, told, strict=True)):
            if line is not None:
                chosen[getattr(row, latest_of) if latest_of else number] = row, line
        by_owner: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for row, line in chosen.values():
            by_owner[row.owner_id][line.ref].append(row.id)
        for owner, things in by_owner.items():
            self.record(act, owner, things, purpose=purpose)
        found = [row for row, _ in chosen.values()]
        words = self._keys.open_rows(model.__tablename__, field, found)
        return list(zip(found, words, strict=True))

    def open_directory(self, model: type[Guarded], row: Any, field: str) -> str:
        """A name from the staff directory: open to whoever is signed in, without an entry."""
        if not self.actor.person or row.review_id:
            raise Absent
        return self._directory.open(getattr(row, field), place_of(model, row, field))

    def greeting(self, place: Place) -> str:
        """The signed-in person's own name, for the head of the page."""
        who = self.actor.who
        return "" if who is None else self._directory.open(who, place)

    def seal_greeting(self, words: str, place: Place) -> Sealed:
        """The name by which a new session will be greeted."""
        return self._directory.seal(words, place, now=self.now)

    def arrived(self, person: str, *groups: str) -> None:
        """From here on the person who has just proven herself is the one who acts."""
        self.actor = Actor(person, "", (*self.actor.groups, *groups))

    # Sealing

    def seal(self, row: Any, **words: str) -> None:
        """Seal words into a row's columns. The row has its id, review and owner already.

        A row that has been stored gets a new row version, and its other sealed columns are sealed
        again for it, so that an older envelope of the same row does not open any more.
        """
        model = type(row)
        keys = self._keys if row.review_id else self._directory
        row.row_version = row.row_version or 1
        if sa.inspect(row).persistent:
            old = {
                f: keys.open(getattr(row, f), place_of(model, row, f))
                for f in sealed_fields(model)
                if f not in words and getattr(row, f) is not None
            }
            row.row_version += 1
            words = {**old, **words}
        for field, text in words.items():
            setattr(row, field, keys.seal(text, place_of(model, row, field), now=self.now))

    def blind(self, owner: str, column: str, words: str) -> str | None:
        """The keyed digest by which exactly these words can be found again."""
        keys = self._directory if self.domain == PORTAL else self._keys
        return keys.blind(owner, column, words, now=self.now if self.acting else None)

    def reason(self, words: str, owner: str) -> str:
        """Seal a reason and give its id, for the ledger and for who may read it later."""
        row = Reason(id=new_id(), owner_id=owner, row_version=1)
        row.review_id = "" if self.domain == PORTAL else self.domain
        self.seal(row, words=words)
        self.session.add(row)
        return row.id

    # Recording and changing the policy

    def record(
        self,
        act: Act,
        owner: str,
        things: Mapping[str, Iterable[str]],
        *,
        outcome: str = "",
        purpose: str = "",
        reason: str = "",
    ) -> None:
        """An entry in the owner's stream, appended when the transaction ends well."""
        self.facts.append(
            Fact(
                stream=stream_of("" if self.domain == PORTAL else self.domain, owner),
                act=act,
                actor=self.actor.person,
                member=self.actor.member,
                outcome=outcome or ("done" if self.acting else "allowed"),
                at=self.now,
                things={ref: tuple(ids) for ref, ids in things.items()},
                version=self.version,
                purpose=purpose,
                reason=reason,
            )
        )

    def allow(self, rows: Iterable[Line | Link], *, ref: str, domain: str = "") -> None:
        """Policy rows that take effect when they are certified, just after this act."""
        versions.add(self.session, domain or self.domain, rows, ref=ref)
        self.widened.add(domain or self.domain)

    def end(self, *, ref: str = "", obj: str | None = None, sub: str | None = None) -> int:
        """End policy rows: closed with this act's commit, in every process. Returns how many.

        A deny that ends is lifted just after, when that is certified.
        """
        gone = versions.end(self.session, self.domain, ref=ref, now=self.now, obj=obj, sub=sub)
        if any(row.eft == "deny" for row in gone):
            self.widened.add(self.domain)
        return len(gone)

    @property
    def session(self) -> Session:
        """The ORM session of an act; a reading has none."""
        if self.acting is None:
            raise RuntimeError("a page that reads cannot write")
        return self.acting

    # Within

    def _subject(self) -> tuple[str, tuple[str, ...]]:
        """Policy's name for who asks: the membership in a review, the person in the portal."""
        if self.domain == PORTAL:
            return f"u:{self.actor.person or 'none'}", self.actor.groups
        return f"m:{self.actor.member or 'none'}", self.actor.groups

    @cached_property
    def _suspended(self) -> frozenset[str]:
        """People whose accounts are suspended (rule 2): asked once, for a page of many things."""
        away = sa.select("u:" + Account.person_id).where(Account.suspended_at.is_not(None))
        return frozenset(self.connection.execute(away).scalars())

    def _page(self, act: Act) -> Page:
        subject, extra = self._subject()
        return self.index.page(subject, act, self._stamp, extra)

    def _row(self, model: type[Guarded], name: str) -> Any:
        table = model.__table__
        review = "" if self.domain == PORTAL else self.domain
        wanted = (table.c.id == name, table.c.review_id == review)
        if self.acting is None:
            return self.connection.execute(model.rows().where(*wanted)).first()
        return self.acting.execute(sa.select(model).where(*wanted)).scalar_one_or_none()


def place_of(model: Any, row: Any, field: str) -> Place:
    return Place(row.review_id, row.owner_id, model.__tablename__, row.id, field, row.row_version)


def sealed_fields(model: Any) -> list[str]:
    return [c.key for c in model.__table__.columns if isinstance(c.type, SealedText)]
