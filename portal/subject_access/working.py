"""The forms by which a request is worked on until there is an answer, and where its page leads."""

from typing import Any

from portal.gate.policy import Act
from portal.proceedings.words import field, options
from portal.redaction import acts as redaction
from portal.redaction.access_laws import HEALTH_RECORDS, laws
from portal.requests.drawn import routes_of
from portal.requests.forms import asking
from portal.reviews import acts as reviews
from portal.subject_access import acts, asker, forms, letters, others, steps
from portal.subject_access.asker import PRINT, SENT, did, facts, law, not_open, one, step
from portal.subject_access.models import (
    CONSENTS,
    GROUNDS,
    STANDINGS,
    WEIGHED,
    WITH_AUTHORITY,
    AccessRequest,
    Stage,
)
from portal.web.dates import in_words
from portal.web.page import Ask, Deed, Page, do


def _clarification(ask: Ask) -> str:
    letter = letters.clarification(facts(ask), law(ask), ask.form.words)
    given = {"on": ask.form.on, "letter": letter}
    do("on", steps.ask_clarification, request=ask.thing, **given, gate=ask.gate)
    return did(ask, "clarification")


def _clarified(ask: Ask) -> str:
    given = {"on": ask.form.on, "words": ask.form.words}
    do("on", steps.clarify, request=ask.thing, **given, gate=ask.gate)
    return did(ask, "clarified")


def _extend_says(ask: Ask) -> str:
    day = steps.new_day(request=ask.thing, gate=ask.gate)
    to = f" The new last day is {in_words(day)}." if day else ""
    return (
        "Two further months, where the request is complex or one of several. The applicant is told "
        f"within the first month, with the reason.{to} {PRINT}"
    )


def _no_more_time(ask: Ask) -> str:
    if closed := not_open(ask):
        return closed
    return "" if steps.new_day(request=ask.thing, gate=ask.gate) else steps.NO_MORE_TIME


def _extend(ask: Ask) -> str:
    told, day = ask.form, steps.new_day(request=ask.thing, gate=ask.gate)
    letter = ""
    if day and told.what in GROUNDS:
        letter = letters.extension(facts(ask), law(ask), told.what, day, told.words)
    given = {"on": told.on, "ground": told.what, "letter": letter}
    do("on", steps.extend, request=ask.thing, **given, gate=ask.gate)
    return did(ask, "extended")


def _search(ask: Ask) -> str:
    given = {"on": ask.form.on, "words": ask.form.words}
    do("on", steps.search, request=ask.thing, **given, gate=ask.gate)
    return did(ask, "searched")


def _agencies(ask: Ask) -> list[dict[str, str]]:
    named = reviews.owners(gate=ask.gate)
    return options({body: name for body, name in named.items() if body != "board"})


def two_laws() -> dict[str, str]:
    """The two laws for the living, by code."""
    told = {one.code: one.title for one in laws() if one.code != HEALTH_RECORDS}
    return {code: f"{title[0].upper()}{title[1:]}" for code, title in told.items()}


def _say_law(ask: Ask) -> str:
    told = ask.form
    given = {"agency": told.which, "law": told.what, "why": told.words}
    do("which", steps.say_law, request=ask.thing, **given, gate=ask.gate)
    return did(ask, "law_said")


def _free(ask: Ask) -> list[dict[str, str]]:
    return copies(ask, steps.free_copies(request=ask.thing, gate=ask.gate))


def copies(ask: Ask, rows: list[Any]) -> list[dict[str, str]]:
    """Redacted copies to choose from, as their maker calls them."""
    named = redaction.titles(rows=rows, gate=ask.gate)
    return options({row.id: named.get(row.id, "A redacted copy") for row in rows})


def _copy(ask: Ask) -> str:
    do("which", steps.choose_copy, request=ask.thing, rendition=ask.form.which, gate=ask.gate)
    return did(ask, "copy")


def _people(ask: Ask) -> list[dict[str, str]]:
    told = steps.known(gate=ask.gate)
    told.pop(ask.thing.person_id or "", None)
    return options({**told, forms.NOBODY: "Somebody whom the register of people does not have"})


