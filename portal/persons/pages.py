"""The register of the people in a case: its list, one person, and changes."""

from typing import Any

from portal.clocks.rules import today
from portal.gate.policy import Act
from portal.persons import acts, forms, joining, words
from portal.persons.first_page import missing
from portal.persons.models import DECEASED, ROLES, KnownPerson
from portal.persons.posts import to_choose
from portal.proceedings import disclosure
from portal.proceedings.words import field, form
from portal.reviews import acts as reviews
from portal.reviews.titles import called
from portal.reviews.words import framed, in_sentence, who
from portal.web.dates import day_and_time
from portal.web.page import Ask, Deed, Page, Values, deed, do, page

HOME = "/reviews/{review}/persons"
NEW, PASTE = f"{HOME}/new", f"{HOME}/paste"
ONE = f"{HOME}/{{known_person}}"
CHANGE, SHOW, CLOSE = (f"{ONE}/{step}" for step in ("change", "show", "close"))
FORM = "persons/form.html"


def _here(ask: Ask, *more: str) -> str:
    return "/".join([HOME.format(review=ask.gate.domain), *more])


def _owner(ask: Ask, body: str) -> str:
    return reviews.body_name(body=body, gate=ask.gate)


def _may_look(ask: Ask) -> list[Any]:
    """The entries that the reader may know of. Raises Absent for who has no part in any."""
    rows = acts.entries(gate=ask.gate)
    if not rows and not ask.gate.owners_for(Act.READ_PERSON):
        ask.gate.deny(Act.READ_PERSON)
    return rows


@page(HOME, act=Act.READ_REVIEW, template="persons/persons.html")
def home(ask: Ask) -> Values:
    review, rows = framed(ask), _may_look(ask)
    told = acts.opened(rows, gate=ask.gate)
    labels = acts.labels(rows, told, gate=ask.gate)
    keeps = bool(ask.gate.owners_for(Act.KEEP_PERSON))
    texts = disclosure.documents(act=Act.READ_REVIEW, gate=ask.gate)
    own = disclosure.documents(act=Act.READ_PERSON, gate=ask.gate)
    names = called(gate=ask.gate)
    return {
        "name": review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "people": [
            {
                "label": labels[row.id],
                "who": told[row.id].names[0] if row.id in told else "Closed",
                "owner": _owner(ask, row.owner_id),
                "seen": "All who redact see it" if row.shown else "Its owner's people see it",
                "href": _here(ask, row.id),
            }
            for row in rows
        ],
        "texts": [
            {
                "what": f"{names[row.kind]} of {in_sentence(_owner(ask, row.owner_id))}",
                "href": _here(ask, "in", row.id),
            }
            for row in {row.id: row for row in (*own, *texts)}.values()
        ],
        "new": _here(ask, "new") if keeps else "",
        "paste": _here(ask, "paste") if keeps else "",
        "first_page": _here(ask, "first-page") if keeps and missing(gate=ask.gate) else "",
    }


def _fields(ask: Ask) -> list[dict[str, Any]]:
    return [
        field("words", "names", "Names", "One a line. The usual name first, whole; then earlier "
              "names, names by marriage and other names."),
        field("words", "nicknames", "Nicknames", "One a line. Each is matched only as it stands."),
        field("radios", "role", "Which part do they have?", "It is the word of their label, such "
              "as “Child 1”.", of=ROLES),
        field("select", "post", "In which post did they meet the case?", "For professionals, whose "
              "label it becomes, such as “Nurse 3”. Choose none where it would tell who it is.",
              [{"id": code, "text": said} for code, said in to_choose(today(ask.now)).items()]),
        field("radios", "deceased", "Have they died?", of=DECEASED),
        field("day", "born", "Date of birth", "You may leave it empty."),
        field("day", "died", "Date of death", "You may leave it empty."),
        field("words", "addresses", "Addresses", "One a line."),
        field("words", "references", "References", "One a line, such as PNC: 79/163001B."),
        field("words", "relations", "Relations to others in the case"),
        field("words", "note", "Note"),
        field("line", "chosen", "Chosen name", "The name that the person or the family chose to "
              "be called by in what is released, in place of the label."),
    ]  # fmt: skip


