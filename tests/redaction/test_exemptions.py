"""The exemptions of the Acts in dated rows, and what a passage cannot be taken out without. Pure."""

from datetime import date

import pytest

from portal.redaction.exemptions import (
    Grounds,
    Lacking,
    excluded,
    fit,
    in_force,
    offered,
    offers,
    pairs,
    table,
)

ON = date(2026, 11, 30)
ABSOLUTE = {"s.21(1)", "s.23(1)", "s.32(1)", "s.32(2)", "s.34(1)", "s.37(1)(a)", "s.40(1)", "s.40(2)",
            "s.41(1)", "s.44(1)(a)", "s.44(1)(b)", "s.44(1)(c)"}  # fmt: skip
"""Section 2(3) of the Act; section 36 is absolute for Parliament alone."""


def test_part_ii_of_the_act_is_there_and_absolute_where_section_2_says_so() -> None:
    known = in_force("foi", ON)
    sections = {code.split("(")[0] for code in known}
    every = {f"s.{n}" for n in range(21, 45) if n != 25} | {"s.22A"}
    assert sections == every, "section 25 is about certificates"
    assert {code for code, one in known.items() if not one.qualified} == ABSOLUTE
    assert set(in_force("foi", ON, "request")) == {"s.12(1)", "s.14(1)", "s.14(2)"}
    assert all(one.neither != "-" for code, one in known.items() if code != "s.21(1)")
    assert "s.22A(1)" not in in_force("foi", date(2014, 9, 30))
    assert {one.status for one in table()} <= {"statute", "to be verified", "portal"}


def test_subject_access_and_other_audiences_have_rows_of_their_own() -> None:
    access = in_force("subject_access", ON)
    assert {f"s.45(4)({limb})" for limb in "abcde"} <= set(access)
    assert {"Sch.2.16", "Sch.3.5", "AHRA.s.5(1)(a)(i)"} <= set(access)
    assert not set(access) & set(in_force("foi", ON))
    assert "personal" in in_force("none", ON)
    assert pairs()
    assert offers()


@pytest.mark.parametrize(
    ("codes", "dead", "said"),
    [
        (["s.30(1)(a)", "s.31(1)(a)"], False, "not exempt by section 30"),
        (["s.30(2)", "s.31(1)(g)"], False, "choose one"),
        (["s.23(1)", "s.24(1)"], False, "section 23"),
        (["s.40(2)"], True, "section 38"),
        (["Sch.2.16"], True, "recorded as dead"),
        (["s.40(1)", "s.40(2)"], False, "either"),
        (["s.30(1)(a)", "s.40(2)", "s.41(1)"], False, ""),
        (["s.38(1)(a)", "s.41(1)"], True, ""),
        (["s.31(1)(a)"], True, ""),
    ],
)
def test_what_cannot_stand_together_is_refused_in_words(
    codes: list[str], dead: bool, said: str
) -> None:
    why = excluded(codes, dead=dead, on=ON)
    assert said in why
    assert bool(why) == bool(said)


def lacks(
    regime: str = "foi", *, dead: bool = False, held: tuple[str, ...] = (), **told: object
) -> str:
    try:
        fit(Grounds(**told), regime=regime, dead=dead, limbs_of=lambda _: held, on=ON)  # type: ignore[arg-type]
    except Lacking as lacking:
        return lacking.field if str(lacking).endswith(".") else "no sentence"
    return ""


@pytest.mark.mission("A075")
def test_a_qualified_exemption_without_a_public_interest_test_is_refused_beside_its_field() -> None:
    assert lacks(codes=("s.30(1)(b)",)) == "interest"
    assert lacks(codes=("s.30(1)(b)",), interest="For and against.") == ""
    assert lacks(codes=("s.31(1)(a)",), interest="For and against.") == "harm"
    assert lacks(codes=("s.31(1)(a)",), interest="For and against.", harm="Harm.") == ""
    assert lacks(codes=("s.40(2)",)) == ""
    assert lacks(codes=("s.40(2)",), dead=True) == "codes"
    assert lacks() == "codes"
    assert lacks("none") == ""
    assert lacks(codes=("s.12(1)",)) == "codes", "it answers the request as a whole"
    assert lacks(codes=("personal",)) == "codes", "of another regime"
    assert lacks(codes=tuple(in_force("foi", ON))) == "codes", "more than fits"


def test_section_36_rests_on_the_qualified_persons_opinion_on_that_very_limb() -> None:
    told = {"codes": ("s.36(2)(c)",), "interest": "For and against."}
    assert lacks(**told) == "opinion"
    assert lacks(**told, opinion="x", held=("s.36(2)(b)(i)",)) == "opinion"
    assert lacks(**told, opinion="x", held=("s.36(2)(c)",)) == ""


def test_what_is_thought_of_first_follows_from_the_case() -> None:
    assert list(offered("foi", ["living"], ON)) == ["s.40(2)"]
    mappa = {"s.30(1)(b)", "s.38(1)(a)", "s.38(1)(b)", "s.40(2)", "s.41(1)"}
    assert set(offered("foi", ["mappa"], ON)) == mappa
    assert set(offered("foi", ["mappa", "dead"], ON)) == mappa - {"s.40(2)"}
    assert set(offered("foi", ["dead"], ON)) == {"s.38(1)(a)", "s.41(1)"}
