"""Every outlet, for everybody who is refused: no canary, no log line with a word, the same answer."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from portal.app import ROUTES
from portal.db import Base, new_id
from portal.web.page import Page
from tests.build import World, a_world, subject
from tests.cast import CAST, EVERYBODY
from tests.everything import filled
from tests.visit import Visitor, open_portal, plain

POLICE_SIDE = {"author", "manager", "senior", "disclosure"}
FILES = ("draft of", "name of", "bytes of")
"""A file that waits to become sections, and one that is kept as it came."""
EVERY_TITLE = {"Context", "Chronology", "Practice", "Methods"}
SEES = {
    "author": {*EVERY_TITLE, "Conduct", "Welfare", "Advice"},
    "manager": EVERY_TITLE,
    "senior": {*EVERY_TITLE, "Conduct", "Welfare", "Advice"},
    "disclosure": EVERY_TITLE,
    "standards": {"Conduct"},
    "lawyer": {"Advice"},
    "police_panel": EVERY_TITLE,
    "probation_panel": {"Context", "Chronology"},
    "probation_senior": {"Context", "Chronology"},
    "probation_author": {"Context", "Chronology"},
    "chair": {"Context"},
}
"""Which sections of the usual world each of the cast may read; who is not named reads none."""
NAMES = {
    "author",
    "manager",
    "senior",
    "disclosure",
    "chair",
    "probation_author",
    "probation_senior",
}
"""Who may read the names of the people in the case."""
PANEL = {"chair", "lay", "board", "police_panel", "probation_panel", "health_panel"}
READS_REGISTER = {
    "author", "manager", "senior", "disclosure", "probation_author", "probation_senior", "chair",
    "board",
}  # fmt: skip
OTHERWISE = {
    "note of request": {*POLICE_SIDE, "police_panel", "chair", "board"},
    "comments of request": POLICE_SIDE,
    "remark on section": POLICE_SIDE,
    "why of decision": {"senior", "disclosure"},
    "why of rendering": {"disclosure"},
    "why of proposal": {"senior"},
    "why of schedule": {"manager", "senior", "disclosure"},
    "note of telling": {"senior", "chair"},
    "typed on a section": {"author"},
    "typed when signed out": set(),
    "why of stand-down": set(),
    **{
        f"scoping {what}": {*POLICE_SIDE, "police_panel", "chair", "board"}
        for what in ("first", "last", "services", "role", "more", "contact")
    },
    "scoping note": {*POLICE_SIDE, "police_panel", "health_panel", "chair", "board"},
    "health officer": {"health_panel", "chair", "board"},
    "health words": {"health_panel", "chair", "board"},
    "letter line": {*POLICE_SIDE, "police_panel", "chair", "board"},
    "letter contact": {*POLICE_SIDE, "police_panel", "chair", "board"},
    "why of waiver": set(CAST),
    "why of deadline": set(CAST),
    "why of pause": set(CAST),
    "account of notification": {"board"},
    "file of Form N": {"board"},
    "content of Form N": {"board"},
    "why of board decision": {"board"},
    "words of first look": {"board", "author", "probation_author"},
    "why of delegation": set(CAST),
    "name of prosecutor": set(CAST),
    "conditions of prosecutor": set(CAST),
    "why of link": {"chair", "board"},
    "organisation of door": {"author", "manager", "senior", "chair", "board"},
    "ring of door": set(),
    **{
        f"{what} of arrival": {"author", "manager", "senior"}
        for what in ("sender", "part", "words", "file", "content", "authorised", "why")
    },
    "answer of form": {*POLICE_SIDE, "board"},
    "answer of full review": {"author", "senior", "disclosure", "board"},
    "why of notice": {"author", "senior", "disclosure"},
    "digest of endorsement": {"author", "senior", "disclosure", "board"},
    "grounds of standard": {"senior"},
    "why of form": {*POLICE_SIDE, "board"},
    "to of dispatch": {*POLICE_SIDE, "board"},
    "why of appointment": set(CAST),
    "words of interest": {"board"},
    "why of interest": {"board"},
    "words of challenge": PANEL,
    "words of answer": PANEL,
    "reference of inquest": READS_REGISTER,
    "scope of inquest": READS_REGISTER,
    "words of coroner": READS_REGISTER,
    "answer to coroner": READS_REGISTER,
    "finding for few": READS_REGISTER,
    "finding for all": set(CAST),
    "why of publication hold": READS_REGISTER,
    "note of relevance": {"author", "senior", "disclosure"},
    "demander of notice": {"senior", "disclosure", "lawyer"},
    "words of notice": {"senior", "disclosure", "lawyer"},
    "claim on notice": {"senior", "disclosure", "lawyer"},
    "who was served": set(),
    **{f"{what} of police version": {"senior", "disclosure"} for what in ("title", "purpose")},
    **{f"{what} of board version": {"chair", "board"} for what in ("title", "purpose")},
    **{
        what: {"senior", "disclosure"}
        for what in (
            "title of police copy",
            "purpose of police copy",
            "jigsaw of signature",
            "recipient of release",
            "printed title",
        )
    },
    "words of opinion": {"senior", "disclosure"},
    **{
        f"{what} of passage": {"senior", "disclosure"}
        for what in ("harm", "interest", "note", "other words")
    },
    "question of consultation": {"senior", "disclosure"},
    "reasons of answer": {"chair"},
    "reasons of consultation": {"senior", "disclosure", "chair", "board"},
    "departure of consultation": {"senior", "disclosure"},
    **{
        f"{what} of {whose}": who
        for what in ("name", "nickname", "address", "reference", "relations", "note", "chosen name")
        for whose, who in {
            "person of disclosure": POLICE_SIDE,
            "changed person": {*POLICE_SIDE, "probation_senior", "chair"},
            "person of probation_senior": {
                "senior",
                "disclosure",
                "probation_senior",
                "probation_author",
                "chair",
            },
        }.items()
    },
    "why a person is shown": POLICE_SIDE | {"probation_senior", "probation_author"},
    "why a person is closed": set(),
    **{
        f"{what} of FOI": {"senior", "disclosure"}
        for what in (
            "applicant",
            "address",
            "words",
            "letter",
            "cost",
            "note",
            "why off",
            "decision",
            "purpose",
        )
    },
    **{
        f"{what} of access": {"senior", "disclosure"}
        for what in (
            "applicant",
            "address",
            "subject",
            "words",
            "letter",
            "step",
            "seen",
            "authority",
            "weighed",
            "silence",
            "answer",
            "schedule",
            "said back",
            "late",
        )
    },
    **{
        f"{what} of referral": {"senior", "disclosure"}
        for what in ("why", "sent", "advice", "evidence")
    },
    **{
        f"{what} of answer": {"senior", "disclosure"}
        for what in ("letter", "notice", "schedule", "said back", "late", "log")
    },
    **{
        f"{what} of internal review": {"senior", "disclosure"}
        for what in ("words", "late", "notice", "passage")
    },
    **{
        f"{what} of complaint": {"senior", "disclosure"} for what in ("reference", "words", "entry")
    },
    "told of consultation": {"senior", "disclosure"},
    "answer of consultation": set(),
}
"""Who may read the words that are in no section."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("world")
    return filled(a_world(folder, f"sqlite:///{folder}/portal.db"))


