"""What was typed into a form whose session had ended is kept a day, for whoever typed it."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.app import SWEEPS
from portal.db import reading, writing
from portal.directory import acts as directory
from portal.gate import sessions
from portal.gate.policy import Role
from portal.gate.vault import CONSOLE
from portal.people.models import Agency
from portal.web import kept
from portal.web.answer import SESSION, Answer
from tests.people.door import Browser, Enrolled, Portal, bare

FORM = "/directory/agencies/new"
TYPED = {"name": "Canary Trust <b>\n\nsecond line", "kind": "health"}
KEPT = "What you typed is kept for 24 hours"


@pytest.fixture
def keeper(portal: Portal) -> Enrolled:
    """Somebody who may fill in the form."""
    amina, other = portal.enrolled(), portal.add("Owen Price", "owen@westmarch.example")
    with portal.vault.act("", actor=CONSOLE) as gate:
        for person in (amina.id, other):
            directory.appoint(person_id=person, role=Role.ADMINISTRATOR, gate=gate)
    return amina


def typing(browser: Browser, who: Enrolled) -> None:
    browser.sign_in(who)
    browser.get(FORM)


def again(browser: Browser, who: Enrolled) -> str:
    """She signs in once more and looks at what was kept."""
    browser.portal.later(minutes=1)
    assert browser.sign_in(who, next="/kept").location == "/kept"
    return browser.get("/kept").body.decode()


def put_back(browser: Browser, which: str) -> Answer:
    """The form of a page that is drawn by a POST, as a search's is."""
    from portal.people.pages import kept_page
    from portal.web.wrapper import respond

    raw = browser.raw("/kept", {}, {**browser.hidden(), "which": which})
    return browser._kept(respond(browser.portal.house(), kept_page, raw))


def held(portal: Portal) -> list[str]:
    with reading(portal.vault.engine) as connection:
        return list(connection.execute(sa.select(kept.Kept.id)).scalars())


def ended(portal: Portal, browser: Browser, how: str) -> None:
    if how == "idle":
        portal.later(minutes=31)
    elif how == "in another tab":
        Browser(portal, cookies=dict(browser.cookies), drawn=browser.drawn).post("/sign-out")
        del browser.cookies[SESSION]
    else:
        portal.later(hours=12)
        with writing(portal.vault.engine) as connection:
            sessions.sweep(connection, portal.now)


@pytest.mark.parametrize("how", ["idle", "in another tab", "swept"])
def test_it_is_kept_sealed_and_put_back_into_its_form(
    portal: Portal, browser: Browser, keeper: Enrolled, how: str
) -> None:
    typing(browser, keeper)
    ended(portal, browser, how)
    answer = browser.post(FORM, **TYPED, password="canary of a password")
    assert (answer.status, KEPT in answer.body.decode()) == (403, True)
    assert b"/sign-in?next=/kept" in answer.body
    assert "Canary" not in repr(portal.whole()) + "".join(portal.entries())
    assert "Canary" not in again(browser, keeper), "it is shown on its own page alone"
    assert "We kept what you typed" in browser.get("/").body.decode()
    browser.get("/kept")
    (which,) = held(portal)
    form = put_back(browser, which)
    assert form.status == 200
    assert b'value="Canary Trust &lt;b&gt;' in form.body
    assert b"&lt;b&gt;\n\nsecond line</p>" in form.body, "and as text"
    assert b"canary of a password" not in form.body
    assert b'action="/directory/agencies/new"' in form.body
    sent = browser.post(FORM, name="Canary Trust", kind="health")
    assert sent.status == 303
    assert held(portal) == [], "it has had its effect"
    with reading(portal.vault.engine) as connection:
        assert connection.execute(sa.select(Agency.name)).scalars().all() == ["Canary Trust"]


def test_sent_after_signing_in_again_it_is_kept_too(
    portal: Portal, browser: Browser, keeper: Enrolled
) -> None:
    typing(browser, keeper)
    old = browser.drawn
    portal.later(minutes=31)
    browser.get("/sign-in")
    her = {"email": keeper.email, "password": keeper.password, "code": keeper.code(portal.now)}
    assert browser.post("/sign-in", **her, next="").location == "/"
    browser.drawn = old
    answer = browser.post(FORM, **TYPED)
    assert answer.status == 403
    assert b"Have back what you typed" in answer.body
    browser.get("/kept")
    assert b"Canary Trust" in put_back(browser, *held(portal)).body


