"""The people of the review's first page beside the register: everybody once."""

from datetime import date

import pytest

from portal.persons.first_page import together
from portal.persons.known import Known

BORN = date(1990, 5, 17)
SUBJECT = Known("s", ("Asha Kaur",), dates=(BORN,), references=(("reference", "V1"),), role="child")


def entry(name: str, *names: str, dates: tuple[date, ...] = ()) -> Known:
    return Known(name, names, dates=dates, label=f"Child {name}")


def test_whom_the_register_holds_is_one_person_with_all_that_both_know() -> None:
    (one,), same = together([entry("1", "Asha Singh", "ASHA  kaur")], [SUBJECT])
    assert same == {"s": "1"}
    assert (one.id, one.label) == ("1", "Child 1")
    assert (one.dates, one.references) == ((BORN,), SUBJECT.references)


@pytest.mark.parametrize(
    "register",
    [
        [],
        [entry("1", "Asha Kaurr")],
        [entry("1", "Asha Kaur", dates=(date(1991, 5, 17),))],
        [entry("1", "Asha Kaur"), entry("2", "Asha Kaur")],
    ],
    ids=["nobody", "another name", "another birthday", "two of that name"],
)
def test_whom_it_does_not_surely_hold_stands_beside_it_without_a_label(
    register: list[Known],
) -> None:
    everybody, same = together(register, [SUBJECT])
    assert everybody == [*register, SUBJECT]
    assert same == {}


def test_two_people_of_one_name_are_told_apart_by_their_birthdays() -> None:
    register = [entry("1", "Asha Kaur", dates=(BORN,)),
                entry("2", "Asha Kaur", dates=(date(1960, 1, 1),))]  # fmt: skip
    _, same = together(register, [SUBJECT])
    assert same == {"s": "1"}
