"""The days on which the panel meets: who sets them, who sees them, and what they propose."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.db import writing
from portal.reviews.models import Meeting
from portal.web.dates import in_words, today
from tests.build import World, subject
from tests.visit import Visitor, plain

pytestmark = pytest.mark.slow
NOW = today(datetime.now(UTC))
SOON, LATER = NOW + timedelta(days=7), NOW + timedelta(days=40)


def typed(day: Any) -> dict[str, str]:
    return {"on": f"{day.day}/{day.month}/{day.year}"}


def test_a_meeting_is_set_seen_and_cancelled(world: World, client: Any) -> None:
    base = f"/reviews/{world.review}"
    chair, member, board = (
        Visitor(client, world.sign_in(who)) for who in ("chair", "health_panel", "board")
    )
    assert "No meeting is set." in member.get(f"{base}/meetings").text
    assert "next meets" not in member.get(base).text
    for day in (LATER, SOON):
        assert chair.post(f"{base}/meetings", typed(day)).status_code == 303
    assert f"<time>{in_words(SOON)}</time>" in member.get(base).text
    listed = member.get(f"{base}/meetings").text
    assert listed.index(in_words(SOON)) < listed.index(in_words(LATER))
    assert "Set this day" not in listed
    assert "/cancel" not in listed
    with world.vault.engine.connect() as connection:
        first = sa.select(Meeting.id).where(Meeting.meets_on == SOON)
        path = f"{base}/meetings/{connection.execute(first).scalar_one()}/cancel"
    assert plain(member.get(path)) == plain(member.get("/no-such-page"))
    assert "does not meet on" in board.get(path).text
    assert board.post(path).status_code == 303
    assert "taken place or was cancelled" in board.post(path).text
    assert f"<time>{in_words(LATER)}</time>" in member.get(base).text
    assert "Cancelled on" in member.get(f"{base}/meetings").text
    assert chair.post(f"{base}/meetings", typed(SOON)).status_code == 303, "it is set anew"


def test_a_day_that_cannot_be_is_said_beside_its_field(world: World, client: Any) -> None:
    path = f"/reviews/{world.review}/meetings"
    chair, stranger = (Visitor(client, world.sign_in(who)) for who in ("chair", "stranger"))
    chair.post(path, typed(SOON))
    for day, sentence in (
        ("31/2/2027", "Enter the day as a real date"),
        ("", "Enter the day as a real date"),
        (typed(NOW - timedelta(days=1))["on"], "today or later"),
        (typed(SOON)["on"], "meets on that day already"),
    ):
        answer = chair.post(path, {"on": day})
        assert answer.status_code == 422
        assert sentence in answer.text
        assert f'value="{day}"' in answer.text or not day
    for who in ("author", "senior", "probation_panel"):
        refused = Visitor(client, world.sign_in(who)).post(path, typed(LATER))
        assert refused.status_code == 404, who
    assert stranger.get(path).status_code == 404


def test_a_release_that_ends_on_a_day_is_offered_the_day_after(world: World, client: Any) -> None:
    senior = Visitor(client, world.sign_in("senior"))
    path = f"/reviews/{world.review}/releases/{world.releases['first']}/end"
    assert "filled in" not in senior.get(path).text
    meetings = f"/reviews/{world.review}/meetings"
    Visitor(client, world.sign_in("chair")).post(meetings, typed(SOON))
    after = SOON + timedelta(days=1)
    page = senior.get(path).text
    assert "The day after the panel’s next meeting is filled in." in page
    fields = {"on-day": after.day, "on-month": after.month, "on-year": after.year}
    for name, value in fields.items():
        assert f'name="{name}" type="text" value="{value}"' in page
    other = {"when": "day", "on-day": "1", "on-month": "2", "on-year": "", "reason": ""}
    assert f'value="{after.year}"' not in senior.post(path, other).text, "what was typed stays"
    with writing(world.vault.engine) as connection:
        connection.execute(sa.update(Meeting).values(meets_on=NOW + timedelta(days=4000)))
    assert "filled in" not in senior.get(path).text, "it ends by itself before"


def test_two_of_one_part_in_the_case_have_links_that_differ(world: World, client: Any) -> None:
    for _ in range(2):
        subject(world)
    page = Visitor(client, world.sign_in("chair")).get(f"/reviews/{world.review}").text
    assert re.findall(r"Person who caused the harm[^<]*", page) == [
        f"Person who caused the harm {number}" for number in (1, 2, 3)
    ]