@pytest.fixture(scope="module")
def visitors(world: World) -> Iterator[dict[str, Visitor]]:
    with open_portal(world) as client:
        told = {who: Visitor(client, world.sign_in(who)) for who in EVERYBODY}
        yield {**told, "nobody": Visitor(client)}


@pytest.fixture(scope="module")
def case(world: World) -> str:
    return subject(world)


def addresses(world: World, case: str) -> list[str]:
    """Every page there is, for every row that there is to ask it about."""
    ids = {
        "{review}": [world.review],
        "{version}": list(world.versions.values()),
        "{release}": list(world.releases.values()),
        "{agreement}": list(world.agreements.values()),
        "{subject}": [case],
        "{kind}/{name}": [
            *(f"body/{agency}" for agency in world.agencies.values()),
            *(f"member/{member}" for member in world.members.values()),
            *("role/chair", "body/board", "role/board", "member/chair"),
        ],
        "{asked}": rows_of(world, "request"),
        "{document}": rows_of(world, "document"),
        **world.files,
        "{agency}": list(world.agencies.values()),
        "{person}": [world.people["author"]],
        "{opened}": [world.review],
        "{membership}": [world.members["author"], world.members["chair"]],
    }
    found = []
    for one in ROUTES:
        if isinstance(one, Page):
            paths = [one.path]
            for name, values in ids.items():
                paths = [p.replace(name, v) for p in paths for v in (values if name in p else [""])]
            found += paths
    assert [path for path in found if "{" in path] == [], (
        "say in tests/everything.py or tests/around.py what it is"
    )
    owners = [f"/reviews/{world.review}/read?owner={a}" for a in world.agencies.values()]
    return sorted({*found, *owners})


def rows_of(world: World, table: str) -> list[str]:
    with world.vault.engine.connect() as connection:
        return list(connection.execute(sa.select(Base.metadata.tables[table].c.id)).scalars())


def sees(who: str) -> set[str]:
    """The usual world's sections, and the commissioned one with all of the police's shareable."""
    told = SEES.get(who, set())
    return {*told, "Timeline"} if told >= EVERY_TITLE else told


def may_see(who: str, where: str) -> bool:
    if where in OTHERWISE:
        return who in OTHERWISE[where]
    if where.startswith("subject"):
        return who in NAMES
    if where.startswith("agreement"):
        return who in CAST
    if where.startswith(FILES):
        return who == "author" if where.startswith("draft") else who in POLICE_SIDE
    return where.rpartition(" ")[2] in sees(who)


