"""One request, from its bytes to its answer: session, anti-forgery, decision, act, drawing, commit.

It runs whole in one worker thread. A reading is drawn inside one snapshot and recorded before it is
sent; an act is recorded with its own commit. Nothing here knows any room.
"""

import hmac
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from portal.db import collided, lost, new_id, stamp
from portal.gate import sessions
from portal.gate.envelope import EnvelopeBroken
from portal.gate.gate import WHOLE, Absent, Gate, MustChoose, Refused
from portal.gate.keyfile import KeysWrong
from portal.gate.keys import Shredded
from portal.gate.policy import STRANGERS, Act
from portal.gate.sessions import Once
from portal.gate.vault import Vault
from portal.web import kept
from portal.web.answer import BEFORE, SESSION, Answer, local_path, where
from portal.web.draw import LOWEST, Frame, draw
from portal.web.page import Again, Ask, Cookie, Deed, Download, Page, Raw, Values, Wrong, page_at

log = logging.getLogger("portal")
TRIES = 4
UNLOCKED = frozenset({Act.ARRIVE, Act.OWN_AFFAIRS, Act.READ_CALENDAR})
"""Acts that rest on no policy that could change under them, so that sign-ins do not queue."""


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
        case Refused():
            return refused(house, raw, 403, str(error))
        case Forged():
            return _forged(house, raw, str(error))
        case Shredded():
            return refused(house, raw, 410, _SHREDDED)
        case sa.exc.SQLAlchemyError() if lost(error):
            return unavailable(house, raw, "The portal cannot reach its records at the moment.")
        case _:
            return _failed(house, raw, error)


# Reading


def show(
    house: House, page: Page, raw: Raw, wrong: Wrong | None = None, *, once: str = ""
) -> Answer:
    token = raw.cookies.get(SESSION, "")
    with house.vault.read(token, raw.domain) as gate:
        ask = _ask(house, gate, page, raw, token)
        if page.form and raw.method == "POST" and wrong is None:
            _unforged(house, raw, _bound_by(gate))
            wrong = _filled(ask, page.form)
        values = page.show(ask)
        if isinstance(values, Again):
            answer = None
        elif isinstance(values, Download):
            name = f"{ask.marking}-{values.name}"
            answer = Answer(200, values.content, kind=values.kind, save_as=name)
        else:
            frame, cookies = _frame(house, ask, once)
            back = kept.readable(raw.typed) if once else []
            errors = wrong.errors if wrong else []
            told = {"errors": errors, "typed": raw.typed, "put_back": back}
            body = draw(page.template, frame, {**told, **values})
            status = 422 if wrong and wrong.errors else 200
            sent = {**cookies, **ask.cookies}
            answer = Answer(status, body, cookies=sent, renews=ask.renews)
    return answer or _again(house, raw, values)


def _again(house: House, raw: Raw, again: Again) -> Answer:
    """Another page, drawn as if its form had come back to be corrected, with nothing wrong."""
    found = page_at(house.pages, again.path)
    if found is None:
        raise Absent
    page, ids = found
    typed = replace(raw, path=again.path, ids=ids, form=again.fields)
    return show(house, page, typed, Wrong([]), once=again.once)


def _filled(ask: Ask, form: Callable[[Mapping[str, str]], Any]) -> Wrong | None:
    """The search's form, read into `ask`; or what is wrong with it."""
    try:
        ask.form = form(ask.raw.form)
    except Wrong as wrong:
        return wrong
    return None


def _ask(house: House, gate: Gate, route: Page | Deed, raw: Raw, token: str) -> Ask:
    """The lid: who is signed out is told so first; then the thing is found, or the act checked."""
    _signed_in(gate, route)
    if "review" in raw.ids and (raw.ids["review"] != gate.domain or not _enters(gate)):
        gate.deny(route.act, outcome="absent")
    if not route.choosing:
        gate.take_seat()
    ask = Ask(gate=gate, raw=raw, vault=house.vault, demo=house.demo, token=token)
    ask.origin = house.origin
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
    """Whether she may know of the review or notified it, in a membership she may have to choose."""
    now, told = stamp(gate.now), (Act.READ_REVIEW, Act.READ_NOTIFICATION)
    pages = (gate.index.page(f"m:{seat}", act, now) for seat in gate.seats for act in told)
    return any(page.decide(WHOLE, [None])[0] for page in pages)


def _frame(house: House, ask: Ask, once: str = "") -> tuple[Frame, dict[str, Cookie | None]]:
    signed_in = bool(ask.gate.actor.person)
    token, cookies = _form_secret(ask.raw, signed_in=signed_in)
    return Frame(
        path=ask.raw.path,
        signed_in=signed_in,
        who=ask.gate.greeting(sessions.place_of(sessions.hash_of(ask.token))) if signed_in else "",
        acting=ask.acting,
        token=sessions.form_token(token),
        once=once or new_id(),
        marking=ask.marking, handling=ask.handling,
        demo=house.demo,
    ), cookies  # fmt: skip


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
        with house.vault.read(token, deed.place(house.vault, raw)) as gate:
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
    domain, locked = deed.place(house.vault, raw), deed.act not in UNLOCKED
    with house.vault.act(token, domain, locked=locked) as gate:
        _signed_in(gate, deed)
        _unforged(house, raw, _bound_by(gate))
        ask = _ask(house, gate, deed, raw, token)
        ask.ready = ready
        led = _led_before(deed, raw, gate)
        if led is None:
            if gate.shredded and not deed.goes_on:
                raise Refused(_DESTROYED)
            ask.form = deed.form(raw.form)
            led = deed.do(ask)
            _lead(deed, raw, gate, led)
        else:
            gate.facts.clear()
    return Answer(303, location=led, cookies=ask.cookies)


