"""The page of those to whom the report goes, and on which day it went to each."""

from typing import Any

from portal.gate.policy import Act
from portal.proceedings import forms, recipients
from portal.proceedings.models import WHAT_IS_SENT
from portal.reviews.words import framed, who
from portal.web.dates import day_and_time, in_words
from portal.web.page import Ask, Deed, Page, Values, deed, do, page

RECIPIENTS = "/reviews/{review}/recipients"


@page(RECIPIENTS, act=Act.READ_REVIEW, template="proceedings/recipients.html")
def listed(ask: Ask) -> Values:
    review, gate = framed(ask), ask.gate
    mine, rows = recipients.of_this_review(gate=gate), recipients.sent(gate=gate)
    standing = {row.recipient: row for row in rows if row.replaced_at is None}
    names = {one.code: one.name for one in mine}
    done = ask.raw.query.get("done", "") == "sent"
    return {
        "name": review.code_name,
        "notice": "The day is recorded, and shown to everybody in the review." if done else "",
        "recipients": [
            {
                "name": one.name,
                "what": WHAT_IS_SENT[one.what],
                "source": f"{one.why} ({one.status}: {one.source})",
                "sent": _sent(ask, standing.get(one.code)),
                "why_not": "" if one.code in standing else recipients.why_not(one, gate=gate),
            }
            for one in mine
        ],
        "changed": [
            f"{names.get(row.recipient, row.recipient)}: {in_words(row.sent_on)}, recorded by "
            f"{who(row.recorded_by, gate)}, corrected on {day_and_time(row.replaced_at)}."
            for row in reversed(rows)
            if row.replaced_at
        ],
        "to": [{"id": one.code, "text": one.name, "hint": ""} for one in mine],
        "keeps": gate.may(Act.KEEP_PROCEEDINGS).allowed,
    }


def _sent(ask: Ask, row: Any) -> str:
    if row is None:
        return ""
    return f"Sent on {in_words(row.sent_on)}. Recorded by {who(row.recorded_by, ask.gate)}."


@deed(RECIPIENTS, act=Act.KEEP_PROCEEDINGS, form=forms.sent)
def record(ask: Ask) -> str:
    do("to", recipients.record, to=ask.form.what, on=ask.form.on, gate=ask.gate)
    return f"{RECIPIENTS.format(review=ask.gate.domain)}?done=sent"


ROUTES: list[Page | Deed] = [listed, record]
