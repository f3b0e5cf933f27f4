"""How findings that are pasted in are told apart: nothing of their words is lost."""

import pytest

from portal.proceedings.findings import parted


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", []),
        (" \n \n", []),
        ("One finding.", ["One finding."]),
        ("First\nSecond\n Third ", ["First", "Second", "Third"]),
        ("First runs\non here\n\nSecond", ["First runs on here", "Second"]),
        ("1. First\n2. Second runs\non\n\nand on\n3. Third",
         ["First", "Second runs on and on", "Third"]),
        ("(1) First\n(2) Second", ["First", "Second"]),
        ("7) Seventh\n8) Eighth", ["Seventh", "Eighth"]),
        ("4.1 First\n4.2 Second\n5.1 Third", ["First", "Second", "Third"]),
        ("The matters of concern are:\n1. First\n2. Second",
         ["The matters of concern are:", "First", "Second"]),
        ("1. The only one", ["The only one"]),
        ("1. First, after\n3. hours without a call\n2. Second",
         ["First, after 3. hours without a call", "Second"]),
        ("• First\n• Second", ["First", "Second"]),
        ("- First\n  more of it\n- Second", ["First more of it", "Second"]),
        ("ਪੁਲਿਸ ਨੇ ਨਹੀਂ ਸੁਣਿਆ।\r\n\r\n1 <b>x</b>", ["ਪੁਲਿਸ ਨੇ ਨਹੀਂ ਸੁਣਿਆ।", "1 <b>x</b>"]),
    ],
)  # fmt: skip
def test_numbers_bullets_and_empty_lines_part_them(text: str, told: list[str]) -> None:
    assert parted(text) == told


@pytest.mark.parametrize(
    "text",
    ["3.5 hours passed before anybody came.", "12. March was the day.", "2019 was the year.",
     "5.5 hours went by\n7.2 miles away", "A. Smith said so\nB. Jones did not", "1.\n2.", "-"],
)  # fmt: skip
def test_what_only_looks_like_a_number_is_kept(text: str) -> None:
    assert " ".join(parted(text)).split() == text.split()
