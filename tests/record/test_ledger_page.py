"""The auditor's page: what is whole is said to be, and what was tampered with is named."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from lxml import html

from portal.gate import checkpoints
from portal.gate.ledger import stream_of
from portal.record import acts
from tests.build import World
from tests.cast import CAST, EVERYBODY
from tests.gate.tampering import Run, edit, head_at, put, rechain, remove, told, unguarded
from tests.questions.conftest import Visit, visit
from tests.visit import plain

__all__ = ["visit"]


def checkpoint(world: World) -> None:
    vault = world.vault
    checkpoints.make_checkpoint(vault.engine, vault.ring.provider, vault.clock.now())
    for witness in vault.witnesses:
        checkpoints.hand_over(vault.engine, witness)


def said(visit: Visit) -> str:
    answer = visit("auditor").post("/ledger")
    assert answer.status_code == 200
    return " ".join(html.document_fromstring(answer.text).text_content().split())


def stream(world: World) -> str:
    return stream_of(world.review, world.agencies["Westmarch Police"])


def test_what_is_whole_is_told_with_what_was_verified(world: World, visit: Visit) -> None:
    checkpoint(world)
    assert "Verify the whole ledger" in visit("auditor").get("/ledger").text
    shown = said(visit)
    assert "The ledger is whole" in shown
    for words in ("entries", "checkpoint", "1 copy outside the database", "the newest of"):
        assert words in shown
    assert not any(part.name in shown for part in CAST.values())
    assert not any(word in shown for word in world.canaries)


def test_it_is_the_auditors_alone(world: World, visit: Visit) -> None:
    for who in set(EVERYBODY) - {"auditor"}:
        visitor = visit(who)
        nothing = plain(visitor.get("/no-such-page"))
        assert plain(visitor.get("/ledger")) == nothing
        assert plain(visitor.post("/ledger")) == nothing


def altered(run: Run, name: str) -> None:
    edit(run, name, 3, actor="f" * 32)


def dropped(run: Run, name: str) -> None:
    remove(run, name, 3)


def reordered(run: Run, name: str) -> None:
    for here, there in ((3, 900_000), (4, 3), (900_000, 4)):
        put(run, name, here, seq=there)


def truncated(run: Run, name: str) -> None:
    rows = run("select max(seq) from ledger_entry where stream = :s", s=name)
    remove(run, name, rows[0][0])
    head_at(run, name, rows[0][0] - 1)


def rewritten(run: Run, name: str) -> None:
    edit(run, name, 3, actor="f" * 32)
    rechain(run, name)


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (altered, "entry 3: it was altered, or does not follow the entry before it"),
        (dropped, "entry 4: entry 3 is missing before it"),
        (reordered, "entry 3: it was written for another place"),
        (truncated, "it is gone: the stream was cut short after checkpoint 1"),
        (rewritten, "it is not what checkpoint 1 was signed for"),
    ],
)
def test_what_was_tampered_with_is_found_and_named(
    world: World, visit: Visit, tamper: Callable[[Run, str], None], words: str
) -> None:
    checkpoint(world)
    with unguarded(SimpleNamespace(engine=world.vault.engine)) as run:  # type: ignore[arg-type]
        assert told(run, stream(world), 3)
        tamper(run, stream(world))
    shown = said(visit)
    assert "The ledger is not as it was written" in shown
    assert "The record of Westmarch Police in Hawthorn 41" in shown
    assert words in shown
    assert "ask the agency whose record it is for its newest export" in shown
    assert "The ledger is whole" not in shown


def test_a_witness_that_is_away_is_a_finding(world: World, visit: Visit) -> None:
    checkpoint(world)
    world.vault.witnesses[0].unlink()
    assert "Witness witness.jsonl: it cannot be found or read" in said(visit)


def test_a_ledger_too_large_to_wait_for_says_what_to_do(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "LARGEST", 1)
    shown = said(visit)
    assert "portal verify-ledger" in shown
    assert "The ledger is whole" not in shown
