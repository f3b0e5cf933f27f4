"""The first page after sign-in, a review's own page, and the people in its case."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from portal.agreements import told as agreements
from portal.answers.tasks import waits as answers_waits
from portal.calendar import acts as feeds
from portal.calendar import icalendar
from portal.clocks.tasks import Task
from portal.commissioning import tasks as commissioning
from portal.compulsion.acts import waits as compulsion_waits
from portal.contributions import tasks as contributions
from portal.cru.standing import waits as cru_waits
from portal.custody import papers
from portal.documents import acts as documents
from portal.doors import standing as doors
from portal.full_pimr import tasks as full_pimr
from portal.gate.gate import Gate, Refused, sealed_fields
from portal.gate.policy import Act, Role
from portal.importing import acts as importing
from portal.importing.tasks import waits as importing_waits
from portal.intake import tasks as intake
from portal.links import acts as links
from portal.links.words import origins
from portal.panel import standing as panel_standing
from portal.pimr import tasks as pimr
from portal.proceedings.disclosure import hold, publication_held
from portal.proceedings.tasks import waits as proceedings_waits
from portal.questions import acts as questions
from portal.redaction import tasks as redaction
from portal.renditions.tasks import waits as renditions_waits
from portal.requests.acts import waits as requests_waits
from portal.reviews import acts, at_desks, bands, forms, meetings, news
from portal.reviews.models import SUBJECT_ROLES, Meeting, Subject
from portal.reviews.words import (
    BOARD_WORDS,
    framed,
    keeps_parts,
    kind_words,
    spoken,
    standing,
    waits,
)
from portal.schedules import acts as schedules
from portal.schedules import tellings
from portal.scoping import standing as scoping
from portal.subject_access.tasks import waits as access_waits
from portal.timetable import standing as timetable
from portal.web import kept
from portal.web.dates import day, day_and_time, due, in_words, today
from portal.web.page import Ask, Deed, Download, Page, Values, Wrong, deed, no_fields, page

WAITS: list[Callable[..., list[Task]]] = [
    waits,
    agreements.waits,
    scoping.waits,
    commissioning.waits,
    contributions.waits,
    doors.waits,
    importing_waits,
    intake.waits,
    links.waits,
    panel_standing.waits,
    questions.waits,
    schedules.waits,
    timetable.waits,
    pimr.waits,
    full_pimr.waits,
    proceedings_waits,
    compulsion_waits,
    redaction.waits,
    requests_waits,
    cru_waits,
    answers_waits,
    access_waits,
    renditions_waits,
    papers.waits,
]
"""What each room knows to wait for a membership, asked with the gate of its review, seat taken."""
EARLY = [waits, scoping.waits, doors.waits, intake.waits, links.waits, timetable.waits]
"""What can wait before a board has decided that there is to be a review."""


@page("/", act=Act.OWN_AFFAIRS, template="reviews/home.html")
def home(ask: Ask) -> Values:
    reviews, tasks, told, searches = [], [], [], False
    rows = acts.my_reviews(gate=ask.gate)
    for _, several in groupby(rows, lambda row: row.id):
        mine = list(several)
        gate = _seated(ask, mine[0])
        if gate is not None:
            reviews.append(_mine(mine))
            searches = searches or gate.may(Act.FIND_SUBJECT).allowed
            tasks += [(task, mine[0].code_name) for task in _waiting(gate)]
            told += [(*one, mine[0].code_name) for one in _new(gate)]
    return {
        "kept": [day_and_time(row.kept_at) for row in kept.waiting(gate=ask.gate)][:1],
        "waits": _told([*tasks, *at_desks.waits(gate=ask.gate)], ask.now),
        "reviews": reviews,
        "verifies": ask.gate.may(Act.VERIFY_LEDGER).allowed,
        "keeps": ask.gate.may(Act.KEEP_DIRECTORY).allowed,
        "registers": bool(ask.gate.owners_for(Act.READ_REGISTER)),
        "searches": searches,
        "news": [
            {"what": f"{what}, in {name}", "href": href} for what, href, name in dict.fromkeys(told)
        ],
    }


def _seated(ask: Ask, mine: Any) -> Gate | None:
    """The review's gate with this membership taken; None for who may not know of it any more."""
    gate = ask.vault.beside(ask.gate, ask.token, mine.review_id)
    if gate is None:
        return None
    gate.actor = replace(ask.gate.actor, member=mine.id)
    return gate if mine.id in gate.seats and gate.may(Act.READ_REVIEW).allowed else None


