"""One request: bounds, forgery, doubles, headers, and what happens when the ground gives way."""

import threading
from typing import Any

import pytest
import sqlalchemy as sa

from portal.db import new_id, writing
from portal.gate import sessions
from portal.gate.ledger import Entry
from portal.gate.sessions import SignedIn, form_token
from portal.sharing.models import Release
from portal.web.answer import ALWAYS_SENT, SESSION
from tests.build import World, second_process
from tests.visit import HERE, Visitor, plain


@pytest.fixture
def senior(world: World, client: Any) -> Visitor:
    return Visitor(client, world.sign_in("senior"))


def ending(world: World) -> str:
    return f"/reviews/{world.review}/releases/{world.releases['first']}/end"


def is_open(world: World) -> bool:
    with world.vault.engine.connect() as connection:
        found = sa.select(Release.ended_at).where(Release.id == world.releases["first"])
        return connection.execute(found).scalar_one() is None


def test_every_answer_carries_the_headers(world: World, client: Any, senior: Visitor) -> None:
    asked = [
        senior.get("/"),
        senior.get("/nothing"),
        senior.get(f"/reviews/{new_id()}"),
        Visitor(client).get("/"),
        senior.post(ending(world), {"reason": ""}),
        senior.post(ending(world), {"token": "x"}),
        senior.post(ending(world), content_type="x"),
        client.options("/"),
        client.options("/sign-in"),
        client.request("HEAD", "/sign-in"),
        client.request("PUT", "/sign-in"),
        client.request("TRACE", "/sign-in"),
        client.get("/static/portal.css"),
        client.get("/static/none.css"),
        client.get("/static/../app.py"),
    ]
    for answer in asked:
        missing = {k for k in ALWAYS_SENT if k not in answer.headers}
        assert not missing, (answer.request.method, answer.request.url, answer.status_code)
        assert answer.status_code < 500
    assert {a.status_code for a in asked} >= {200, 303, 404, 422, 403, 405}


def test_only_material_pages_are_never_stored_and_files_are(client: Any) -> None:
    assert client.get("/sign-in").headers["cache-control"] == "no-store"
    assert "immutable" in client.get("/static/portal.css").headers["cache-control"]


def test_a_page_of_another_host_is_not_answered(client: Any) -> None:
    assert client.get("/sign-in", headers={"host": "portal.example.evil.test"}).status_code == 421


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        ({"sec-fetch-site": "cross-site"}, {}),
        ({"sec-fetch-site": "same-site"}, {}),
        ({"sec-fetch-site": "none"}, {}),
        ({"sec-fetch-site": "", "origin": "https://evil.test"}, {}),
        ({}, {"token": ""}),
        ({}, {"token": form_token("another session's token")}),
        ({}, {"once": ""}),
        ({}, {"once": "not a number"}),
    ],
)
def test_a_forged_form_has_no_effect(
    world: World, senior: Visitor, headers: dict[str, str], fields: dict[str, str]
) -> None:
    answer = senior.post(ending(world), {"reason": "safety", **fields}, **headers)
    assert answer.status_code == 403
    assert "load the page again" in answer.text.lower()
    assert is_open(world)


def test_a_form_counts_once_however_often_it_is_sent(world: World, senior: Visitor) -> None:
    fields = {"reason": "safety", "once": new_id()}
    first = senior.post(ending(world), fields)
    again = senior.post(ending(world), fields)
    assert first.status_code == again.status_code == 303
    assert first.headers["location"] == again.headers["location"]
    with world.vault.engine.connect() as connection:
        done = sa.select(sa.func.count()).where(
            Entry.act == "end_release", Entry.entry.contains('"reason":"0')
        )
        assert connection.execute(done).scalar_one() == 1