def _weigh(ask: Ask) -> str:
    told = ask.form
    given = {"person": told.person, "standing": told.standing, "consent": told.consent,
             "weighed": told.weighed, "words": told.words}  # fmt: skip
    do("weighed", others.weigh, request=ask.thing, **given, gate=ask.gate)
    return did(ask, "weighed")


def _refuse(ask: Ask) -> str:
    do("words", steps.refuse, request=ask.thing, why=ask.form.words, gate=ask.gate)
    return did(ask, "unfounded")


def _set_aside(ask: Ask) -> str:
    do("words", steps.set_aside, request=ask.thing, why=ask.form.words, gate=ask.gate)
    return did(ask, "set_aside")


def foi(rows: list[Any]) -> list[dict[str, str]]:
    """Requests under the other Act, by their references."""
    told = {r.id: f"Request {r.reference}, received on {in_words(r.received_on)}" for r in rows}
    return options(told)


def _foi_here(ask: Ask) -> list[dict[str, str]]:
    return foi(acts.foi_of(request=ask.thing, gate=ask.gate))


def _treat(ask: Ask) -> str:
    do("which", acts.treat_part, request=ask.thing, foi=ask.form.which, gate=ask.gate)
    return did(ask, "other_road")


def _withdraw(ask: Ask) -> str:
    given = {"on": ask.form.on, "words": ask.form.words}
    do("on", steps.withdraw, request=ask.thing, **given, gate=ask.gate)
    return did(ask, "withdrawn")