def _waiting(gate: Gate) -> list[Task]:
    if gate.shredded:
        return []
    asked = EARLY if intake.undecided(gate=gate) else WAITS
    return [task for waits in asked for task in waits(gate=gate)]


def _new(gate: Gate) -> list[news.News]:
    return [] if gate.shredded else news.of(gate=gate)


@page("/calendar/{feed}", act=Act.READ_CALENDAR, template="")
def feed(ask: Ask) -> Download:
    """What waits, for the calendar whose secret address this is: decided as on the first page."""
    token, dot, kind = ask.ids["feed"].partition(".")
    feeds.asked(token=token if (dot, kind) == (".", "ics") else "", gate=ask.gate)
    told = []
    for mine in {row.id: row for row in acts.my_reviews(gate=ask.gate)}.values():
        gate = _seated(ask, mine)
        told += [(task, mine.code_name) for task in _waiting(gate)] if gate else []
    text = icalendar.calendar(dict(told).items(), ask.gate.actor.person, ask.now)
    return Download(text, "calendar.ics", icalendar.KIND)


def _told(tasks: list[tuple[Task, str]], now: datetime) -> list[dict[str, str]]:
    """In the order of their dates; what has none comes last. Two parts may have one task."""
    ordered = sorted(dict(tasks).items(), key=lambda told: (told[0].due or date.max, told[1]))
    return [
        {"what": f"{task.what}, in {name}", "href": task.href, "due": due(task.due, today(now))}
        for task, name in ordered
    ]


def _mine(several: list[Any]) -> dict[str, str]:
    return {
        "name": several[0].code_name,
        "kind": kind_words(several[0].kind, several[0].title),
        "role": spoken(Role(row.role) for row in several),
        "body": several[0].name or BOARD_WORDS,
        "href": f"/reviews/{several[0].review_id}",
    }


@page("/reviews/{review}", act=Act.READ_REVIEW, template="reviews/review.html")
def review(ask: Ask) -> Values:
    row = framed(ask)
    gate, base = ask.gate, f"/reviews/{ask.gate.domain}"
    members = standing(gate)
    names = acts.called(gate=gate, person_ids={m.person_id for m in members}, agency=False)
    return {
        "name": row.code_name,
        "kind": kind_words(row.kind, row.title),
        "opened": day(row.opened_at),
        "next_meeting": in_words(met) if (met := meetings.following(gate=gate)) else "",
        "musts": commissioning.musts(gate=gate, there=False),
        "held": publication_held(gate=gate) if hold(gate=gate) is not None else "",
        "owners": _owners(gate, base),
        "people": _people(gate, base),
        "members": [
            {"name": names[m.person_id], "role": m.roles, "body": m.agency or BOARD_WORDS}
            for m in members
        ],
        "links": _links(gate, base),
    }


def _owners(gate: Gate, base: str) -> list[dict[str, object]]:
    """Each body with how many of its sections are open here. Counts come from what may be read."""
    names = acts.owners(gate=gate)
    readable = documents.counts(gate=gate)
    withheld, notes = tellings.withheld(gate=gate), tellings.to_the_chair(gate=gate)
    revealed = tellings.revealed(owners=names, gate=gate)
    return [
        {
            "agency": name,
            "readable": readable.get(owner, 0),
            "withheld": tellings.in_words(withheld.get(owner, {}).items()),
            "note": notes.get(owner, ""),
            "revealed": [revealed[owner]] if owner in revealed else [],
            "href": f"{base}/read?owner={owner}",
        }
        for owner, name in names.items()
        if owner in readable or owner in withheld or owner in notes
    ]