@dataclass
class Sweep:
    """What every page answers, asked once for each of the cast, and what the log said meanwhile."""

    visitors: dict[str, Visitor]
    paths: list[str]
    log: io.StringIO = field(default_factory=io.StringIO)
    heard: dict[str, dict[str, httpx.Response]] = field(default_factory=dict)

    def of(self, who: str) -> dict[str, httpx.Response]:
        if who not in self.heard:
            with logged(self.log):
                self.heard[who] = {path: self.visitors[who].get(path) for path in self.paths}
        return self.heard[who]


@contextmanager
def logged(to: io.StringIO) -> Iterator[None]:
    """Every line of every logger, down to the smallest."""
    root, handler = logging.getLogger(), logging.StreamHandler(to)
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield
    root.setLevel(before)
    root.removeHandler(handler)


@pytest.fixture(scope="module")
def sweep(world: World, visitors: dict[str, Visitor], case: str) -> Sweep:
    return Sweep(visitors, addresses(world, case))


FIRST = {"probation_panel", "lay", "nobody"}
"""Whose eyes are asked about before each commit; the full run asks about everybody's."""
EYES = [
    pytest.param(who, marks=() if who in FIRST else pytest.mark.slow)
    for who in (*EVERYBODY, "nobody")
]


@pytest.mark.parametrize("who", EYES)
def test_nobody_sees_a_word_that_is_not_for_them(sweep: Sweep, world: World, who: str) -> None:
    found = set()
    for path, answer in sweep.of(who).items():
        assert answer.status_code in {200, 303, 404}, path
        whole = answer.text + str(answer.headers)
        found |= {where for word, where in world.canaries.items() if word in whole}
    assert {where for where in found if not may_see(who, where)} == set()
    if who in SEES:
        sections = {
            w for w in found - set(OTHERWISE) if not w.startswith(("agreement", "subject", *FILES))
        }
        assert {w.rpartition(" ")[2] for w in sections} == sees(who)
    assert {where for where in OTHERWISE if who in OTHERWISE[where]} <= found


def test_the_sweep_would_see_a_leak(world: World) -> None:
    word, where = next(told for told in world.canaries.items() if told[1].startswith("words"))
    assert not may_see("health_panel", where)
    assert word in f"<p>{word}</p>"


def test_what_is_refused_answers_like_what_is_absent(
    sweep: Sweep, world: World, visitors: dict[str, Visitor]
) -> None:
    for who in ("health_panel", "stranger", "lay", "administrator"):
        visitor = visitors[who]
        nothing = plain(visitor.get(f"/reviews/{new_id()}/read"))
        for path, answer in sweep.of(who).items():
            if answer.status_code == 404:
                assert plain(answer) == nothing, path
        asked = f"/reviews/{world.review}/sections"
        shut = plain(visitor.get(f"{asked}/{world.versions['Practice']}/why"))
        assert shut == plain(visitor.get(f"{asked}/{new_id()}/why")) == nothing


@pytest.mark.parametrize(
    "spell",
    [
        str.upper,
        lambda i: f"{{{i}}}",
        lambda i: f"{i[:8]}-{i[8:12]}-{i[12:16]}-{i[16:20]}-{i[20:]}",
        lambda i: f"{i}%00",
        lambda i: f"{i} ",
        lambda i: f"0{i}",
        lambda i: i.replace("0", "\uff10"),
        lambda i: "..%2f" + i,
        lambda i: i[:-1],
    ],
)
def test_an_odd_spelling_of_an_id_is_no_id(
    world: World, visitors: dict[str, Visitor], spell: object
) -> None:
    visitor = visitors["author"]
    odd = spell(world.review)  # type: ignore[operator]
    assert visitor.get(f"/reviews/{world.review}/read").status_code == 200
    assert visitor.get(f"/reviews/{odd}/read").status_code == 404
    section = spell(world.versions["Context"])  # type: ignore[operator]
    path = f"/reviews/{world.review}/sections/{section}/why"
    assert visitor.get(path).status_code == 404


def test_the_log_holds_no_word_and_no_name(
    sweep: Sweep, world: World, visitors: dict[str, Visitor]
) -> None:
    for who in ("chair", "health_panel", "nobody"):
        sweep.of(who)
    told = sweep.log.getvalue()
    assert "GET" in told
    people = [part.name for part in CAST.values()]
    secret = [
        *world.canaries,
        *people,
        "example.org",
        *(v.token for v in visitors.values() if v.token),
    ]
    assert [word for word in secret if word in told] == []


def test_the_database_and_its_files_hold_no_word(world: World) -> None:
    folder = Path(world.settings.key_file).parent
    held = b"".join(p.read_bytes() for p in folder.iterdir() if p.is_file())
    people = [part.name for part in CAST.values()]
    secret = [*world.canaries, *people, "author@example.org"]
    assert [word for word in secret if word.encode() in held] == []
