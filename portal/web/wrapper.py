"""One request, from its bytes to its answer: session, anti-forgery, decision, act, drawing, commit.

It runs whole in one worker thread. A reading is drawn inside one snapshot and recorded before it is
sent; an act is recorded with its own commit. Nothing here knows any room.
"""

import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from portal.db import ID, collided, lost, new_id, stamp
from portal.gate import sessions
from portal.gate.envelope import EnvelopeBroken
from portal.gate.gate import WHOLE, Absent, Gate, MustChoose, Refused
from portal.gate.keyfile import KeysWrong
from portal.gate.keys import Shredded
from portal.gate.policy import Act
from portal.gate.sealed import PORTAL
from portal.gate.sessions import Once
from portal.gate.vault import Vault
from portal.web.answer import BEFORE, SESSION, Answer, local_path
from portal.web.draw import Frame, draw
from portal.web.page import Ask, Cookie, Deed, Download, Page, Raw, Values, Wrong

log = logging.getLogger("portal")
TRIES = 4
UNLOCKED = frozenset({Act.ARRIVE, Act.OWN_AFFAIRS})
"""Acts that rest on no policy that could change under them, so that sign-ins do not queue."""
AS_IT_IS = "application/octet-stream"
"""The kind of every download: a browser keeps it and shows nothing of it here."""
UNTYPED = frozenset({"token", "once", "password", "again", "code", "totp"})
"""Fields that are never drawn back into a form."""


class SignInFirst(Exception):
    """The page is for people who are signed in."""


class Forged(Exception):
    """The form did not come from a page that the portal drew for this session."""


@dataclass(frozen=True, slots=True)
class House:
    """What the corridor needs of the process."""

    vault: Vault
    origin: str
    demo: bool
    pages: Mapping[str, Page]


def respond(house: House, route: Page | Deed, raw: Raw) -> Answer:
    """The answer to one request; whatever happens, it is an answer."""
    try:
        return show(house, route, raw) if isinstance(route, Page) else do(house, route, raw)
    except Exception as error:  # noqa: BLE001 - the last line: an answer, and no words in it
        return _answer_to(house, raw, error)


def _answer_to(house: House, raw: Raw, error: Exception) -> Answer:  # noqa: PLR0911 - a table
    match error:
        case SignInFirst():
            return _sign_in_first(house, raw)
        case MustChoose():
            return Answer(303, location=f"/reviews/{raw.ids['review']}/act-as")
        case Absent():
            return absent(house, raw)
        case Refused() | Forged():
            return refused(house, raw, 403, str(error))
        case Shredded():
            return refused(house, raw, 410, _SHREDDED)
        case sa.exc.SQLAlchemyError() if lost(error):
            return unavailable(house, raw, "The portal cannot reach its records at the moment.")
        case _:
            return _failed(house, raw, error)


# Reading


def show(house: House, page: Page, raw: Raw, wrong: Wrong | None = None) -> Answer:
    token = raw.cookies.get(SESSION, "")
    with house.vault.read(token, _domain(raw)) as gate:
        ask = _ask(house, gate, page, raw, token)
        if page.form and raw.method == "POST" and wrong is None:
            _unforged(house, raw, _bound_by(gate))
            wrong = _filled(ask, page.form)
        values = page.show(ask)
        if isinstance(values, Download):
            answer = Answer(200, values.content, kind=AS_IT_IS, save_as=values.name)
        else:
            frame, cookies = _frame(house, ask)
            told = {"errors": wrong.errors if wrong else [], "typed": _typed(raw), **values}
            body = draw(page.template, frame, told)
            answer = Answer(422 if wrong else 200, body, cookies={**cookies, **ask.cookies})
    return answer


def _domain(raw: Raw) -> str:
    """The review that the address names, or the portal. An odd spelling names no review."""
    named = raw.ids.get("review", PORTAL)
    return named if ID.fullmatch(named) else PORTAL


def _filled(ask: Ask, form: Callable[[Mapping[str, str]], Any]) -> Wrong | None:
    """The search's form, read into `ask`; or what is wrong with it."""
    try:
        ask.form = form(ask.raw.form)
    except Wrong as wrong:
        return wrong
    return None


def _typed(raw: Raw) -> dict[str, str]:
    return {k: v for k, v in raw.form.items() if k not in UNTYPED}


def _ask(house: House, gate: Gate, route: Page | Deed, raw: Raw, token: str) -> Ask:
    """The lid: who is signed out is told so first; then the thing is found, or the act checked."""
    _signed_in(gate, route)
    if "review" in raw.ids and (raw.ids["review"] != gate.domain or not _enters(gate)):
        gate.deny(route.act, outcome="absent")
    if not route.choosing:
        gate.take_seat()
    ask = Ask(gate=gate, raw=raw, vault=house.vault, demo=house.demo, token=token)
    if route.thing is not None:
        name = list(raw.ids.values())[-1]
        ask.thing = gate.find(route.thing, name, route.act, noted=route.noted)
    elif route.act in UNLOCKED:
        if not gate.may(route.act).allowed:
            gate.deny(route.act)
    else:
        gate.check(route.act)
    return ask