def _people(gate: Gate, base: str) -> list[dict[str, object]]:
    """Whoever has the same part as another has a number, so that their links differ."""
    opens = gate.may(Act.READ_SUBJECT).allowed
    rows = bands.subjects_in_bands(gate=gate)
    parts, told = Counter(row.part for row, _ in rows), Counter[str]()
    people: list[dict[str, object]] = []
    for row, band in rows:
        told[row.part] += 1
        number = f" {told[row.part]}" if parts[row.part] > 1 else ""
        href = f"{base}/people/{row.id}" if opens else None
        label = f"{SUBJECT_ROLES[row.part]}{number}"
        people.append({"label": label, "age_band": band, "href": href})
    return people


FOR_ALL = {
    "timetable": "Timetable",
    "panel": "Panel",
    "meetings": "Panel meetings",
    "proceedings": "Proceedings beside this review",
    "links": "Linked reviews",
}
"""Pages of the review that are open to all who take part."""
LEAVES = {
    "foi": ("Freedom of information requests", Act.READ_FOI),
    "disclosure-log": ("Disclosure log", Act.READ_FOI),
    "subject-access": ("Subject access requests", Act.READ_SAR),
}
"""Registers of what was asked from outside, each with the act of those who see it."""


def _links(gate: Gate, base: str) -> list[dict[str, Any]]:
    """Where this page leads, in groups; what is not for the reader is not there."""
    own, files = gate.owners_for, importing.any_attachment(gate=gate)
    holds = own(Act.KEEP_HOLD) or own(Act.REMOVE_COVERT)
    finds, agreed = (gate.may(act).allowed for act in (Act.FIND_SUBJECT, Act.READ_AGREEMENT))
    groups = {
        "Read": [
            _link(f"{base}/read", "Read everything that is open to you"),
            _link(f"{base}/find-words", "Find words in what you may read"),
            _link(f"{base}/attachments", "Files that are open to you", shown=files),
            _link(f"{base}/people", "Find a person in the case", shown=finds),
        ],
        "What agencies give": [
            one for room in (scoping, contributions, pimr, doors) for one in room.links_of(gate)
        ],
        "Sharing": [
            _link(f"{base}/agreement", "The review agreement", shown=agreed),
            _link(f"{base}/sharing", "What your agency shares", shown=own(Act.SEE_SHARING)),
            _link(f"{base}/record", "Who has read your agency's words", shown=own(Act.SEE_READERS)),
        ],
        "What leaves the review": [
            *redaction.links_of(gate),
            *(_link(f"{base}/{at}", said, shown=own(act)) for at, (said, act) in LEAVES.items()),
        ],
        "The review": [
            *intake.links_of(gate),
            *(_link(f"{base}/{at}", said) for at, said in FOR_ALL.items()),
        ],
        "Papers and people": [
            _link(f"{base}/persons", "Who is known in the case", shown=own(Act.READ_PERSON)),
            _link(f"{base}/papers", "Who answers for these papers"),
            _link(f"{base}/custody", "Legal hold and removal", shown=holds),
            _link(f"{base}/compulsion", "Compelled disclosure", shown=own(Act.ANSWER_NOTICE)),
            _link(f"{base}/parts", "Confirm, end or stand down", shown=keeps_parts(gate)),
            _link(f"{base}/act-as", "Act for somebody else", shown=len(gate.seats) > 1),
        ],
    }  # fmt: skip
    kept = {name: [one for one in some if one["text"]] for name, some in groups.items()}
    return [{"name": name, "links": some} for name, some in kept.items() if some]


def _link(href: str, text: str, *, shown: object = True) -> dict[str, str]:
    return {"href": href, "text": text if shown else ""}


