"""A portal with a clock that tests set, people who are enrolled in it, and browsers to use it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pyotp
import sqlalchemy as sa

from portal.app import DEMO_ROUTES, ROUTES, open_vault
from portal.db import Base, reading
from portal.directory import acts as directory
from portal.gate.clock import Clock
from portal.gate.ledger import Entry
from portal.gate.sessions import SignedIn
from portal.gate.vault import CONSOLE, Vault
from portal.people import acts, passwords
from portal.people.delays import Origin
from portal.web.answer import SESSION, Answer
from portal.web.page import Deed, Page, Raw
from portal.web.wrapper import House, respond
from tests.build import World

PASSWORD = "seven kinds of weather"
HOME = "192.0.2.10"
NOON = datetime(2030, 3, 4, 12, tzinfo=UTC)


@dataclass
class Enrolled:
    id: str
    email: str
    password: str
    secret: str

    def code(self, now: datetime) -> str:
        return pyotp.TOTP(self.secret).at(now)


@dataclass
class Portal:
    """One process of the portal, at a time of the test's choosing."""

    world: World
    vault: Vault
    hands: list[datetime]
    demo: bool = False
    codes: dict[str, str] = field(default_factory=dict)
    opened: list[Vault] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.hands[0]

    def later(self, **by: float) -> None:
        self.hands[0] += timedelta(**by)

    def second(self) -> "Portal":
        """Another process on the same database, with caches of its own and the same clock."""
        other = replace(open_vault(self.world.settings), clock=self.vault.clock)
        self.opened.append(other)
        return replace(self, vault=other)

    def close(self) -> None:
        for vault in (self.vault, *self.opened):
            vault.journal.close()
            vault.engine.dispose()

    def house(self) -> House:
        pages = {one.path: one for one in ROUTES if isinstance(one, Page)}
        return House(self.vault, self.world.settings.origin, self.demo, pages)

    def add(self, name: str = "Amina Rahman", email: str = "amina@westmarch.example") -> str:
        with self.vault.act("", actor=CONSOLE) as gate:
            person, code = directory.add_person(agency_id=None, name=name, email=email, gate=gate)
        self.codes[person] = code
        return person

    def enrolled(
        self, name: str = "Amina Rahman", email: str = "amina@westmarch.example"
    ) -> Enrolled:
        return self.enrol(self.add(name, email), email)

    def enrol(self, person: str, email: str, password: str = PASSWORD) -> Enrolled:
        """Both steps at once; the app's code of this moment is then used."""
        code = passwords.bare_code(self.codes[person])
        with self.vault.act("", locked=False) as gate:
            ticket = acts.begin_enrolment(email=email, code=code, pair="", gate=gate)
        with self.vault.read("") as gate:
            told = acts.factors(ticket=ticket, gate=gate)
        assert told is not None
        made = Enrolled(person, email, password, told["totp"])
        with self.vault.act("", locked=False) as gate:
            stored = passwords.hashed(password)
            acts.enrol(ticket=ticket, stored=stored, totp=made.code(self.now), gate=gate)
        self.later(seconds=30)
        return made

    def proof(self, who: Enrolled, client: str = HOME) -> acts.Proof:
        origin = Origin(client, "")
        return acts.prove(email=who.email, password=who.password, origin=origin, vault=self.vault)

    def sessions(self) -> int:
        with reading(self.vault.engine) as connection:
            return connection.execute(sa.select(sa.func.count(SignedIn.token_hash))).scalar_one()

    def entries(self, act: str = "") -> list[str]:
        """The ledger's entries, oldest first."""
        query = sa.select(Entry.entry, Entry.act).order_by(Entry.stream, Entry.seq)
        with reading(self.vault.engine) as connection:
            return [e for e, of in connection.execute(query) if act in {"", of}]

    def whole(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table but the ledger's, for seeing that nothing has changed."""
        with reading(self.vault.engine) as connection:
            return {
                table.name: sorted(
                    (tuple(map(_plain, row)) for row in connection.execute(_rows(table))),
                    key=repr,
                )
                for table in Base.metadata.sorted_tables
                if not table.name.startswith("ledger")
            }


def _rows(table: sa.Table) -> sa.Select[tuple[object, ...]]:
    return sa.select(*(sa.type_coerce(c, sa.LargeBinary) if _seals(c) else c for c in table.c))


def _seals(column: sa.Column[object]) -> bool:
    return type(column.type).__name__ == "SealedText"


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def portal_of(world: World) -> Portal:
    hands = [NOON]
    clock = Clock(system=lambda: hands[0], passed=lambda: 0.0)
    return Portal(world, replace(world.vault, clock=clock), hands)


@dataclass
class Browser:
    """Keeps cookies and sends the forms that it was given, as a browser does."""

    portal: Portal
    client: str = HOME
    cookies: dict[str, str] = field(default_factory=dict)
    drawn: str = ""

    def get(self, path: str, **query: str) -> Answer:
        return self._kept(respond(self.portal.house(), _route(path, Page), self.raw(path, query)))

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form as the last page drew it: its token and its once, and these fields."""
        raw = self.raw(path, {}, {**self.hidden(), **fields})
        return self._kept(respond(self.portal.house(), _route(path, Deed), raw))

    def hidden(self) -> dict[str, str]:
        found = re.findall(r'name="(token|once)" value="(\w+)"', self.drawn)
        return dict(found[:2])

    def raw(
        self, path: str, query: Mapping[str, str], form: Mapping[str, str] | None = None
    ) -> Raw:
        return Raw(
            method="GET" if form is None else "POST",
            path=path,
            ids={},
            query=query,
            form=form or {},
            cookies=dict(self.cookies),
            client=self.client,
            fetch_site="same-origin",
            origin="",
        )

    def _kept(self, answer: Answer) -> Answer:
        self.drawn = answer.body.decode() or self.drawn
        for name, cookie in answer.cookies.items():
            if cookie is None:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = cookie.value
        return answer

    def sign_in(self, who: Enrolled, *, next: str = "", **other: str) -> Answer:  # noqa: A002
        """Sign in with the code of this moment, or with what `other` says."""
        self.cookies.pop(SESSION, None)
        self.get("/sign-in")
        right = {"email": who.email, "password": who.password}
        code = {"code": who.code(self.portal.now)}
        return self.post("/sign-in", **{**right, **code, "next": next, **other})

    @property
    def session(self) -> str:
        return self.cookies.get(SESSION, "")

    @property
    def signed_in(self) -> bool:
        return self.get("/").status == 200


def _route(path: str, kind: type[Page] | type[Deed]) -> Page | Deed:
    return next(r for r in [*ROUTES, *DEMO_ROUTES] if r.path == path and isinstance(r, kind))


def said(answer: Answer) -> list[str]:
    """The sentences of the error summary."""
    summary = answer.body.decode().partition('class="govuk-error-summary"')[2].partition("</ul>")[0]
    return [s.strip() for s in re.findall(r"<a[^>]*>([^<]+)</a>", summary)]


def bare(answer: Answer) -> bytes:
    """An answer's bytes without the anti-forgery token and the form's number."""
    return re.sub(rb'(name="(?:token|once)" value=")\w+', rb"\1", answer.body)
