"""A review's timetable, the acts that keep it, and the table of all clocks."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.clocks.limits import limits, of_sense
from portal.clocks.working_days import bank_holidays, known_until
from portal.contributions import words as asked
from portal.contributions.models import State
from portal.contributions.standing import requests
from portal.gate.policy import Act
from portal.links.words import origins
from portal.proceedings import register
from portal.proceedings.acts import goes_on
from portal.proceedings.words import dated, field, form
from portal.reviews.kinds import kinds
from portal.reviews.titles import called
from portal.reviews.words import framed, who
from portal.timetable import acts, forms, readings, standing, words
from portal.timetable.models import EVENTS, ClockPause, Deadline, ReadingChoice
from portal.timetable.picture import picture
from portal.web.dates import day_and_time, in_words, today
from portal.web.page import Ask, Deed, Page, Values, deed, do, page

TIMETABLE = "/reviews/{review}/timetable"
HAPPENED, DEADLINE = f"{TIMETABLE}/happened", f"{TIMETABLE}/deadline"
PAUSE, RUN_ON = f"{TIMETABLE}/pause", f"{TIMETABLE}/pauses/{{pause}}/run-on"
EFFORT, READING = f"{TIMETABLE}/effort", f"{TIMETABLE}/reading"

COMPLETES = frozenset({"report", "overview", "published"})
SUBJECT = (
    "A criminal investigation goes on: when the review is complete is subject to approval by the "
    "Crown Prosecution Service (CPS). Where it advises delay, a clock is paused with that reason."
)
CLOSED = "why is closed to you."


def _here(ask: Ask) -> str:
    return TIMETABLE.format(review=ask.gate.domain)


@page(TIMETABLE, act=Act.READ_REVIEW, template="timetable/timetable.html")
def timetable(ask: Ask) -> Values:
    review, gate, on = framed(ask), ask.gate, today(ask.now)
    told = standing.clocks(gate=gate)
    keeps, here = gate.may(Act.KEEP_TIMETABLE).allowed, _here(ask)
    states = [words.state(clock, on) for clock in told]
    drawn = list(zip(told, words.names(told, review.kind), states, strict=True))
    recorded, known = acts.milestones(gate=gate), acts.happened(gate=gate)
    brought = _brought(ask, recorded)
    marked = {
        c.rule.code: [due for _, due in standing.otherwise(c, known) if due] for c in told if c.rule
    }
    return {
        "name": review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), "") if keeps else "",
        "picture": picture(drawn, on, marked),
        "clocks": [
            {"words": name, **_clock(ask, clock, state, review.kind, known)}
            for clock, name, state in drawn
        ],
        "events": _events(review.kind, known, brought, f"{here}/happened" if keeps else ""),
        "changed": _changes(ask, recorded, review.kind),
        "pauses": _pauses(ask, keeps=keeps),
        "keeps": keeps,
        "here": here,
        "unknown": not told,
        "uncharged": kinds()[review.kind].begins == "charge" and "charge" not in known,
        "agencies": _agencies(ask),
        "public": _public(ask),
        "efforts": _efforts(ask, review.kind),
        "others": [dated(row) for row in register.dates(gate=gate)],
        "subject": SUBJECT if goes_on(gate=gate) else "",
        "readings": f"{here}/reading" if keeps and readings.offered(review.kind) else "",
    }


def _events(
    kind: str, known: Mapping[str, date], brought: Mapping[str, str], happened: str
) -> list[dict[str, str]]:
    """What can be recorded of the kind of review, and when it happened."""
    return [
        {
            "words": said,
            "on": in_words(known[event]) if event in known else "",
            "origin": brought.get(event, ""),
            "href": f"{happened}?event={event}" if happened else "",
        }
        for event, said in EVENTS[kind].items()
    ]


def _due(ask: Ask, clock: standing.Clock) -> str:
    """By when; while an investigation goes on, what completes a review is the CPS's to delay."""
    said = words.due(clock, today(ask.now))
    waits = clock.event in COMPLETES and clock.ended is None and clock.due
    return f"{said}, subject to CPS approval" if waits and goes_on(gate=ask.gate) else said


def _clock(
    ask: Ask, clock: standing.Clock, state: str, kind: str, known: Mapping[str, date]
) -> dict[str, object]:
    on = today(ask.now)
    return {
        "state": words.STATES[state][0],
        "colour": words.STATES[state][1],
        "begun": in_words(clock.begun) if clock.begun else "",
        "begins": EVENTS[kind][clock.rule.begins] if clock.rule else "",
        "due": _due(ask, clock),
        "ended": words.ended(clock),
        "rule": words.rule(clock.rule) if clock.rule else "",
        "elapsed": words.elapsed(clock, on),
        "others": [
            words.reading(limit, due, kind, clock)
            for limit, due in standing.otherwise(clock, known)
        ],
        "own": _own(ask, clock),
        "chosen": _chosen(ask, clock),
    }