def test_two_at_once_have_one_effect(world: World, senior: Visitor) -> None:
    fields, told = {"reason": "safety", "once": new_id()}, []
    threads = [
        threading.Thread(target=lambda: told.append(senior.post(ending(world), fields)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in told} == {303}
    assert len({answer.headers["location"] for answer in told}) == 1


def test_a_number_used_by_somebody_else_is_no_number(
    world: World, client: Any, senior: Visitor
) -> None:
    once = new_id()
    assert senior.post("/sign-out", {"once": once}).status_code == 303
    other = Visitor(client, world.sign_in("probation_senior"))
    assert other.post("/sign-out", {"once": once}).status_code == 403
    assert other.get("/").status_code == 200


def test_two_forms_of_one_page_do_not_stand_for_each_other(world: World, senior: Visitor) -> None:
    once = new_id()
    assert senior.post(ending(world), {"reason": "safety", "once": once}).status_code == 303
    assert senior.post("/sign-out", {"once": once}).status_code == 303
    assert senior.get("/").status_code == 303, "signed out"
    assert senior.post("/sign-out").headers["location"] == "/sign-in"


def test_a_stranger_cannot_tell_that_a_review_exists(world: World, client: Any) -> None:
    stranger = Visitor(client, world.sign_in("stranger"))
    nothing = plain(stranger.get(f"/reviews/{new_id()}/act-as"))
    assert nothing[0] == 404
    for review in (world.review, "portal"):
        assert plain(stranger.get(f"/reviews/{review}/act-as")) == nothing


def test_an_anonymous_flood_of_marks_or_fields_is_cheap(client: Any) -> None:
    marks = "\u0315" * 400_000
    for path in ("/sign-in", "/enrol", "/enrol/factors"):
        answer = Visitor(client).post(path, {"code": marks, "password": marks, "totp": marks})
        assert answer.status_code == 413
    query = "&".join(f"a{n}=1" for n in range(50))
    assert client.get(f"/sign-in?{query}").status_code == 200


def test_what_a_form_may_be(world: World, client: Any, senior: Visitor) -> None:
    path = ending(world)
    cookie = {"cookie": f"{SESSION}={senior.token}", **HERE}
    kind = {"content-type": "application/x-www-form-urlencoded"}
    boundary = {"content-type": "multipart/form-data; boundary=x"}
    file = (
        b'--x\r\nContent-Disposition: form-data; name="token"; filename="a"\r\n\r\nz\r\n--x--\r\n'
    )

    def send(body: bytes, headers: dict[str, str]) -> Any:
        return client.post(path, content=body, headers={**cookie, **headers})

    assert send(file, boundary).status_code == 415, "a file where a token belongs"
    assert send(b"a=1&" * 10_000, kind).status_code == 413, "10,000 fields"
    assert send(b"a=" + b"x" * 2_000_000, kind).status_code == 413
    assert send(b"token=a&token=b", kind).status_code == 400, "one field twice"
    assert send(b"a=\xff\xfe", kind).status_code in {400, 403}
    assert send(b"", {}).status_code == 415
    assert is_open(world)


def test_bad_input_stands_beside_the_field_and_nothing_is_lost(
    world: World, senior: Visitor
) -> None:
    long = "ਪੰਜਾਬੀ <b>&amp; \u202e " + "x" * 5000
    answer = senior.post(ending(world), {"reason": long})
    assert answer.status_code == 422
    assert "4,000 characters" in answer.text
    assert "ਪੰਜਾਬੀ &lt;b&gt;&amp;amp;" in answer.text


def test_the_records_away_is_told_and_nothing_typed_is_lost(
    world: World, senior: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise sa.exc.OperationalError("connect", {}, Exception("away"))

    monkeypatch.setattr(sessions, "read_state", away)
    answer = senior.post(ending(world), {"reason": "a long and careful reason"})
    assert answer.status_code == 503
    assert "a long and careful reason" in answer.text
    assert senior.get("/").status_code == 503
    monkeypatch.undo()
    assert senior.get("/").status_code == 200


def test_what_cannot_be_recorded_is_not_sent(
    world: World, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Visitor(client, world.sign_in("probation_panel"))
    path = f"/reviews/{world.review}/read"
    words = [word for word, where in world.canaries.items() if where == "words of Context"]
    assert words[0] in reader.get(path).text

    def full(*_: object, **__: object) -> None:
        raise sa.exc.OperationalError("insert", {}, Exception("disk full"))

    monkeypatch.setattr("portal.gate.ledger.append", full)
    answer = reader.get(path)
    assert answer.status_code == 503
    assert words[0] not in answer.text


def test_a_mistake_of_ours_shows_no_word_of_it(
    world: World, senior: Visitor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("the name of a child")

    monkeypatch.setattr("portal.reviews.acts.my_reviews", broken)
    answer = senior.get("/")
    assert answer.status_code == 500
    assert "the name of a child" not in answer.text + caplog.text
    assert "RuntimeError in" in caplog.text


def test_a_session_of_the_attackers_choosing_is_nobodys(client: Any) -> None:
    chosen = Visitor(client, "attacker-chosen-id")
    answer = chosen.get("/")
    assert answer.status_code == 303
    assert SESSION not in answer.headers.get("set-cookie", "")


def test_the_table_of_sessions_lets_nobody_in(world: World, client: Any, senior: Visitor) -> None:
    with world.vault.engine.connect() as connection:
        stolen = connection.execute(sa.select(SignedIn.token_hash)).scalars().all()
    assert all(Visitor(client, token).get("/").status_code == 303 for token in stolen)
    assert senior.get("/").status_code == 200


def test_a_sign_out_is_final_though_a_slow_request_is_under_way(
    world: World, client: Any, senior: Visitor
) -> None:
    """The slow one began before: it may finish, and leaves nothing behind that is signed in."""
    with world.vault.read(senior.token) as gate:
        assert gate.actor.person
        assert senior.post("/sign-out").status_code == 303
    assert senior.get("/").status_code == 303
    with world.vault.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(SignedIn)).scalar() == 0


def test_suspended_elsewhere_is_signed_out_here_on_the_next_click(
    world: World, senior: Visitor
) -> None:
    other = second_process(world)
    with writing(other.engine) as connection:
        change = sa.update(sessions.Account).values(suspended_at=other.clock.now())
        connection.execute(change.where(sessions.Account.person_id == world.people["senior"]))
    assert senior.get("/").status_code == 303


def test_signed_out_people_are_sent_to_sign_in_whether_or_not_a_thing_exists(
    world: World, client: Any
) -> None:
    nobody = Visitor(client)
    for review in (world.review, new_id(), "x"):
        answer = nobody.get(f"/reviews/{review}/read")
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/sign-in?next=/reviews/{review}/read"