def _signed_in(gate: Gate, route: Page | Deed) -> None:
    if not gate.actor.person and route.act not in STRANGERS:
        raise SignInFirst


def _bound_by(gate: Gate) -> str:
    """The cookie that this person's forms are bound to."""
    return SESSION if gate.actor.person else BEFORE


def _unforged(house: House, raw: Raw, *cookies: str) -> None:
    """Raises Forged for a form that is bound to none of these cookies, or comes from elsewhere."""
    told = raw.form.get("token", "").encode()
    secrets_held = [held for name in cookies if (held := raw.cookies.get(name, ""))]
    right = any(
        hmac.compare_digest(told, sessions.form_token(held).encode()) for held in secrets_held
    )
    if not raw.from_us(house.origin) or not right:
        raise Forged(
            "This form was not sent from a page of the portal, or you have signed in again since "
            "it was drawn. Go back, load the page again and send it once more."
        )


def _led_before(deed: Deed, raw: Raw, gate: Gate) -> str | None:
    """Where the same form led when it was sent before; None where this is the first time."""
    if deed.act in STRANGERS:
        return None
    once = raw.number
    found = gate.session.get(Once, once) if once else None
    if not once or (found and found.person_id != gate.actor.person):
        raise Forged("This form has lost its number. Load the page again and send it once more.")
    return found.led_to if found else None


def _lead(deed: Deed, raw: Raw, gate: Gate, led: str) -> None:
    if deed.act not in STRANGERS:
        person = gate.actor.person
        gate.session.add(Once(id=raw.number, person_id=person, led_to=led, done_at=gate.now))
        kept.throw_away(gate=gate, only=raw.form["once"])


# Refusing


def _plain_frame(house: House, raw: Raw) -> Frame:
    return Frame(
        path=raw.path, signed_in=False, who="", acting="", token="", once="", marking=LOWEST,
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
    if raw.method == "GET" or not raw.typed:
        path = local_path(raw.path) if raw.method == "GET" else "/"
        there = "" if path == "/" else f"?next={path}"
        return Answer(303, location=f"/sign-in{there}")
    if _kept_for(house, raw):
        sentence = f"{_TOO_LATE} What you typed is kept for 24 hours, sealed, for you alone."
        way = {"home": "/sign-in?next=/kept", "link": "Sign in to have it back", "next": ""}
        return refused(house, raw, 403, sentence, **way)
    return refused(
        house, raw, 403,
        f"{_TOO_LATE} Sign in again in another tab first. Then use the back button here to find "
        "what you typed, and send it once more.",
    )  # fmt: skip


def _forged(house: House, raw: Raw, sentence: str) -> Answer:
    """Drawn before she signed in again: then it is kept; of another's form she learns nothing."""
    whose = _kept_for(house, raw)
    with house.vault.read(raw.cookies.get(SESSION, "")) as gate:
        if not whose or whose != gate.actor.person:
            return refused(house, raw, 403, sentence)
    sentence = "You have signed in again since this page was drawn, so sending it had no effect."
    way = {"home": "/kept", "link": "Have back what you typed", "next": ""}
    return refused(house, raw, 403, sentence, **way)


def _kept_for(house: House, raw: Raw) -> str:
    """For whom the fields are kept, if they were typed on a page of her session; or nobody."""
    ours = page_at(house.pages, raw.path) and raw.from_us(house.origin)
    return kept.keep(house.vault, raw) if ours else ""


_TOO_LATE = "You were signed out before this was sent, so it has had no effect."
_REFUSAL = {
    "heading": "That could not be done",
    "next": "If you need help, ask the person who coordinates the review.",
    "home": "/",
    "link": "Go to your first page",
}
_DESTROYED = "The papers of this review were destroyed, so nothing more is done in it."
_SHREDDED = "The keys of this material were destroyed. Nobody can open it any more."
_MISTAKE = "The portal made a mistake. Nothing was changed. The mistake has been noted."


def refused(house: House, raw: Raw, status: int, sentence: str, **way: str) -> Answer:
    """A sentence, and the `way` on: where it leads, its words, and what else could be done."""
    return _error(house, raw, status, "web/refused.html", {**_REFUSAL, "sentence": sentence, **way})


def outside(house: House, path: str, status: int, error: Exception) -> Answer:
    """An answer for what never reached the wrapper. It asks the records nothing."""
    frame = _plain_frame(house, Raw("GET", path, {}, {}, {}, {}, "", "", ""))
    if status == 404:
        return Answer(404, draw("web/absent.html", frame, {}))
    if status < 500:
        values = {**_REFUSAL, "sentence": "The portal does not take that here."}
        return Answer(status, draw("web/refused.html", frame, values))
    log.error("%s in %s", type(error).__name__, where(error))
    return Answer(500, draw("web/failed.html", frame, {"sentence": _MISTAKE}))


def unavailable(house: House, raw: Raw, sentence: str) -> Answer:
    """The records cannot be reached: nothing that was typed is lost."""
    ours = {name: raw.form[name] for name in ("token", "once") if name in raw.form}
    again = {"action": raw.path, "fields": {**ours, **raw.typed}} if raw.method == "POST" else None
    values = {"sentence": sentence, "again": again}
    return Answer(503, draw("web/unavailable.html", _plain_frame(house, raw), values))


def _failed(house: House, raw: Raw, error: BaseException) -> Answer:
    """A fault of the portal's own. The log names the place in the code, never a word or an id."""
    log.error("%s in %s", type(error).__name__, where(error))
    sentence = _MISTAKE
    if isinstance(error, EnvelopeBroken | KeysWrong):
        sentence = "Some of this material cannot be opened. The portal's keeper has been told."
    return _error(house, raw, 500, "web/failed.html", {"sentence": sentence})
