"""Windows of policy rows: Casbin's own time conditions read the server's clock, ours read none."""

import time
from datetime import UTC, datetime

import pytest

from portal.db import stamp
from portal.gate.index import Index, PolicyWrong, check_line, check_link
from portal.gate.policy import ALWAYS, Link, law
from tests.policy.rows import READ, allow, judge, told


def test_naive_clock_and_time_zones_move_no_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """Casbin's timeMatch reads the server's local clock; ours is handed a moment in UTC."""
    assert "time" not in law().model.lower()
    when = datetime(2026, 6, 1, 12, tzinfo=UTC)
    seen = set()
    for zone in ("UTC", "Asia/Tokyo", "America/Los_Angeles"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        row = allow("m:1", "ver:1", nbf=stamp(when), exp=stamp(when.replace(hour=13)))
        seen.add((row.nbf, told(Index([row], []), "m:1", "ver:1", now=stamp(when))))
    monkeypatch.undo()
    time.tzset()
    assert seen == {("2026-06-01T12:00:00.000000Z", True)}


@pytest.mark.parametrize(
    "when",
    [
        "never",
        "9",
        "2026-06-01",
        "2026-06-01T12:00:00Z",
        "2026-06-01 12:00:00.000000Z",
        "2026-06-01T12:00:00.000000z",
        "2026-06-01T12:00:00.00000Z",
        "2026-06-01T12:00:00.0000000",
        "\u0662\u0660\u0662\u0666-06-01T12:00:00.000000Z",
        "~026-06-01T12:00:00.000000Z",
    ],
)
def test_moment_in_any_other_form_is_refused_since_text_order_is_time_order(when: str) -> None:
    """An end such as "never" sorts after every moment, and the row would not end."""
    with pytest.raises(PolicyWrong):
        check_line(allow("m:1", "ver:1", exp=when))
    with pytest.raises(PolicyWrong):
        check_link(Link("m:1", "body:a", ALWAYS, when))


def test_moments_are_half_open() -> None:
    first, last = "2026-06-01T12:00:00.000000Z", "2026-06-01T13:00:00.000000Z"
    rows, links = [allow("m:1", "ver:1", nbf=first, exp=last)], [Link("m:1", "u:a")]
    for when, may in {
        "2026-06-01T11:59:59.999999Z": False,
        first: True,
        "2026-06-01T12:59:59.999999Z": True,
        last: False,
    }.items():
        assert told(Index(rows, links), "m:1", "ver:1", now=when) is may
        assert judge(rows, links, when).decide("m:1", ["ver:1"], READ).allowed is may