@page(NEW, act=Act.READ_REVIEW, template=FORM)
def new_page(ask: Ask) -> Values:
    framed(ask)
    ask.gate.acting_for(Act.KEEP_PERSON)
    sentence = "Your own organisation's people see the entry. You can show it to others later."
    shown = form("Enter a person", sentence, "Enter the person", _here(ask), _fields(ask))
    return {**shown, "given": {"deceased": "unknown"}}


@deed(NEW, act=Act.READ_REVIEW, form=forms.entry)
def new_deed(ask: Ask) -> str:
    told = ask.form
    given = {"role": told.role, "deceased": told.deceased, "told": told.told}
    made = do("names", acts.enter, **given, gate=ask.gate)
    return f"{_here(ask, made.id)}?done=entered"


@page(PASTE, act=Act.READ_REVIEW, template=FORM)
def paste_page(ask: Ask) -> Values:
    framed(ask)
    ask.gate.acting_for(Act.KEEP_PERSON)
    listed = ", ".join(ROLES)
    return form(
        "Enter several people",
        "Paste rows from a table: name, part, date of birth, reference. If one row cannot be "
        "taken, nobody is entered, and each such row is named.",
        "Enter them",
        _here(ask),
        [field("words", "rows", "Rows", f"One person a line. The part is one of {listed}. The date "
               "of birth and the reference may be empty.")],
    )  # fmt: skip


@deed(PASTE, act=Act.READ_REVIEW, form=forms.pasted)
def paste_deed(ask: Ask) -> str:
    for told in ask.form:
        given = {"role": told.role, "deceased": told.deceased, "told": told.told}
        do("rows", acts.enter, **given, gate=ask.gate)
    return f"{_here(ask)}?done=pasted"


@page(ONE, act=Act.READ_PERSON, template="persons/person.html", thing=KnownPerson)
def one(ask: Ask) -> Values:
    review, row, gate = framed(ask), ask.thing, ask.gate
    rows = acts.entries(gate=gate)
    own = row.owner_id in gate.owners_for(Act.READ_PERSON)
    told = _told(ask, own=own)
    keeps = gate.may(Act.KEEP_PERSON, row, KnownPerson.shape).allowed and row.closed_at is None
    shows = gate.may(Act.SHOW_PERSON, row, KnownPerson.shape).allowed and row.closed_at is None
    return {
        "name": review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "label": _label(ask, rows),
        "closed": f"Closed on {day_and_time(row.closed_at)}" if row.closed_at else "",
        "facts": [
            *(words.facts(told[-1][1]) if told else []),
            {"key": "Alive", "value": DECEASED[row.deceased]},
            {"key": "Entered by", "value": _owner(ask, row.owner_id)},
            {"key": "Seen by", "value": forms.WHO_SEES["all" if row.shown else "own"]},
        ],
        "history": [
            {
                "when": f"{day_and_time(version.written_at)}, {who(version.written_by, gate)}",
                "facts": words.facts(words_then),
            }
            for version, words_then in reversed(told[:-1])
        ],
        "decisions": _decisions(ask) if own else [],
        "joins": _joins(ask, row, {one.id: one for one in rows}),
        "ways": [
            {"text": text, "href": _here(ask, row.id, step)}
            for text, step, may in (
                ("Change the entry", "change", keeps),
                ("Decide who sees it", "show", shows),
                ("Say that another organisation's entry is the same person", "join", keeps),
                ("Close the entry", "close", keeps),
            )
            if may
        ],
        "back": _here(ask),
    }


def _label(ask: Ask, rows: list[Any]) -> str:
    """What the entry's person is called, with the entries that it is joined with."""
    row, gate = ask.thing, ask.gate
    heads = joining.roots(gate=gate)
    same = [one for one in rows if heads.get(one.id, one.id) == heads.get(row.id, row.id)]
    return acts.labels(same, acts.opened(same, gate=gate), gate=gate)[row.id]


def _told(ask: Ask, *, own: bool) -> list[tuple[Any, Any]]:
    """The versions of the entry: all for its owner, the newest for whom it is shown to."""
    row, gate = ask.thing, ask.gate
    if row.closed_at:
        return []
    if own:
        return acts.versions(person=row.id, gate=gate)
    return [(row, told) for told in acts.opened([row], gate=gate).values()]


def _decisions(ask: Ask) -> list[dict[str, str]]:
    """Who decided when and why that all who redact see the entry, or no longer."""
    return [
        {
            "what": forms.WHO_SEES["all" if row.shown else "own"],
            "when": f"{day_and_time(row.decided_at)}, {who(row.decided_by, ask.gate)}",
            "why": why,
        }
        for row, why in acts.decisions(person=ask.thing.id, gate=ask.gate)
    ]