def _enters(gate: Gate) -> bool:
    """Whether she may know of the review, in any of her memberships: she may have to choose one."""
    now = stamp(gate.now)
    pages = (gate.index.page(f"m:{seat}", Act.READ_REVIEW, now) for seat in gate.seats)
    return any(page.decide(WHOLE, [None])[0] for page in pages)


def _frame(house: House, ask: Ask) -> tuple[Frame, dict[str, Cookie | None]]:
    signed_in = bool(ask.gate.actor.person)
    token, cookies = _form_secret(ask.raw, signed_in=signed_in)
    return Frame(
        path=ask.raw.path,
        signed_in=signed_in,
        who=ask.gate.greeting(sessions.place_of(sessions.hash_of(ask.token))) if signed_in else "",
        acting=ask.acting,
        token=sessions.form_token(token),
        once=new_id(),
        marking=ask.marking,
        demo=house.demo,
    ), cookies


def _form_secret(raw: Raw, *, signed_in: bool) -> tuple[str, dict[str, Cookie | None]]:
    """What forms are bound to: the session, or before there is one a cookie of this browser's."""
    if signed_in:
        return raw.cookies[SESSION], {}
    held = raw.cookies.get(BEFORE, "")
    if len(held) == 43:
        return held, {}
    fresh = secrets.token_urlsafe(32)
    return fresh, {BEFORE: Cookie(fresh)}


# Acting


def turned_away(house: House, deed: Deed, raw: Raw) -> Answer | None:
    """The answer to whoever may not do this, decided before her file is taken; None for others.

    What is allowed here is recorded by the deed itself.
    """
    token = raw.cookies.get(SESSION, "")
    try:
        with house.vault.read(token, _domain(raw)) as gate:
            _ask(house, gate, deed, raw, token)
            gate.facts.clear()
    except Exception as error:  # noqa: BLE001 - as in `respond`
        # She has chosen a file, which is more than nothing: she is told that it was not taken.
        return _answer_to(house, replace(raw, form={"file": ""}), error)
    return None


def do(house: House, deed: Deed, raw: Raw) -> Answer:
    try:
        ready = _before(house, deed, raw)
        for left in range(TRIES - 1, -1, -1):
            try:
                return _act(house, deed, raw, ready)
            except sa.exc.DBAPIError as error:
                if not left or not collided(error):
                    raise
                time.sleep(0.02 * (TRIES - left))
        raise AssertionError("not reached")
    except Wrong as wrong:
        return show(house, house.pages[deed.path], raw, wrong)


def _before(house: House, deed: Deed, raw: Raw) -> Any:
    """The deed's slow work, once however often the act is tried, and for a form of ours alone."""
    if deed.before is None:
        return None
    _unforged(house, raw, SESSION, BEFORE)
    return deed.before(house.vault, raw)


def _act(house: House, deed: Deed, raw: Raw, ready: Any) -> Answer:
    token = raw.cookies.get(SESSION, "")
    with house.vault.act(token, _domain(raw), locked=deed.act not in UNLOCKED) as gate:
        _signed_in(gate, deed)
        _unforged(house, raw, _bound_by(gate))
        ask = _ask(house, gate, deed, raw, token)
        ask.ready = ready
        led = _led_before(deed, raw, gate)
        if led is None:
            ask.form = deed.form(raw.form)
            led = deed.do(ask)
            _lead(deed, raw, gate, led)
        else:
            gate.facts.clear()
    return Answer(303, location=led, cookies=ask.cookies)


def _signed_in(gate: Gate, route: Page | Deed) -> None:
    if not gate.actor.person and route.act is not Act.ARRIVE:
        raise SignInFirst


def _bound_by(gate: Gate) -> str:
    """The cookie that this person's forms are bound to."""
    return SESSION if gate.actor.person else BEFORE


def _unforged(house: House, raw: Raw, *cookies: str) -> None:
    """Raises Forged for a form that is bound to none of these cookies, or comes from elsewhere."""
    told = raw.form.get("token", "").encode()
    secrets_held = [held for name in cookies if (held := raw.cookies.get(name, ""))]
    same_site = raw.fetch_site == "same-origin" or (
        not raw.fetch_site and raw.origin in {"", house.origin}
    )
    right = any(
        hmac.compare_digest(told, sessions.form_token(held).encode()) for held in secrets_held
    )
    if not same_site or not right:
        raise Forged(
            "This form was not sent from a page of the portal, or you have signed in again since "
            "it was drawn. Go back, load the page again and send it once more."
        )


