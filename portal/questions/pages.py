"""The questions about one version: its paragraphs, what was said beside each, and saying more."""

from typing import Any

from portal.documents import words as text
from portal.documents.models import Version
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.questions import acts, forms
from portal.questions.acts import Thread
from portal.questions.models import ANSWERED, NO_STATE, SETTLED, Comment
from portal.questions.words import HAPPENED, NOT_YOU, STATE_WORDS, audience, carried_words
from portal.reviews import acts as reviews
from portal.reviews.words import Member, acting_as, framed, role_words
from portal.web.dates import day_and_time
from portal.web.page import Ask, Deed, Page, Values, Wrong, deed, page

QUESTIONS = "/reviews/{review}/sections/{version}/questions"


@page(QUESTIONS, act=Act.READ_SECTION, template="questions/questions.html", thing=Version)
def questions(ask: Ask) -> Values:
    framed(ask)
    gate, version, query = ask.gate, ask.thing, ask.raw.query
    told = text.load(gate.open(version, "words", act=Act.READ_SECTION, model=Version)["words"])
    bodies = {p["id"]: p["text"] for p in told["paragraphs"]}
    found = acts.threads(version=version, told=bodies, gate=gate)
    known = {t.first.id for t in found}
    done = query.get("done", "") if query.get("thread") in known else ""
    chosen = "" if done else ask.raw.form.get("thread") or query.get("thread", "")
    members = role_words(reviews.members(gate=gate))
    drawn = _threads(ask, found, members, chosen)
    picked = ask.raw.form.get("paragraph") or query.get("about", "")
    return {
        "title": told["title"],
        "version": version.number,
        "graphic": told["graphic"],
        "back": f"/reviews/{gate.domain}/read#p-{next(iter(bodies), '')}",
        "happened": HAPPENED.get(done, ""),
        "audience": audience(gate, version, members),
        "paragraphs": [
            {
                "id": p["id"],
                "number": str(n),
                "text": p["text"].replace("\t", " | "),
                "picked": p["id"] == picked,
                "threads": [drawn[t.first.id] for t in found if _about(t, p["id"])],
            }
            for n, p in enumerate(told["paragraphs"], 1)
        ],
        "earlier": [drawn[t.first.id] for t in found if t.earlier],
        "may_ask": acts.may_ask(version=version, gate=gate),
        "why_not": NOT_YOU,
        "replying": chosen in known,
    }


def _about(thread: Thread, paragraph: str) -> bool:
    return not thread.earlier and bool(thread.first.paragraph == paragraph)


def _threads(
    ask: Ask, found: list[Thread], members: dict[str, Member], chosen: str
) -> dict[str, dict[str, object]]:
    people = {members[row.said_by].person_id for t in found for row, _ in t.said}
    names = reviews.called(gate=ask.gate, person_ids=people, agency=False)
    drawn = {thread.first.id: _thread(ask, thread, members, names) for thread in found}
    return {name: {**one, "replying": name == chosen} for name, one in drawn.items()}


def _thread(
    ask: Ask, thread: Thread, members: dict[str, Member], names: dict[str, str]
) -> dict[str, object]:
    first, settled = thread.first, thread.state == SETTLED
    act = acts.replying(first=first, gate=ask.gate)
    mine = first.said_by == ask.gate.actor.member
    return {
        "id": first.id,
        "kind": "Question" if first.kind == "question" else "Remark",
        "state": STATE_WORDS[thread.state],
        "done": thread.state in {ANSWERED, SETTLED},
        "carried": carried_words(thread),
        "messages": [
            {
                "id": row.id,
                "who": names.get(members[row.said_by].person_id, "Somebody"),
                "part": acting_as(members[row.said_by]),
                "when": day_and_time(row.said_at),
                "text": words,
            }
            for row, words in thread.said
        ],
        "reply": _reply_words(act, thread),
        "reply_href": f"{ask.raw.path}?thread={first.id}#words" if act else None,
        "settle": mine and not settled and thread.state != NO_STATE,
    }


def _reply_words(act: Act | None, thread: Thread) -> str:
    if act is None:
        return ""
    if thread.state in {NO_STATE, SETTLED}:
        return "Add to this"
    return "Answer this question" if act is Act.ANSWER else "Ask further"


@deed(QUESTIONS, act=Act.READ_SECTION, form=forms.said, thing=Version)
def say(ask: Ask) -> str:
    form, gate, version = ask.form, ask.gate, ask.thing
    try:
        name = _said(form, version, gate)
    except Refused as refused:
        raise Wrong.one("words", str(refused)) from None
    done = form.kind if form.does == "ask" else form.does
    return f"/reviews/{gate.domain}/sections/{version.id}/questions?thread={name}&done={done}"


def _said(form: forms.Said, version: Any, gate: Gate) -> str:
    """The thread that was begun or added to."""
    if form.does == "ask":
        said: Comment = acts.ask(
            version=version, paragraph=form.paragraph, kind=form.kind, said=form.words, gate=gate
        )
        return said.id
    first = acts.first_of(thread=form.thread, version=version, gate=gate)
    if form.does == "settle":
        acts.settle(first=first, gate=gate)
    else:
        acts.reply(first=first, said=form.words, gate=gate)
    return form.thread


ROUTES: list[Page | Deed] = [questions, say]