def _joins(ask: Ask, row: Any, rows: dict[str, Any]) -> list[dict[str, str]]:
    """What was said of this entry and others, with the next step for whoever may take it."""
    said = {
        "proposed": "Asked whether it is the same person",
        "agreed": "The same person, as both organisations say",
    }
    found = []
    for join in joining.joins(gate=ask.gate):
        other = rows.get({join.first_id: join.second_id}.get(row.id, join.first_id))
        if row.id not in {join.first_id, join.second_id} or other is None or join.state not in said:
            continue
        mine = ask.gate.may(Act.KEEP_PERSON, row, KnownPerson.shape).allowed
        answers = mine and join.state == "proposed" and row.id == join.second_id
        step = "answer" if answers else "end" if mine else ""
        found.append(
            {
                "what": f"{ROLES[other.role]} {other.number} of {_owner(ask, other.owner_id)}",
                "stands": said[join.state],
                "href": _here(ask, "joins", join.id, step) if step else "",
                "step": "Answer" if answers else "Take it back or end it",
            }
        )
    return found


@page(CHANGE, act=Act.KEEP_PERSON, template=FORM, thing=KnownPerson)
def change_page(ask: Ask) -> Values:
    framed(ask)
    row = ask.thing
    told = acts.opened([row], gate=ask.gate)
    given = words.typed(told[row.id]) if row.id in told else {}
    shown = form(
        "Change the entry",
        "What it says now is kept beside the new words. With another part the person has another "
        "label.",
        "Change it",
        _here(ask, row.id),
        _fields(ask),
        why_not=joining.CLOSED if row.closed_at else "",
    )
    return {**shown, "given": {**given, "role": row.role, "deceased": row.deceased}}


@deed(CHANGE, act=Act.KEEP_PERSON, form=forms.entry, thing=KnownPerson)
def change_deed(ask: Ask) -> str:
    told = ask.form
    given = {"role": told.role, "deceased": told.deceased, "told": told.told}
    do("names", acts.change, person=ask.thing, **given, gate=ask.gate)
    return f"{_here(ask, ask.thing.id)}?done=changed"


def _small(ask: Ask, heading: str, sentence: str, button: str, *fields: Any) -> Values:
    framed(ask)
    why_not = joining.CLOSED if ask.thing.closed_at else ""
    back = _here(ask, ask.thing.id)
    return form(heading, sentence, button, back, list(fields), why_not=why_not)


@page(SHOW, act=Act.SHOW_PERSON, template=FORM, thing=KnownPerson)
def show_page(ask: Ask) -> Values:
    return _small(
        ask,
        "Decide who sees the entry",
        "Shown to everybody who redacts, the disclosure officers and senior offices of all "
        "organisations in this review read names, dates, addresses and references of this person. "
        "Your decision and your reason are kept.",
        "Decide it",
        field("radios", "who", "Who sees it?", of=forms.WHO_SEES),
        field("words", "why", "Why?"),
    )


@deed(SHOW, act=Act.SHOW_PERSON, form=forms.showing, thing=KnownPerson)
def show_deed(ask: Ask) -> str:
    shown, why = ask.form.what == "all", ask.form.words
    do("who", acts.show, person=ask.thing, shown=shown, why=why, gate=ask.gate)
    return f"{_here(ask, ask.thing.id)}?done=shown"


@page(CLOSE, act=Act.KEEP_PERSON, template=FORM, thing=KnownPerson)
def close_page(ask: Ask) -> Values:
    return _small(
        ask,
        "Close the entry?",
        "Nobody reads its words any more, and texts are no longer compared with it. The label is "
        "not given to anybody else. It cannot be opened again: enter the person anew if needed.",
        "Close it",
        field("words", "why", "Why?"),
    )


@deed(CLOSE, act=Act.KEEP_PERSON, form=forms.closing, thing=KnownPerson)
def close_deed(ask: Ask) -> str:
    do("why", acts.close, person=ask.thing, why=ask.form.words, gate=ask.gate)
    return f"{_here(ask, ask.thing.id)}?done=closed"


ROUTES: list[Page | Deed] = [
    home, new_page, new_deed, paste_page, paste_deed, one, change_page, change_deed,
    show_page, show_deed, close_page, close_deed,
]  # fmt: skip