def _chosen(ask: Ask, clock: standing.Clock) -> str:
    """That the rule is a reading which a person has chosen here, and why."""
    if clock.rule is None or clock.rule.in_force:
        return ""
    row = readings.choices(gate=ask.gate)[clock.rule.code]
    why = acts.reasons(model=ReadingChoice, rows=[row], gate=ask.gate).get(row.id, CLOSED)
    return f"Chosen on {day_and_time(row.chosen_at)} by {who(row.chosen_by, ask.gate)}: {why}"


def _brought(ask: Ask, recorded: list[Any]) -> dict[str, str]:
    """By event from where its standing day was brought over, where it was."""
    stands = {row.id: row.event for row in recorded if not row.replaced_at}
    return {stands[name]: said for name, said in origins(ask, stands).items()}


def _public(ask: Ask) -> list[dict[str, str]]:
    return [
        {"what": limit.why, "rule": words.rule(limit), "from": in_words(day) if day else ""}
        for limit, day in standing.kept_until(gate=ask.gate)
    ]


def _agencies(ask: Ask) -> list[dict[str, object]]:
    """What agencies were asked for, of what the reader may know, by its day."""
    names = called(gate=ask.gate)
    return [
        {
            "agency": row.agency,
            "kind": names[row.kind],
            "due": asked.due_words(row, ask.now),
            "state": asked.spoken(row),
            "late": asked.is_late(row, ask.now),
            "href": f"/reviews/{ask.gate.domain}/requests/{row.id}",
        }
        for row in requests(gate=ask.gate)
        if row.state not in {State.WITHDRAWN, State.NIL}
    ]


def _efforts(ask: Ask, kind: str) -> list[dict[str, str]]:
    rows, gate = acts.efforts(gate=ask.gate), ask.gate
    return [
        {
            "what": limit.why,
            "rule": words.rule(limit),
            "worked": words.worked(limit, rows.get(limit.code)),
            "by": f"Recorded on {day_and_time(row.recorded_at)} by {who(row.recorded_by, gate)}."
            if (row := rows.get(limit.code))
            else "",
        }
        for limit in of_sense(kind, "effort")
    ]


def _own(ask: Ask, clock: standing.Clock) -> str:
    """That a person has set another day, and what the rule would say."""
    if clock.own is None:
        return ""
    own, rule = clock.own, clock.reckoned
    by_rule = f" By the rule it would be {in_words(rule)}." if rule else ""
    why = acts.reasons(model=Deadline, rows=[own], gate=ask.gate).get(own.id, CLOSED)
    set_by = f"Set on {day_and_time(own.set_at)} by {who(own.set_by, ask.gate)}."
    return f"{set_by}{by_rule} {words.ground(own.ground)}: {why}"


def _changes(ask: Ask, recorded: list[Any], kind: str) -> list[str]:
    """Days that were corrected, the newest first."""
    return [
        f'"{EVENTS[kind][row.event]}" was recorded as {in_words(row.happened_on)} by '
        f"{who(row.recorded_by, ask.gate)}, and corrected on {day_and_time(row.replaced_at)}."
        for row in reversed(recorded)
        if row.replaced_at and row.event in EVENTS[kind]
    ]


def _pauses(ask: Ask, *, keeps: bool) -> list[dict[str, str]]:
    rows = acts.pauses(gate=ask.gate)
    why = acts.reasons(model=ClockPause, rows=rows, gate=ask.gate)
    return [
        {
            "what": _clock_name(row.code),
            "since": in_words(row.starts_on),
            "until": in_words(row.ends_on) if row.ends_on else "",
            "by": who(row.set_by, ask.gate),
            "ground": words.ground(row.ground),
            "why": why.get(row.id, CLOSED),
            "href": f"{_here(ask)}/pauses/{row.id}/run-on" if keeps and not row.ends_on else "",
        }
        for row in rows
    ]


def _clock_name(code: str) -> str:
    if not code:
        return "Every clock of this review"
    return next((row.why for row in limits() if row.code == code and row.in_force), code)


# Keeping it


@page(HAPPENED, act=Act.KEEP_TIMETABLE, template="timetable/happened.html")
def happened_page(ask: Ask) -> Values:
    review = framed(ask)
    known = acts.happened(gate=ask.gate)
    return {
        "chosen": ask.raw.query.get("event", ""),
        "events": [
            {
                "id": event,
                "text": said,
                "hint": f"Recorded: {in_words(known[event])}" if event in known else "",
            }
            for event, said in EVENTS[review.kind].items()
        ],
        "back": _here(ask),
    }


@deed(HAPPENED, act=Act.KEEP_TIMETABLE, form=forms.event)
def happened_deed(ask: Ask) -> str:
    do("on", acts.record, event=ask.form.what, on=ask.form.on, gate=ask.gate)
    return f"{_here(ask)}?done=recorded"


@page(DEADLINE, act=Act.KEEP_TIMETABLE, template="timetable/deadline.html")
def deadline_page(ask: Ask) -> Values:
    review = framed(ask)
    known = acts.happened(gate=ask.gate)
    return {
        "events": [
            {"id": event, "text": standing.TO_DO.get(event, said), "hint": ""}
            for event, said in EVENTS[review.kind].items()
            if event not in known
        ],
        "grounds": words.GROUNDS,
        "back": _here(ask),
    }