def _led_before(deed: Deed, raw: Raw, gate: Gate) -> str | None:
    """Where the same form led when it was sent before; None where this is the first time."""
    if deed.act is Act.ARRIVE:
        return None
    once = _number(raw)
    found = gate.session.get(Once, once) if once else None
    if not once or (found and found.person_id != gate.actor.person):
        raise Forged("This form has lost its number. Load the page again and send it once more.")
    return found.led_to if found else None


def _number(raw: Raw) -> str:
    """The form's number, which counts for its own address alone: a page may hold several forms."""
    once = raw.form.get("once", "")
    if not ID.fullmatch(once):
        return ""
    return hashlib.sha256(f"{once} {raw.path}".encode()).hexdigest()[:32]


def _lead(deed: Deed, raw: Raw, gate: Gate, led: str) -> None:
    if deed.act is not Act.ARRIVE:
        person = gate.actor.person
        gate.session.add(Once(id=_number(raw), person_id=person, led_to=led, done_at=gate.now))


# Refusing


def _plain_frame(house: House, raw: Raw) -> Frame:
    return Frame(
        path=raw.path, signed_in=False, who="", acting="", token="", once="", marking="",
        demo=house.demo,
    )  # fmt: skip


def _framed(house: House, raw: Raw) -> tuple[Frame, dict[str, Cookie | None]]:
    """The frame of an error page, with the person's name and sign-out where she is signed in."""
    token = raw.cookies.get(SESSION, "")
    with house.vault.read(token) as gate:
        return _frame(house, Ask(gate, raw, house.vault, house.demo, token=token))


def _error(house: House, raw: Raw, status: int, template: str, values: Values) -> Answer:
    try:
        frame, cookies = _framed(house, raw)
    except Exception:  # noqa: BLE001 - the error page itself must not fail
        frame, cookies = _plain_frame(house, raw), {}
    return Answer(status, draw(template, frame, values), cookies=cookies)


def absent(house: House, raw: Raw) -> Answer:
    """The one answer for what is not there and for what is not to be known of."""
    return _error(house, raw, 404, "web/absent.html", {})


def _sign_in_first(house: House, raw: Raw) -> Answer:
    if raw.method == "GET" or not set(raw.form) - UNTYPED:
        path = local_path(raw.path) if raw.method == "GET" else "/"
        there = "" if path == "/" else f"?next={path}"
        return Answer(303, location=f"/sign-in{there}")
    return refused(
        house, raw, 403,
        "You were signed out before this was sent, so it has had no effect. Use the back "
        "button to find what you typed, sign in again in another tab, and send it once more.",
    )  # fmt: skip


_REFUSAL = {
    "heading": "That could not be done",
    "next": "If you need help, ask the person who coordinates the review.",
    "home": "/",
}
_SHREDDED = "The keys of this material were destroyed. Nobody can open it any more."
_MISTAKE = "The portal made a mistake. Nothing was changed. The mistake has been noted."


def refused(house: House, raw: Raw, status: int, sentence: str) -> Answer:
    return _error(house, raw, status, "web/refused.html", {**_REFUSAL, "sentence": sentence})


def outside(house: House, path: str, status: int, error: Exception) -> Answer:
    """An answer for what never reached the wrapper. It asks the records nothing."""
    frame = _plain_frame(house, Raw("GET", path, {}, {}, {}, {}, "", "", ""))
    if status == 404:
        return Answer(404, draw("web/absent.html", frame, {}))
    if status < 500:
        values = {**_REFUSAL, "sentence": "The portal does not take that here."}
        return Answer(status, draw("web/refused.html", frame, values))
    log.error("%s in %s", type(error).__name__, _where(error))
    return Answer(500, draw("web/failed.html", frame, {"sentence": _MISTAKE}))


def unavailable(house: House, raw: Raw, sentence: str) -> Answer:
    """The records cannot be reached: nothing that was typed is lost."""
    again = {"action": raw.path, "fields": _kept(raw)} if raw.method == "POST" else None
    values = {"sentence": sentence, "again": again}
    return Answer(503, draw("web/unavailable.html", _plain_frame(house, raw), values))


def _kept(raw: Raw) -> dict[str, str]:
    secret = UNTYPED - {"token", "once"}
    return {k: v for k, v in raw.form.items() if k not in secret}


def _failed(house: House, raw: Raw, error: BaseException) -> Answer:
    """A fault of the portal's own. The log names the place in the code, never a word or an id."""
    log.error("%s in %s", type(error).__name__, _where(error))
    sentence = _MISTAKE
    if isinstance(error, EnvelopeBroken | KeysWrong):
        sentence = "Some of this material cannot be opened. The portal's keeper has been told."
    return _error(house, raw, 500, "web/failed.html", {"sentence": sentence})


def _where(error: BaseException) -> str:
    trace, place = error.__traceback__, "?"
    while trace:
        place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