STEPS_OF = [
    step(
        "clarify", "Ask what is meant", "Only where you hold much and need to know more. The days "
        "from your question to the answer do not count, except for the health records of the "
        f"dead. {PRINT}", "Record the letter",
        fields=lambda _: [field("day", "on", SENT),
                          field("words", "words", "What do you need to know?")],
        read=asking(on=True, words="Say what you need to know."), do=_clarification,
    ),
    step(
        "clarified", "The applicant has said what is meant", "The days from your question to that "
        "day do not count.", "Record it",
        fields=lambda _: [field("day", "on", "On which day did it come?"),
                          field("words", "words", "What did the applicant say?")],
        read=asking(on=True, words="Enter what the applicant said."), do=_clarified,
        why_not=lambda ask: not_open(ask) or (
            "" if steps.asked(request=ask.thing, gate=ask.gate)
            else "No clarification is waited for."),
    ),
    step(
        "extend", "Take two further months", _extend_says, "Record the notice",
        fields=lambda _: [
            field("radios", "what", "Why is more time needed?", "", GROUNDS),
            field("day", "on", SENT),
            field("words", "words", "Say it in words", "The applicant reads it."),
        ],
        read=asking(on=True, what="Choose why.", words="Say why that time is needed."),
        do=_extend, why_not=_no_more_time,
    ),
    step(
        "search", "Record where you searched", "Searches are reasonable and proportionate. What "
        "you enter is kept, and is not sent.", "Record it",
        fields=lambda _: [field("day", "on", "On which day?"),
                          field("words", "words", "Where did you search, and what is there?")],
        read=asking(on=True, words="Say where you searched."), do=_search,
    ),
    step(
        "law", "Say under which law words are held", "What police, probation and prisons hold for "
        "law enforcement falls under Part 3 of the Data Protection Act 2018; everything else under "
        "the UK GDPR. Where an organisation held its words for another purpose, such as staff "
        "matters of a force, say so here.", "Record it",
        fields=lambda ask: [
            field("select", "which", "Which organisation?", "", _agencies(ask)),
            field("radios", "what", "Under which law?", "", two_laws()),
            field("words", "words", "For which purpose were the words held?"),
        ],
        read=asking(what="Choose the law.", which="Choose the organisation.",
                    words="Say for which purpose."), do=_say_law,
    ),
    step(
        "copy", "Say which copy is for this applicant", "A copy for subject access is made for one "
        "person: what is somebody else's for one applicant is another applicant's own. Make it "
        "under Versions for an audience first.", "Choose it",
        fields=lambda ask: [field("select", "which", "Which copy?", "", _free(ask))],
        read=asking(which="Choose a copy."), do=_copy,
        why_not=lambda ask: not_open(ask) or (
            "" if _free(ask) else "There is no copy for subject access that is not chosen yet. "
            "Make one under Versions for an audience, for somebody who has asked, under subject "
            "access."),
    ),
    step(
        "others", "Weigh what is also about somebody else", "Consider the kind of information, a "
        "duty of confidence, what you did to ask, whether the person can consent, and what the "
        "applicant knows already.", "Record it",
        fields=lambda ask: [
            field("select", "person", "Who is the other person?", "", _people(ask)),
            field("radios", "standing", "What is that person?", "", STANDINGS),
            field("radios", "consent", "Does that person consent?", "", CONSENTS),
            field("radios", "weighed", "What follows?", "", WEIGHED),
            field("words", "words", "Why?", "It is kept, and is not sent."),
        ],
        read=forms.other, do=_weigh,
    ),
    step(
        "refuse", "Refuse it as manifestly unfounded or excessive", "You must be able to show why. "
        "The applicant reads your reasons, and can complain.", "Record the decision",
        fields=lambda _: [field("words", "words", "Why?", "The applicant reads it.")],
        read=asking(words="Say why."), do=_refuse, grave=True,
    ),
    step(
        "set-aside", "Set the refusal aside", "It holds no longer, and stays on record.",
        "Set it aside", fields=lambda _: [field("words", "words", "Why?")],
        read=asking(words="Say why."), do=_set_aside,
        why_not=lambda ask: not_open(ask) or (
            "" if steps.unfounded(request=ask.thing, gate=ask.gate) else "No decision stands."),
    ),
    step(
        "other-road", "A part goes by the Freedom of Information Act", "Register that part as a "
        "request under the Act first. Here the two are joined by their references alone: nothing "
        "of the applicant is carried across.", "Join them",
        fields=lambda ask: [field("select", "which", "Which request?", "", _foi_here(ask))],
        read=asking(which="Choose the request."), do=_treat,
        why_not=lambda ask: "" if _foi_here(ask) else "There is no such request yet.",
    ),
    step(
        "withdraw", "The applicant withdraws it", "Nothing is to be answered any more. You cannot "
        "take this back: register the request anew where it is made again.", "Record it",
        grave=True,
        fields=lambda _: [field("day", "on", "On which day?"),
                          field("words", "words", "What did the applicant say?")],
        read=asking(on=True, words=""), do=_withdraw,
    ),
]  # fmt: skip


def _wanted(row: Any, gate: Any) -> list[str]:
    """The next things first."""
    if row.stage != Stage.OPEN:
        return []
    shown = steps.identified(request=row, gate=gate)
    asked = acts.newest("identity_asked", request=row, gate=gate) is not None
    told = [] if shown or asked else ["ask-identity"]
    told += ["identity"]
    told += ["authority"] if row.asks_as in WITH_AUTHORITY else []
    told += ["person", "search", "copy", "others"]
    told += ["clarified" if steps.asked(request=row, gate=gate) else "clarify"]
    told += ["extend", "law"] if row.road == "living" else []
    if acts.law_for(request=row, gate=gate).as_a_whole:
        told.append("set-aside" if steps.unfounded(request=row, gate=gate) else "refuse")
    return [*told, "other-road", "withdraw"]


def links(ask: Ask, row: Any) -> list[dict[str, str]]:
    """Where the page of a request leads whoever keeps it."""
    gate = ask.gate
    if not gate.may(Act.KEEP_SAR, row, AccessRequest.shape).allowed:
        return []
    named = {each.path.rpartition("/")[2]: each.heading for each in (*asker.STEPS_OF, *STEPS_OF)}
    return [{"text": named[path], "href": f"{one(ask)}/{path}"} for path in _wanted(row, gate)]


ROUTES: list[Page | Deed] = [route for each in STEPS_OF for route in routes_of(each)]
