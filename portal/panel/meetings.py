"""The pages of a meeting's record: who was there, whether it was quorate, and what the lay adviser
put to it.
"""

from typing import Any

from portal.gate.policy import Act
from portal.panel import forms, sittings, standing, words
from portal.panel.drawn import CLOSED, PANEL, here, named
from portal.panel.models import Challenge
from portal.reviews import acts as reviews
from portal.reviews.models import Meeting
from portal.reviews.words import BOARD_WORDS, framed
from portal.web.dates import day_and_time, in_words, today
from portal.web.page import Ask, Deed, Page, Values, deed, do, page

MEETING = f"{PANEL}/meetings/{{meeting}}"
ATTENDANCE, PUT = f"{MEETING}/attendance", f"{MEETING}/challenge"
ANSWER = f"{PANEL}/challenges/{{challenge}}/answer"
COME = "This meeting was cancelled, or is still to come."


def _at(ask: Ask, meeting: str) -> str:
    return f"{here(ask)}/meetings/{meeting}"


def _has_met(ask: Ask, meeting: Any) -> bool:
    return meeting.cancelled_at is None and meeting.meets_on <= today(ask.now)


@page(MEETING, act=Act.READ_REVIEW, template="panel/meeting.html", thing=Meeting)
def meeting_page(ask: Ask) -> Values:
    review, gate, meeting = framed(ask), ask.gate, ask.thing
    found = standing.seats(gate=gate)
    there = sittings.attended(meeting=meeting.id, gate=gate)
    filled = standing.of_meeting(kind=review.kind, on=meeting.meets_on, there=there, found=found)
    met, base = _has_met(ask, meeting), _at(ask, meeting.id)
    return {
        "name": review.code_name,
        "on": in_words(meeting.meets_on),
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "state": "" if met else COME,
        "there": [
            {
                "name": named(ask, row.membership_id),
                "role": words.sits_for(found[row.membership_id]),
                "instead_of": named(ask, row.instead_of) if row.instead_of else "",
            }
            for row in there
        ],
        "quorum": words.quorum(filled) if there else [],
        "sentence": words.quorate(filled, "This meeting") if there else "",
        "said": _said(ask, meeting.id),
        "reads": gate.may(Act.READ_CHALLENGE).allowed,
        "attendance": f"{base}/attendance" if met and gate.may(Act.KEEP_ATTENDANCE).allowed else "",
        "put": f"{base}/challenge" if met and gate.may(Act.CHALLENGE).allowed else "",
        "back": here(ask),
    }


def _said(ask: Ask, meeting: str) -> list[dict[str, str]]:
    """What lay advisers put to it, for the panel alone."""
    gate = ask.gate
    if not gate.may(Act.READ_CHALLENGE).allowed:
        return []
    rows = sittings.challenges(gate=gate, meeting=meeting)
    put = sittings.words_of(rows=rows, field="words", gate=gate)
    answers = sittings.words_of(rows=rows, field="answer", gate=gate)
    answers_it = gate.may(Act.ANSWER_CHALLENGE).allowed
    return [
        {
            "what": words.SAID[row.said],
            "who": f"{named(ask, row.said_by)}, {day_and_time(row.said_at)}",
            "words": put.get(row.id, CLOSED),
            "answer": answers.get(row.id, CLOSED) if row.answered_at else "",
            "by": f"{named(ask, row.answered_by)}, {day_and_time(row.answered_at)}"
            if row.answered_at
            else "",
            "waits": "yes" if row.said == "challenge" and not row.answered_at else "",
            "href": f"{here(ask)}/challenges/{row.id}/answer"
            if answers_it and row.said == "challenge" and not row.answered_at
            else "",
        }
        for row in rows
    ]


@page(ATTENDANCE, act=Act.KEEP_ATTENDANCE, template="panel/attendance.html", thing=Meeting)
def attendance_page(ask: Ask) -> Values:
    framed(ask)
    gate, on = ask.gate, ask.thing.meets_on
    found = standing.seats(gate=gate)
    there = {row.membership_id for row in sittings.attended(meeting=ask.thing.id, gate=gate)}
    took_part = [one for one in found.values() if today(one.starts_at) <= on <= today(one.ends_at)]
    names = reviews.called(gate=gate, person_ids={m.person_id for m in took_part}, agency=False)
    told = [
        {
            "id": one.id,
            "text": names[one.person_id],
            "hint": f"{words.sits_for(one)}, {one.agency or BOARD_WORDS}",
        }
        for one in sorted(took_part, key=lambda one: (not one.seat, one.id))
    ]
    return {
        "on": in_words(on),
        "people": told,
        "there": {f"there_{name}": name for name in there},
        "why_not": "" if _has_met(ask, ask.thing) else COME,
        "back": _at(ask, ask.thing.id),
    }


@deed(ATTENDANCE, act=Act.KEEP_ATTENDANCE, form=forms.attendance, thing=Meeting)
def attendance_deed(ask: Ask) -> str:
    do("there", sittings.record, meeting=ask.thing, present=ask.form, gate=ask.gate)
    return f"{_at(ask, ask.thing.id)}?done=attendance"


@page(PUT, act=Act.CHALLENGE, template="panel/challenge.html", thing=Meeting)
def put_page(ask: Ask) -> Values:
    framed(ask)
    return {
        "on": in_words(ask.thing.meets_on),
        "kinds": words.SAID_OPTIONS,
        "why_not": "" if _has_met(ask, ask.thing) else COME,
        "back": _at(ask, ask.thing.id),
    }


@deed(PUT, act=Act.CHALLENGE, form=forms.challenge, thing=Meeting)
def put_deed(ask: Ask) -> str:
    given = {"said": ask.form.what, "words": ask.form.why}
    do("said", sittings.put, meeting=ask.thing, **given, gate=ask.gate)
    return f"{_at(ask, ask.thing.id)}?done=put"


@page(ANSWER, act=Act.ANSWER_CHALLENGE, template="panel/answer.html", thing=Challenge)
def answer_page(ask: Ask) -> Values:
    framed(ask)
    row = ask.thing
    put = sittings.words_of(rows=[row], field="words", gate=ask.gate)
    done = row.said != "challenge" or row.answered_at is not None
    return {
        "said": put.get(row.id, CLOSED),
        "who": f"{named(ask, row.said_by)}, {day_and_time(row.said_at)}",
        "why_not": "This has been answered already, or asks for no answer." if done else "",
        "back": _at(ask, row.meeting_id),
    }


@deed(ANSWER, act=Act.ANSWER_CHALLENGE, form=forms.reply, thing=Challenge)
def answer_deed(ask: Ask) -> str:
    do("why", sittings.answer, challenge=ask.thing, words=ask.form, gate=ask.gate)
    return f"{_at(ask, ask.thing.meeting_id)}?done=answered"


ROUTES: list[Page | Deed] = [
    meeting_page, attendance_page, attendance_deed, put_page, put_deed, answer_page, answer_deed,
]  # fmt: skip
