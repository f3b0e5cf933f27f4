"""Six figures from an app: the standard's own examples, a narrow window, and each code once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pyotp
import pytest

from portal.gate.gate import Absent
from portal.people import acts, passwords
from tests.people.door import Browser, Enrolled, Portal

EXAMPLES = {59: "287082", 1111111109: "081804", 1234567890: "005924", 2000000000: "279037"}
"""RFC 6238, appendix B, SHA-1: the last six of its eight figures."""
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RACES = 200


@pytest.mark.parametrize("second", EXAMPLES)
def test_the_standards_examples(second: int) -> None:
    at = datetime.fromtimestamp(second, UTC)
    assert passwords.step_of(SECRET, EXAMPLES[second], at) == second // 30


def test_one_step_before_and_after_and_no_more() -> None:
    now = datetime(2030, 3, 4, 12, 0, 15, tzinfo=UTC)
    here = int(now.timestamp()) // 30
    for off in range(-4, 5):
        code = pyotp.TOTP(SECRET).at(now + timedelta(seconds=30 * off))
        found = passwords.step_of(SECRET, code, now)
        assert found == (here + off if abs(off) <= 1 else None)


def test_secrets_are_long_and_never_the_same() -> None:
    made = {passwords.new_secret() for _ in range(50)}
    assert len(made) == 50
    assert {len(secret) for secret in made} == {32}


def test_a_code_counts_once_and_so_does_every_older_one(portal: Portal, browser: Browser) -> None:
    amina = portal.enrolled()
    older = amina.code(portal.now)
    portal.later(seconds=30)
    newer = amina.code(portal.now)
    assert browser.sign_in(amina, code=newer).status == 303
    assert browser.sign_in(amina, code=newer).status == 422
    assert browser.sign_in(amina, code=older).status == 422
    portal.later(seconds=30)
    assert browser.sign_in(amina).status == 303


@pytest.mark.slow
def test_of_two_who_come_with_one_code_the_database_takes_one(portal: Portal) -> None:
    amina, other = portal.enrolled(), portal.second()
    proof = portal.proof(amina)
    with ThreadPoolExecutor(2) as pool:
        for _ in range(RACES):
            portal.later(seconds=30)
            gate = Barrier(2)
            tries = [
                pool.submit(_arrives, one, amina, proof, amina.code(portal.now), gate)
                for one in (portal, other)
            ]
            assert sorted(one.result() for one in tries) == [False, True]
    assert portal.sessions() == RACES


def _arrives(
    portal: Portal, who: Enrolled, proof: acts.Proof, code: str, together: Barrier
) -> bool:
    together.wait()
    try:
        with portal.vault.act("", locked=False) as gate:
            person = acts.sign_in(proof=proof, code=code, gate=gate)
            acts.arrive(person=person, old="", browser="", gate=gate)
    except Absent:
        return False
    return True
