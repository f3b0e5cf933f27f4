"""How many people a page says will see something: persons, not the parts they have."""

from datetime import UTC, datetime

import pytest

from portal.gate.policy import BOARD
from portal.reviews.words import Member, people_in

NOW = datetime(2026, 11, 2, tzinfo=UTC)
MEMBERS = {
    name: Member(name, person, body, "", "", NOW, NOW)
    for name, person, body in (
        ("a", "amina", "police"),
        ("b", "amina", BOARD),
        ("c", "brian", "police"),
        ("d", "harvir", "probation"),
    )
}


@pytest.mark.parametrize(
    ("seats", "told"),
    [
        ("", "nobody yet"),
        ("a", "1 person in 1 agency"),
        ("b", "1 person on the board"),
        ("ab", "1 person in 1 agency and on the board"),
        ("acd", "3 people in 2 agencies"),
        ("abcd", "3 people in 2 agencies and on the board"),
        ("ax", "1 person in 1 agency"),
    ],
)
def test_who_has_two_parts_is_one_person(seats: str, told: str) -> None:
    assert people_in(seats, MEMBERS) == told