@deed(DEADLINE, act=Act.KEEP_TIMETABLE, form=forms.deadline)
def deadline_deed(ask: Ask) -> str:
    told = ask.form
    given = {"ground": told.ground, "why": told.why}
    do("on", acts.set_deadline, event=told.what, on=told.on, **given, gate=ask.gate)
    return f"{_here(ask)}?done=set"


@page(PAUSE, act=Act.KEEP_TIMETABLE, template="timetable/pause.html")
def pause_page(ask: Ask) -> Values:
    review = framed(ask)
    told = standing.clocks(gate=ask.gate)
    names = zip(told, words.names(told, review.kind), strict=True)
    return {
        "clocks": [
            {"id": forms.ALL, "text": "Every clock of this review", "hint": ""},
            *(
                {"id": clock.rule.code, "text": name, "hint": ""}
                for clock, name in names
                if clock.rule and clock.begun and not clock.ended
            ),
        ],
        "grounds": words.STOPS,
        "back": _here(ask),
    }


@deed(PAUSE, act=Act.KEEP_TIMETABLE, form=forms.pause)
def pause_deed(ask: Ask) -> str:
    told = ask.form
    given = {"ground": told.ground, "why": told.why}
    do("on", acts.pause, code=told.what, since=told.on, **given, gate=ask.gate)
    return f"{_here(ask)}?done=paused"


@page(RUN_ON, act=Act.KEEP_TIMETABLE, template="timetable/run_on.html", thing=ClockPause)
def run_on_page(ask: Ask) -> Values:
    framed(ask)
    return {
        "what": _clock_name(ask.thing.code),
        "since": in_words(ask.thing.starts_on),
        "why_not": "This clock has been started again already." if ask.thing.ends_on else "",
        "back": _here(ask),
    }


@deed(RUN_ON, act=Act.KEEP_TIMETABLE, form=forms.run_on, thing=ClockPause)
def run_on_deed(ask: Ask) -> str:
    do("on", acts.run_on, paused=ask.thing, on=ask.form, gate=ask.gate)
    return f"{_here(ask)}?done=started"


@page(EFFORT, act=Act.KEEP_TIMETABLE, template="timetable/effort.html")
def effort_page(ask: Ask) -> Values:
    review = framed(ask)
    allowed = [words.rule(limit) for limit in of_sense(review.kind, "effort")]
    return {"allowed": allowed[:1], "back": _here(ask)}


@deed(EFFORT, act=Act.KEEP_TIMETABLE, form=forms.effort)
def effort_deed(ask: Ask) -> str:
    code = next((limit.code for limit in of_sense(acts.kind_of(ask.gate), "effort")), "")
    do("days", acts.spend, code=code, days=ask.form, gate=ask.gate)
    return f"{_here(ask)}?done=worked"


@page(READING, act=Act.KEEP_TIMETABLE, template="proceedings/form.html")
def reading_page(ask: Ask) -> Values:
    kind = framed(ask).kind
    counts = {row.code: row for row in readings.of_kind(kind, gate=ask.gate)}
    return form(
        "Choose how a clock is counted",
        "Where a source can be read in several ways, the table says which reading is in force. You "
        "can choose another one for this review. All of them stay beside each other on the "
        "timetable, with your reason.",
        "Count it so",
        _here(ask),
        [
            field("radios", "reading", "Which reading?", of=[
                {"id": f"{code} {readings.key_of(row)}",
                 "text": f"{words.spoken(kind, row.ends)}: {words.counted_from(kind, row)}",
                 "hint": words.why_so(row, counts=row == counts.get(code))}
                for code, rows in readings.offered(kind).items() for row in rows
            ]),
            field("words", "why", "Why is it counted so here?"),
        ],
        why_not="" if readings.offered(kind) else "No clock of this review has another reading.",
    )  # fmt: skip


@deed(READING, act=Act.KEEP_TIMETABLE, form=forms.reading)
def reading_deed(ask: Ask) -> str:
    code, _, reading = ask.form.what.partition(" ")
    given = {"kind": acts.kind_of(ask.gate), "code": code, "reading": reading}
    do("reading", readings.choose, **given, why=ask.form.why, gate=ask.gate)
    return f"{_here(ask)}?done=read"


# The table


@page("/clocks", act=Act.OWN_AFFAIRS, template="timetable/clocks.html")
def table(ask: Ask) -> Values:
    year = today(ask.now).year
    return {
        "kinds": [
            {"code": kind, "name": said, "rows": [words.row(r) for r in limits() if r.kind == kind]}
            for kind, said in words.KINDS.items()
        ],
        "holidays": [
            f"{in_words(day)}: {name}"
            for day, name in sorted(bank_holidays().items())
            if day.year >= year
        ],
        "known_until": str(known_until()),
    }


ROUTES: list[Page | Deed] = [
    timetable, happened_page, happened_deed, deadline_page, deadline_deed, pause_page, pause_deed,
    run_on_page, run_on_deed, effort_page, effort_deed, reading_page, reading_deed, table,
]  # fmt: skip