@page(
    "/reviews/{review}/people/{subject}",
    act=Act.READ_SUBJECT,
    template="reviews/subject.html",
    thing=Subject,
)
def subject(ask: Ask) -> Values:
    framed(ask)
    row = ask.thing
    fields = [f for f in sealed_fields(Subject) if getattr(row, f) is not None]
    told = ask.gate.open(row, *fields, act=Act.READ_SUBJECT, model=Subject)
    born = date.fromisoformat(told["date_of_birth"]) if "date_of_birth" in told else None
    return {
        "label": SUBJECT_ROLES[row.part],
        "rows": [
            {"key": "Last name", "value": told["last_name"]},
            {"key": "First name", "value": told["first_name"]},
            {"key": "Date of birth", "value": f"{born.day} {born:%B %Y}" if born else "Not known"},
            {"key": "Age", "value": bands.age_band(born, ask.now.date()) if born else "Not known"},
            {"key": "ViSOR or MAPPS reference", "value": told.get("reference", "None recorded")},
            *(
                {"key": "Where it is from", "value": said}
                for said in origins(ask, [row.id]).values()
            ),
        ],
    }


@page(
    "/reviews/{review}/people",
    act=Act.FIND_SUBJECT,
    template="reviews/find.html",
    form=forms.sought,
)
def find(ask: Ask) -> Values:
    framed(ask)
    if ask.form is None:
        return {"searched": False, "found": []}
    found = acts.find_subjects(wanted=ask.form.wanted, gate=ask.gate)
    base = f"/reviews/{ask.gate.domain}/people"
    told = [{"label": SUBJECT_ROLES[row.part], "href": f"{base}/{row.id}"} for row in found]
    return {"searched": True, "found": told}


MEETINGS = "/reviews/{review}/meetings"


@page(MEETINGS, act=Act.READ_REVIEW, template="reviews/meetings.html")
def panel(ask: Ask) -> Values:
    framed(ask)
    sets = ask.gate.may(Act.SET_MEETING).allowed
    rows = meetings.every(gate=ask.gate)
    now = today(ask.now)
    past = [row for row in rows if row.meets_on < now]
    to_come = [row for row in rows if row.meets_on >= now]
    return {
        "sets": sets,
        "to_come": [_meeting(ask, row, sets=sets) for row in to_come],
        "past": [_meeting(ask, row, sets=False) for row in reversed(past)],
    }


def _meeting(ask: Ask, row: Any, *, sets: bool) -> dict[str, str]:
    off = row.cancelled_at is not None
    base = MEETINGS.format(review=ask.gate.domain)
    return {
        "on": in_words(row.meets_on),
        "cancelled": f"Cancelled on {day(row.cancelled_at)}" if off else "",
        "href": f"{base}/{row.id}/cancel" if sets and not off else "",
    }


@deed(MEETINGS, act=Act.SET_MEETING, form=forms.meeting)
def convene(ask: Ask) -> str:
    try:
        meetings.convene(on=ask.form, gate=ask.gate)
    except Refused as why:
        raise Wrong.one("on", str(why)) from None
    return MEETINGS.format(review=ask.gate.domain)


CANCEL = f"{MEETINGS}/{{meeting}}/cancel"


@page(CANCEL, act=Act.SET_MEETING, template="reviews/cancel_meeting.html", thing=Meeting)
def cancel_page(ask: Ask) -> Values:
    framed(ask)
    return {
        "sentence": f"Everybody in the review sees that the panel does not meet on "
        f"{in_words(ask.thing.meets_on)}. Releases that were to end after it end as they were set.",
        "back": MEETINGS.format(review=ask.gate.domain),
    }


@deed(CANCEL, act=Act.SET_MEETING, form=no_fields, thing=Meeting)
def cancel(ask: Ask) -> str:
    meetings.cancel(meeting=ask.thing, gate=ask.gate)
    return MEETINGS.format(review=ask.gate.domain)


ROUTES: list[Page | Deed] = [
    home, feed, review, subject, find, panel, convene, cancel_page, cancel,
]  # fmt: skip
