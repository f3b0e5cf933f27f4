"""The clock set back, or forward: what has ended stays ended, and nobody is thrown out."""

import json
import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.db import acting, moment, stamp, writing
from portal.gate import sessions, versions
from portal.gate.clock import Clock
from portal.gate.keeper import Keeper
from portal.gate.policy import Act, Line
from portal.gate.vault import Vault
from tests.gate.ground import MEMBER, PERSON, REVIEW, TOKEN, Ground, sign_in

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
RELEASED = "9" * 32
START = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


class Hands:
    """A system clock that a test sets, beside the time that truly passes."""

    def __init__(self, at: datetime) -> None:
        self.at, self.run = at, 0.0

    def clock(self) -> Clock:
        return Clock(lambda: self.at, lambda: self.run)

    def passes(self, time: timedelta) -> None:
        self.at += time
        self.run += time.total_seconds()

    def is_set(self, by: timedelta) -> None:
        self.at += by


def test_it_tells_the_systems_time() -> None:
    hands = Hands(START)
    clock = hands.clock()
    hands.passes(HOUR)
    assert clock.now() == START + HOUR
    hands.is_set(HOUR)
    assert clock.now() == START + 2 * HOUR
    assert abs(Clock().now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_set_back_it_goes_on_with_what_truly_passes() -> None:
    hands = Hands(START)
    clock = hands.clock()
    hands.passes(HOUR)
    hands.is_set(-2 * HOUR)
    assert clock.now() == START + HOUR
    hands.passes(MINUTE)
    assert clock.now() == START + HOUR + MINUTE
    hands.is_set(2 * HOUR)
    assert clock.now() == START + HOUR + MINUTE
    hands.passes(SECOND)
    assert clock.now() == START + HOUR + MINUTE + SECOND


STEPS = st.tuples(st.sampled_from(["passes", "is_set"]), st.integers(-7200, 7200))


@given(st.lists(STEPS, max_size=30))
def test_it_never_goes_back(steps: list[tuple[str, int]]) -> None:
    hands = Hands(START)
    clock, last = hands.clock(), START
    for how, seconds in steps:
        if how == "passes":
            hands.passes(timedelta(seconds=abs(seconds)))
        else:
            hands.is_set(timedelta(seconds=seconds))
        if seconds % 3 == 0:
            clock.not_before(START + timedelta(seconds=seconds))
        assert clock.now() >= last
        last = clock.now()


def test_it_is_never_before_what_was_recorded() -> None:
    hands = Hands(START)
    clock = hands.clock()
    assert clock.not_before(START + HOUR) == HOUR
    assert clock.now() == START + HOUR
    hands.passes(MINUTE)
    assert clock.now() == START + HOUR + MINUTE
    assert clock.not_before(START) == -MINUTE
    assert clock.now() == START + HOUR + MINUTE


def test_what_was_recorded_does_not_put_it_back() -> None:
    hands = Hands(START)
    clock = hands.clock()
    hands.is_set(-HOUR)
    hands.passes(10 * MINUTE)
    clock.not_before(START + 5 * MINUTE)
    assert clock.now() == START + 10 * MINUTE


def test_threads_see_one_time_that_goes_forward() -> None:
    clock = Clock()
    told: list[bool] = []

    def look() -> None:
        seen = [clock.now() for _ in range(500)]
        told.append(seen == sorted(seen))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [True] * 4


# With releases and sessions


def share(ground: Ground, until: datetime) -> None:
    """Another owner's words are read under a clause that ends."""
    window = stamp(until - HOUR), stamp(until)
    line = Line(f"m:{MEMBER}", f"owner:{RELEASED}", Act.READ_SECTION, *window, "allow", "law:1")
    with acting(ground.engine) as session:
        versions.add(session, REVIEW, [line], ref="law:1")
    versions.settle(ground.engine, REVIEW, now=datetime.now(UTC))
    ground.write("released words", owner=RELEASED)


def keeper(ground: Ground, vault: Vault) -> Keeper:
    return Keeper(vault, ground.witnesses, ground.journal)


def test_what_has_expired_stays_expired_when_the_clock_is_set_back(ground: Ground) -> None:
    hands = Hands(datetime.now(UTC))
    share(ground, hands.at + MINUTE)
    serving = ground.second(hands.clock())
    assert ground.words(serving) == ["released words"]
    hands.passes(MINUTE)
    assert ground.words(serving) == []
    hands.is_set(-HOUR)
    assert ground.words(serving) == []


def test_it_stays_expired_in_a_process_that_begins_afterwards(ground: Ground) -> None:
    """The newest checkpoint tells it how late it is, whatever the system's clock says."""
    hands = Hands(datetime.now(UTC))
    share(ground, hands.at + MINUTE)
    serving = ground.second(hands.clock())
    hands.passes(MINUTE + SECOND)
    assert ground.words(serving) == []
    keeper(ground, serving).round()
    hands.is_set(-HOUR)
    fooled = ground.second(hands.clock())
    keeper(ground, fooled).wake()
    assert ground.words(fooled) == []


def test_an_end_is_the_first_moment_at_which_it_is_closed(ground: Ground) -> None:
    hands = Hands(datetime.now(UTC))
    share(ground, hands.at + MINUTE)
    serving = ground.second(hands.clock())
    hands.passes(MINUTE - timedelta(microseconds=1))
    assert ground.words(serving) == ["released words"]
    hands.passes(timedelta(microseconds=1))
    assert ground.words(serving) == []


def who(vault: Vault, token: str = TOKEN) -> str:
    with vault.read(token) as gate:
        return gate.actor.person


def test_a_session_that_has_ended_is_not_revived(ground: Ground) -> None:
    hands = Hands(datetime.now(UTC))
    serving = ground.second(hands.clock())
    assert who(serving) == PERSON
    hands.passes(sessions.IDLE)
    assert who(serving) == ""
    hands.is_set(-HOUR)
    assert who(serving) == ""


@pytest.mark.parametrize("back", [SECOND, MINUTE, HOUR, 24 * HOUR])
def test_sessions_that_stand_live_on(ground: Ground, back: timedelta) -> None:
    hands = Hands(datetime.now(UTC))
    serving = ground.second(hands.clock())
    hands.passes(MINUTE)
    sign_in(serving, "newer", serving.clock.now())
    hands.is_set(-back)
    assert (who(serving), who(serving, "newer")) == (PERSON, PERSON)
    hands.passes(sessions.IDLE - MINUTE)
    assert who(serving, "newer") == PERSON
    hands.passes(sessions.IDLE)
    assert who(serving, "newer") == ""


def test_sessions_live_on_in_a_process_that_begins_after_the_clock_was_set_back(
    ground: Ground,
) -> None:
    hands = Hands(datetime.now(UTC))
    ground.write("words")
    keeper(ground, ground.vault).round()
    hands.is_set(-HOUR)
    fooled = ground.second(hands.clock())
    keeper(ground, fooled).wake()
    assert who(fooled) == PERSON


def test_a_session_of_the_future_is_none(ground: Ground) -> None:
    """Where nothing was recorded that could tell the time, it is closed rather than open."""
    hands = Hands(datetime.now(UTC) - HOUR)
    assert who(ground.second(hands.clock())) == ""


def test_a_slow_request_does_not_make_a_session_younger(ground: Ground) -> None:
    now = datetime.now(UTC)
    with writing(ground.engine) as connection:
        sessions.touch(connection, TOKEN, now + MINUTE)
        sessions.touch(connection, TOKEN, now + SECOND)
    ((seen,),) = ground.raw("select seen_at from signed_in")
    assert moment(seen) == now + MINUTE


def test_a_process_says_that_the_clock_was_set_back(
    ground: Ground, caplog: pytest.LogCaptureFixture
) -> None:
    ground.write("words")
    ground.checkpoint()
    told = json.loads(str(ground.vault.latest_checkpoint()))["at"]
    fooled = ground.second(Hands(moment(told) - HOUR).clock())
    with caplog.at_level(logging.CRITICAL):
        keeper(ground, fooled).wake()
    assert "the system clock is 1:00:00 behind the ledger" in caplog.text
    assert fooled.clock.now() >= moment(told)
