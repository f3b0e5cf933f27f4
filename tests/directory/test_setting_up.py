"""The pages of whoever sets up: agencies, people, their codes, reviews; and each refusal."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.db import new_id, reading, writing
from portal.directory import acts as directory
from portal.gate.sessions import Account
from portal.gate.vault import CONSOLE
from portal.people.models import Agency, Person
from portal.reviews import acts as reviews
from portal.reviews import code_names
from portal.reviews.models import Review
from portal.web.dates import day, today
from tests.build import World
from tests.people.test_directory import NAMES
from tests.visit import Visitor, plain

pytestmark = pytest.mark.slow


@pytest.fixture
def keeper(world: World, client: Any) -> Visitor:
    return Visitor(client, world.sign_in("administrator"))


def one(world: World, query: Any) -> Any:
    with reading(world.vault.engine) as connection:
        return connection.execute(query).scalar_one_or_none()


def count(world: World, model: Any) -> int:
    return int(one(world, sa.select(sa.func.count()).select_from(model)))


def words(page: Any) -> str:
    """What the page says, without its markup."""
    import html

    return html.unescape(re.sub(r"<[^>]+>", " ", page.text))


def test_nobody_but_an_administrator_finds_any_of_it(world: World, client: Any) -> None:
    person, review = world.people["author"], world.review
    paths = [
        "", "/agencies/new", f"/agencies/{next(iter(world.agencies.values()))}", "/people/new",
        f"/people/{person}", f"/people/{person}/code", f"/people/{person}/new-code",
        f"/people/{person}/suspend", f"/people/{person}/let-in", "/reviews", "/reviews/new",
        f"/people/{person}/appoint", f"/people/{person}/dismiss", "/appointments",
        f"/reviews/{review}", f"/reviews/{review}/join", f"/joinings/{new_id()}/take-back",
    ]  # fmt: skip
    for who in ("board", "senior", "auditor", "stranger"):
        visitor = Visitor(client, world.sign_in(who))
        nothing = plain(visitor.get("/no-such-page"))
        for path in paths:
            assert plain(visitor.get(f"/directory{path}")) == nothing, (who, path)
        for path in ("/agencies/new", "/people/new", f"/people/{person}/suspend", "/reviews/new"):
            assert visitor.post(f"/directory{path}", {"reason": "x"}).status_code == 404
        assert "Setting up" not in visitor.get("/").text


def test_the_directory_is_grouped_by_agency_and_says_who_can_sign_in(
    world: World, keeper: Visitor
) -> None:
    assert "/directory" in keeper.get("/").text
    with world.act("administrator", "portal") as gate:
        directory.suspend(person_id=world.people["author"], why="Left.", gate=gate)
    told = words(keeper.get("/directory"))
    order = [told.index(name) for name in ("Aldermere Probation", "Westmarch Police", "Nadia")]
    assert order == sorted(order)
    assert told.count("Suspended since") == 1
    assert "author@example.org" in told


def test_an_agency_is_added_once(world: World, keeper: Visitor) -> None:
    led = keeper.post("/directory/agencies/new", {"name": "Coldbrook Prison", "kind": "prison"})
    page = keeper.get(led.headers["location"])
    assert "Coldbrook Prison" in page.text
    assert "Next, add its people" in page.text
    twice = keeper.post("/directory/agencies/new", {"name": "Coldbrook Prison", "kind": "prison"})
    assert twice.status_code == 422
    assert "There is an agency of that name already." in twice.text
    assert count(world, Agency) == 4


@pytest.mark.parametrize("name", NAMES.values())
def test_a_name_in_any_script_is_kept_and_a_code_is_shown_once(
    world: World, keeper: Visitor, name: str
) -> None:
    agency = world.agencies["Fenwick Health Trust"]
    sent = {"name": name, "email": "new@fenwick.example", "agency": agency}
    led = keeper.post("/directory/people/new", sent)
    path, cookie = led.headers["location"], led.headers["set-cookie"]
    told = re.search(r"__Host-code=([^;]+)", cookie)
    assert told
    code = told[1].partition(".")[2]
    assert code not in path
    assert "HttpOnly" in cookie
    keeper.client.cookies.clear()
    held = f"{keeper._cookie()['cookie']}; __Host-code={told[1]}"
    page = keeper.client.get(path, headers={"cookie": held}, follow_redirects=False)
    assert code in page.text
    assert name in words(page)
    assert "__Host-code=" in page.headers["set-cookie"], "the browser forgets it"
    again = keeper.get(path)
    assert code not in again.text
    assert "shown no more" in again.text
    with reading(world.vault.engine) as connection:
        held_rows = repr(connection.execute(sa.select(Person.__table__)).all())
    assert code.replace("-", "") not in held_rows
    assert name in words(keeper.get(path.removesuffix("/code")))


def test_a_code_of_somebody_else_is_not_shown(world: World, keeper: Visitor) -> None:
    path = f"/directory/people/{world.people['author']}/code"
    held = f"{keeper._cookie()['cookie']}; __Host-code={world.people['senior']}.AAAA-BBBB"
    page = keeper.client.get(path, headers={"cookie": held}, follow_redirects=False)
    assert "AAAA-BBBB" not in page.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Enter the person's name."),
        ({"email": "nobody"}, "usual form"),
        ({"email": "author@example.org"}, "Somebody has that email address already."),
        ({"agency": ""}, "Choose an agency"),
        ({"agency": "x' or 1=1 --"}, "Choose an agency"),
        ({"agency": "0" * 32}, "There is no such agency."),
        ({"name": "a\nb"}, "one line"),
    ],
)
def test_what_cannot_be_an_account_is_said_beside_its_field(
    world: World, keeper: Visitor, fields: dict[str, str], sentence: str
) -> None:
    before = count(world, Person)
    sent = {"name": "<b>Zoë</b> {{ x }}", "email": "zoe@x.example", "agency": "none", **fields}
    answer = keeper.post("/directory/people/new", sent)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "<b>Zo" not in answer.text
    if "name" not in fields:
        assert "&lt;b&gt;Zoë" in answer.text, "nothing typed is lost"
    assert count(world, Person) == before


def test_two_of_one_name_are_told_apart(world: World, keeper: Visitor) -> None:
    sent = {"name": "Amina Rahman", "agency": world.agencies["Westmarch Police"]}
    keeper.post("/directory/people/new", {**sent, "email": "other.amina@example.org"})
    page = words(keeper.get(f"/directory/reviews/{world.review}/join"))
    assert "Amina Rahman, Westmarch Police (author@example.org)" in page
    assert "Amina Rahman, Westmarch Police (other.amina@example.org)" in page


def test_suspending_says_what_happens_and_is_undone(world: World, keeper: Visitor) -> None:
    who = world.people["author"]
    path = f"/directory/people/{who}"
    her = Visitor(keeper.client, world.sign_in("author"))
    assert her.get("/").status_code == 200
    assert "nobody can sign in" in keeper.get(f"{path}/suspend").text
    empty = keeper.post(f"{path}/suspend", {"reason": " "})
    assert empty.status_code == 422
    assert her.get("/").status_code == 200
    done = keeper.post(f"{path}/suspend", {"reason": "canarywhy"})
    assert "The account is suspended" in keeper.get(done.headers["location"]).text
    assert her.get("/").status_code == 303
    lifted = keeper.post(f"{path}/let-in", {"reason": "Back."})
    assert "open again" in keeper.get(lifted.headers["location"]).text
    assert one(world, sa.select(Account.suspended_at).where(Account.person_id == who)) is None


def test_nobody_suspends_herself(world: World, keeper: Visitor) -> None:
    path = f"/directory/people/{world.people['administrator']}"
    assert "Ask another administrator" in keeper.get(path).text
    answer = keeper.post(f"{path}/suspend", {"reason": "x"})
    assert answer.status_code == 422
    assert "You cannot suspend your own account" in answer.text


def test_a_new_code_ends_what_the_person_had(world: World, keeper: Visitor) -> None:
    path = f"/directory/people/{world.people['author']}"
    her = Visitor(keeper.client, world.sign_in("author"))
    assert "every session of theirs ends" in keeper.get(f"{path}/new-code").text
    led = keeper.post(f"{path}/new-code")
    assert led.headers["location"] == f"{path}/code"
    assert her.get("/").status_code == 303


def test_nobody_makes_a_code_for_herself_and_locks_herself_out(
    world: World, keeper: Visitor
) -> None:
    path = f"/directory/people/{world.people['administrator']}"
    assert f"{path}/new-code" not in keeper.get(path).text
    assert "Ask another administrator" in keeper.post(f"{path}/new-code").text
    assert keeper.get(path).status_code == 200, "she is signed in as before"


# Appointments


def test_another_administrator_is_appointed_and_dismissed(world: World, keeper: Visitor) -> None:
    path = f"/directory/people/{world.people['stranger']}"
    his = Visitor(keeper.client, world.sign_in("stranger"))
    assert his.get("/directory").status_code == 404
    assert "From their next click on" in keeper.get(f"{path}/appoint").text
    assert "Choose the role." in keeper.post(f"{path}/appoint", {"role": "chair"}).text
    led = keeper.post(f"{path}/appoint", {"role": "administrator"})
    assert "The appointment holds" in keeper.get(led.headers["location"]).text
    assert f"Quentin Shaw Administrator since {day(datetime.now(UTC))}" in told(his)
    again = keeper.post(f"{path}/appoint", {"role": "administrator"})
    assert "has it already" in again.text
    unsaid = keeper.post(f"{path}/dismiss", {"role": "administrator"})
    assert unsaid.status_code == 422
    assert 'value="administrator" checked' in unsaid.text
    ended = {"role": "administrator", "reason": "canarywhy"}
    led = keeper.post(f"{path}/dismiss", ended)
    assert "The appointment has ended" in keeper.get(led.headers["location"]).text
    assert his.get("/directory").status_code == 404
    assert f"Quentin Shaw Administrator until {day(datetime.now(UTC))}" in told(keeper)
    assert "does not have that role" in keeper.post(f"{path}/dismiss", ended).text
    assert "has no role in the portal" in keeper.get(f"{path}/dismiss").text


def told(visitor: Visitor) -> str:
    return " ".join(words(visitor.get("/directory/appointments")).split())


def test_the_last_administrator_stays(world: World, keeper: Visitor) -> None:
    mine, other = world.people["administrator"], world.people["auditor"]
    leave = {"role": "administrator", "reason": "I retire."}
    keeper.post(f"/directory/people/{other}/appoint", {"role": "administrator"})
    refused = keeper.post(f"/directory/people/{mine}/dismiss", leave)
    assert "No other administrator can sign in yet. Appoint one first." in refused.text
    assert "I retire." in refused.text
    with writing(world.vault.engine) as connection:
        enrolled = sa.update(Person).where(Person.id == other).values(password="hashed")
        connection.execute(enrolled)
    assert keeper.post(f"/directory/people/{mine}/dismiss", leave).headers["location"] == "/"
    assert keeper.get("/").status_code == 200
    assert keeper.get("/directory").status_code == 404


# Reviews


def test_a_review_is_opened_under_a_name_that_nobody_chose(world: World, keeper: Visitor) -> None:
    sent = {"kind": "dhr", "marking": "OFFICIAL", "handling": "portal_only"}
    sent["code_name"] = "The Jones murder"
    led = keeper.post("/directory/reviews/new", sent).headers["location"]
    page = keeper.get(led).text
    assert "The Jones murder" not in page
    review = led.rpartition("/")[2].partition("?")[0]
    name = one(world, sa.select(Review.code_name).where(Review.id == review))
    word, _, number = name.partition(" ")
    assert word.lower() in code_names.WORDS
    assert 1 <= int(number) <= code_names.MOST
    assert name in page


def test_a_code_name_is_never_given_twice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    told = iter(["Hawthorn 41", "Hawthorn 41", "Alder 7"])
    monkeypatch.setattr(code_names, "drawn", lambda: next(told))
    with world.vault.act("", actor=CONSOLE) as gate:
        made = reviews.open_review(kind="dhr", marking="OFFICIAL", gate=gate)
    assert made.code_name == "Alder 7"


def test_the_words_are_plain_and_each_is_there_once() -> None:
    assert len(set(code_names.WORDS)) == len(code_names.WORDS) > 100
    assert all(word.isalpha() and word.islower() for word in code_names.WORDS)


@pytest.mark.parametrize("fields", [{}, {"kind": "x", "marking": "OFFICIAL"}, {"kind": "dhr"}])
def test_what_is_no_review_is_not_opened(
    world: World, keeper: Visitor, fields: dict[str, str]
) -> None:
    assert keeper.post("/directory/reviews/new", fields).status_code == 422
    assert count(world, Review) == 1


NOW = today(datetime.now(UTC))
TOMORROW = NOW + timedelta(days=1)


def typed(day: Any) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def part(world: World, who: str = "stranger", **fields: str) -> dict[str, str]:
    return {
        "person": world.people[who],
        "body": world.agencies["Fenwick Health Trust"],
        "role_panel_member": "panel_member",
        "starts": typed(NOW),
        "ends": typed(NOW + timedelta(days=300)),
        **fields,
    }


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"person": ""}, "Choose the person."),
        ({"person": "0" * 32}, "no such person"),
        ({"body": ""}, "Choose for whom"),
        ({"body": "0" * 32}, "no such agency"),
        ({"body": "board"}, "Nobody is panel member for the commissioning board."),
        ({"role_chair": "chair"}, "Nobody is chair for an agency."),
        ({"role_panel_member": ""}, "Choose at least one role."),
        ({"role_member": "member", "role_panel_member": ""}, "Nobody is member for an agency."),
        ({"role_senior_office": "senior_office"}, "Say how this person holds the office."),
        ({"standing": "holder"}, "Only a senior office"),
        ({"starts": "31/2/2027"}, "first day as a real date"),
        ({"starts": typed(NOW - timedelta(days=1))}, "today or later"),
        ({"ends": ""}, "Every part has an end."),
        ({"ends": typed(NOW - timedelta(days=1))}, "must not be before the first"),
        ({"ends": typed(NOW + timedelta(days=800))}, "within 2 years"),
        ({"starts": "31/12/9999", "ends": "31/12/9999"}, "first day as a real date"),
        ({"ends": "١/١/٢٠٢٨"}, "last day as a real date"),
    ],
)
def test_a_part_that_cannot_be_is_said_beside_its_field(
    world: World, keeper: Visitor, fields: dict[str, str], sentence: str
) -> None:
    path = f"/directory/reviews/{world.review}/join"
    answer = keeper.post(path, part(world, **fields))
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "waits to be confirmed" not in words(keeper.get(f"/directory/reviews/{world.review}"))


def test_the_board_has_no_panel_member_of_an_agency_and_no_review_is_made_up(
    world: World, keeper: Visitor
) -> None:
    for odd in (new_id(), "x", world.review.upper()):
        assert keeper.get(f"/directory/reviews/{odd}").status_code == 404
        assert keeper.post(f"/directory/reviews/{odd}/join", part(world)).status_code == 404
