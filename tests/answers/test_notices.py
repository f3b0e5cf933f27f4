"""The texts that write themselves: every number from a dated row, and nothing of who asked."""

from datetime import date

import pytest

from portal.answers import given, notices, pack
from portal.answers.notices import Facts, Found, Reason
from portal.clocks.tables import TableWrong

ON = date(2026, 11, 30)
REASONS = [
    Reason("s.40(2)", "Personal data of somebody else", "It is personal data", False,
           ("",), ("",), (1, 3)),
    Reason("s.31(1)(a)", "Law enforcement: crime", "It would harm", True,
           ("Harm.", "Harm."), ("Weighed.",), (2,)),
]  # fmt: skip


def facts(outcome: str) -> Facts:
    return Facts("FOI-7K3MQ2XD", date(2026, 11, 2), ON, outcome, "Fenwick Council", "We can help.")


@pytest.mark.parametrize("outcome", sorted(notices.WHAT))
def test_every_answer_says_what_it_is_and_the_rights_that_follow(outcome: str) -> None:
    told = notices.letter(facts(outcome))
    assert notices.WHAT[outcome] in told
    assert "within 40 working days" in told
    assert "within 20 working days" in told
    assert "Information Commissioner" in told
    assert "We can help." in told
    assert ("Fenwick Council" in told) == (outcome == "redirected")


@pytest.mark.mission("A076")
def test_a_notice_cites_each_exemption_with_its_reasons_and_where_it_is_relied_on() -> None:
    told = notices.notice(facts("part"), REASONS)
    first, second = (p for p in told.split("\n\n") if p.startswith("s."))
    assert "an absolute exemption" in first
    assert "rows 1 and 3 of the schedule" in first
    assert "a qualified exemption" in second
    assert "row 2 of the schedule" in second
    assert "Why it applies: Harm." in told
    assert "The public interest: Weighed." in told
    assert told.count("Harm.") == 1
    neither = notices.notice(facts("neither"), [])
    assert "The duty to say whether information is held does not apply" in neither


def test_the_outcome_of_a_review_tells_of_each_place() -> None:
    found = [Found(2, "withdrawn", "", "It is over."),
             Found(1, "varied", "s.38(1)(a)", "Danger.")]  # fmt: skip
    told = notices.outcome("FOI-7K3MQ2XD", ON, date(2026, 11, 20), found)
    assert told.index("Row 1") < told.index("Row 2")
    assert "varied, now under s.38(1)(a). Danger." in told
    assert "We give you more than before" in told
    upheld = notices.outcome("FOI-X", ON, ON, [Found(0, "upheld", "", "It stands.")])
    assert "The decision as a whole: upheld. It stands." in upheld
    assert "within 6 weeks" in upheld


def test_a_day_for_which_no_row_holds_is_an_error_and_no_empty_sentence() -> None:
    with pytest.raises(TableWrong):
        given.said("ico_name", date(1999, 1, 1))
    assert given.to_appeal(ON).words == "28 days"


def test_what_is_signed_is_over_names_texts_and_files() -> None:
    one = pack.digest({"letter": "a", "notice": "b"})
    assert one == pack.digest({"notice": "b", "letter": "a"})
    assert len({one, pack.digest({"letter": "b", "notice": "a"}),
                pack.digest({"letter": "a", "notice": "b"}, "x")}) == 3  # fmt: skip
    assert pack.zipped({"a": b"1"}) == pack.zipped({"a": b"1"})