def test_another_person_at_the_same_machine_sees_nothing_of_it(
    portal: Portal, browser: Browser, keeper: Enrolled
) -> None:
    typing(browser, keeper)
    old = browser.drawn
    other = portal.enrolled("Brian Oakes", "brian@westmarch.example")
    browser.post("/sign-out")
    browser.sign_in(other)
    unknown = browser.post(FORM, token="0" * 64, **TYPED)
    browser.drawn = old
    answer = browser.post(FORM, **TYPED)
    assert (answer.status, bare(answer)) == (403, bare(unknown)), "as any form that is not hers"
    assert "Nothing that you typed is kept" in browser.get("/kept").body.decode()
    assert "We kept" not in browser.get("/").body.decode()
    (which,) = held(portal)
    browser.get("/kept")
    assert "Canary" not in put_back(browser, which).body.decode()
    browser.post("/kept/throw-away")
    assert held(portal) == [which]
    with writing(portal.vault.engine) as connection:
        connection.execute(sa.update(kept.Kept).values(person_id=other.id))
    browser.get("/kept")
    assert "Canary" not in put_back(browser, which).body.decode(), "given to another it opens not"


def test_who_may_not_go_to_the_page_any_more_does_not_see_it_either(
    portal: Portal, browser: Browser, keeper: Enrolled
) -> None:
    typing(browser, keeper)
    portal.later(minutes=31)
    browser.post(FORM, **TYPED)
    with portal.vault.act("", actor=CONSOLE) as gate:
        directory.dismiss(person_id=keeper.id, role=Role.ADMINISTRATOR, gate=gate)
    again(browser, keeper)
    closed = put_back(browser, *held(portal))
    assert (closed.status, bare(closed)) == (404, bare(browser.get("/directory")))


def test_whoever_proves_no_ended_session_keeps_nothing(
    portal: Portal, browser: Browser, keeper: Enrolled
) -> None:
    typing(browser, keeper)
    portal.later(minutes=31)
    for wrong in ({"token": "0" * 64}, {"token": ""}):
        answer = browser.post(FORM, **TYPED, **wrong)
        assert (answer.status, KEPT in answer.body.decode()) == (403, False)
    mine = dict(browser.cookies)
    browser.cookies[SESSION] = "0" * 43
    assert KEPT not in browser.post(FORM, **TYPED).body.decode(), "the form without its session"
    browser.cookies = mine
    elsewhere = replace(
        browser.raw(FORM, {}, {**browser.hidden(), **TYPED}), fetch_site="cross-site"
    )
    from portal.directory.pages import ROUTES
    from portal.web.page import Deed
    from portal.web.wrapper import respond

    deed = next(r for r in ROUTES if r.path == FORM and isinstance(r, Deed))
    assert KEPT not in respond(portal.house(), deed, elsewhere).body.decode()
    assert KEPT not in browser.post(FORM, name="x" * (kept.MOST_CHARACTERS + 1)).body.decode()
    portal.later(hours=24)
    assert KEPT not in browser.post(FORM, **TYPED).body.decode(), "a day later"
    assert held(portal) == []


@pytest.mark.parametrize("how", ["suspended", "let in again"])
def test_an_account_that_was_suspended_gets_nothing_kept(
    portal: Portal, browser: Browser, keeper: Enrolled, how: str
) -> None:
    typing(browser, keeper)
    with portal.vault.act("", actor=CONSOLE) as gate:
        directory.suspend(person_id=keeper.id, why="Left", gate=gate)
        if how == "let in again":
            directory.restore(person_id=keeper.id, why="Back", gate=gate)
    answer = browser.post(FORM, **TYPED)
    assert (answer.status, KEPT in answer.body.decode()) == (403, False)
    assert held(portal) == []


def test_of_one_page_the_last_counts_of_many_the_newest_and_after_a_day_none(
    portal: Portal, browser: Browser, keeper: Enrolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    typing(browser, keeper)
    drawn = browser.drawn
    portal.later(minutes=31)
    for path in (FORM, FORM, "/directory/people/new", "/directory/reviews/new"):
        portal.later(seconds=1)
        browser.drawn = drawn
        browser.post(path, name=f"Canary {path} {portal.now.second}", kind="x")
    assert len(held(portal)) == 2
    with reading(portal.vault.engine) as connection:
        newest = connection.execute(sa.select(kept.Kept.kept_at).order_by(kept.Kept.kept_at))
        assert portal.now - newest.scalars().all()[0] == timedelta(seconds=1)
    assert again(browser, keeper).count('name="which"') == 2
    portal.later(hours=23)
    assert again(browser, keeper).count('name="which"') == 2
    portal.later(hours=1)
    assert "Nothing that you typed is kept" in again(browser, keeper)
    with writing(portal.vault.engine) as connection:
        for sweep in (sessions.sweep, *SWEEPS):
            sweep(connection, portal.now)
        assert connection.execute(sa.select(sessions.Ended)).all() == []
    assert held(portal) == []


def test_it_can_be_thrown_away(portal: Portal, browser: Browser, keeper: Enrolled) -> None:
    typing(browser, keeper)
    portal.later(minutes=31)
    browser.post(FORM, **TYPED)
    again(browser, keeper)
    assert b"You cannot take this back" in browser.get("/kept/throw-away").body
    assert browser.post("/kept/throw-away").location == "/"
    assert held(portal) == []
