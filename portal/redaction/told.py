"""How a rendition, its progress, its decisions and what they need are told on pages."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.gate.gate import Gate
from portal.gate.policy import BOARD, Act
from portal.people.models import Agency
from portal.proceedings.words import Field, field
from portal.redaction import (
    access_laws,
    acts,
    consulting,
    deciding,
    drawn,
    newer,
    opinions,
    sources,
    standing,
    suggested,
)
from portal.redaction.exemptions import KINDS, Exemption, Lacking, in_force, offered
from portal.redaction.known import Register
from portal.redaction.models import (
    APPLICANTS,
    AUDIENCES,
    DECISIONS,
    GONE,
    OUTCOMES,
    QUALIFIED_PERSONS,
    REGIMES,
    STAGES,
    Rendition,
    ToMaker,
)
from portal.reviews import acts as reviews
from portal.timetable.acts import kind_of
from portal.web.dates import in_words
from portal.web.page import Ask, Wrong

Done = TypeVar("Done")
DONE = {
    "started": "It is begun. Look for people and identifiers next, then read each section.",
    "added": "The sections are added. Look through them next.",
    "taken-out": "The section is taken out.",
    "newer": "The newer words stand in it. Look through them next, and decide what waits.",
    "looked": "Every section has been looked through. What was found waits for your decision.",
    "looked-more": "Some sections have been looked through. Do it again for the rest.",
    "decided": "It is decided.",
    "undone": "The decision is taken back. What it answered waits again.",
    "opinion": "The opinion is on record. Passages can rest on it now.",
    "asked": "The owner is asked. It waits among the tasks of its officers.",
    "departed": "Your reasons are on record, and the owner can read that you go on.",
    "settled": "Your reasons are on record.",
    "answered": "Your answers on this section are kept. Go on, then give the answer as a whole.",
    "must-go": "It is kept. Whoever decides sees where and why.",
    "finished": "Your organisation's answer is given. Whoever asked reads it.",
}
"""What has just happened, by the code that the address carries."""
MENTIONS = {
    "person": "A person",
    "name": "A name",
    newer.EARLIER: "Taken out of earlier words",
}
"""What suggestions are of; any other kind is told by its own code."""
MAPPA = frozenset({"mappa_scr", "pimr", "sfo"})
"""Kinds of review whose material comes from public protection arrangements."""


def small(words: str) -> str:
    return words[0].lower() + words[1:]


def body(owner: str, gate: Gate) -> str:
    return reviews.body_name(body=owner, gate=gate)


def kind(code: str) -> str:
    return MENTIONS.get(code, code.replace("_", " ").capitalize())


def decide(act: Callable[..., Done], **given: Any) -> Done:
    """A decision whose refusal stands beside the field that it is about."""
    try:
        return act(**given)
    except Lacking as lacking:
        raise Wrong.one(lacking.field, str(lacking)) from None


# How far it has come


def whole(ask: Ask, row: Any, here: str) -> dict[str, Any]:
    """What the page of one rendition shows."""
    gate = ask.gate
    words = gate.open(row, "title", "purpose", act=Act.READ_RENDITION, model=Rendition)
    makes = gate.may(Act.MAKE_RENDITION, row, Rendition.shape).allowed
    mine = f"{here}/{row.id}"
    return {
        "home": here,
        "stage": row.stage,
        "title": words["title"],
        "facts": [
            {"key": "For whom", "value": AUDIENCES[row.audience]},
            {"key": "By which rules", "value": REGIMES[row.regime]},
            {"key": "Purpose", "value": words["purpose"]},
            {"key": "Stage", "value": STAGES[row.stage]},
        ],
        "sections": _sections(row, here, gate),
        "steps": _steps(mine, row, gate) if makes else [],
        "owners": _owners(row, gate),
        "waits": acts.why_not_yet(rendition=row, gate=gate) if row.stage == "deciding" else [],
        "newer": _newer(row, here, gate, makes=makes),
        "ready": f"{mine}/ready",
        "files": f"/reviews/{gate.domain}/renditions/{row.id}",
    }


def _steps(mine: str, row: Any, gate: Gate) -> list[dict[str, str]]:
    """What can be done with all of it now; what would lead to nothing is left out."""
    if row.stage in {"released", "withdrawn"}:
        return []
    every = standing.sections_of(rendition=row.id, gate=gate)
    waits = deciding.waiting(rendition=row.id, gate=gate)
    asked = consulting.of_rendition(rendition=row.id, gate=gate).values()
    given = [one for one in asked if one.outcome is not None and row.audience in APPLICANTS]
    told = [
        ("look", "Look for people and identifiers", any(not one.suggested_at for one in every)),
        ("proposals", "Decide as is proposed",
         any(one.sure and one.proposed in GONE for one in waits)),
        ("groups", "Decide all mentions of somebody at once", bool(waits)),
        ("consult", "Ask the owners of these words",
         bool(consulting.owners(rendition=row.id, gate=gate))),
        ("settle", "Decide otherwise than an owner wants", bool(given)),
        ("depart", "Go on although an owner said no",
         any(one.outcome == "refused" for one in given)),
        ("add", "Add sections", True),
    ]  # fmt: skip
    return [{"href": f"{mine}/{path}", "text": said} for path, said, now in told if now]


def _sections(row: Any, here: str, gate: Gate) -> list[dict[str, str]]:
    """Every section by its number, with its title for whoever may read its words."""
    counts = suggested.progress(rendition=row.id, gate=gate)
    none = {"decided": 0, "asked": 0, "waiting": 0}
    told = []
    every = standing.sections_of(rendition=row.id, gate=gate)
    names = {owner: body(owner, gate) for owner in {one.words_of for one in every}}
    titles = sources.titles(sections=every, gate=gate)
    for one in every:
        mine, shut = counts.get(one.version_id, none), one.version_id not in titles
        waiting = str(mine["waiting"]) if one.suggested_at else "Not looked through"
        told.append(
            {
                "what": f"Section {one.position}",
                "title": titles.get(one.version_id, ""),
                "owner": names[one.words_of],
                "decided": "" if shut else str(mine["decided"]),
                "asked": "" if shut else str(mine["asked"]),
                "waiting": "Closed to you" if shut else waiting,
                "href": f"{here}/sections/{one.id}",
            }
        )
    return told


def _newer(row: Any, here: str, gate: Gate, *, makes: bool) -> list[dict[str, str]]:
    """Sections of which there are newer words, each with the way to take them in."""
    if row.stage in {"released", "withdrawn"}:
        return []
    found = newer.newer(rendition=row.id, gate=gate)
    return [
        {
            "text": f"Section {one.position}: newer words are signed off (version "
            f"{found[one.id].number})",
            "href": f"{here}/sections/{one.id}/newer" if makes else "",
        }
        for one in standing.sections_of(rendition=row.id, gate=gate)
        if one.id in found
    ]


def _owners(row: Any, gate: Gate) -> list[dict[str, str]]:
    asked = consulting.of_rendition(rendition=row.id, gate=gate)
    rows = [asked[owner] for owner in asked]
    reasons = consulting.words_for_maker(model=ToMaker, rows=rows, field="reasons", gate=gate)
    told = []
    for owner in consulting.owners(rendition=row.id, gate=gate):
        one = asked.get(owner)
        if one is None:
            stands = "Not asked yet"
        elif one.outcome is None:
            stands = f"Asked on {in_words(today(one.asked_at))}, not answered yet"
        else:
            stands = f"{OUTCOMES[one.outcome]}, on {in_words(today(one.answered_at))}"
        told.append(
            {
                "what": body(owner, gate),
                "stands": stands,
                "reasons": reasons.get(one.id, "") if one is not None else "",
            }
        )
    return told


# What a decision needs


def groups(ask: Ask, row: Any, people: Register) -> list[dict[str, str]]:
    """The groups that wait, each with its words, whom it is about, how often, and what is proposed.

    The sections are opened, as on their own pages, by the right of whoever decides.
    """
    told, spoken = [], first_words(row, ask.gate)
    for one in suggested.groups(rendition=row.id, gate=ask.gate):
        if not one.waiting:
            continue
        who = people.called(one.person_id) or kind(one.kind)
        words = spoken.get(one.group_id, "")
        told.append(
            {
                "id": one.group_id,
                "text": f"“{words}”: {who}" if words else who,
                "hint": f"{one.waiting} of {one.mentions} mentions wait. {proposed(one)}",
            }
        )
    return told


def first_words(rendition: Any, gate: Gate) -> dict[str, str]:
    """By group the words of its first mention that waits, of sections that are open."""
    sections = standing.sections_of(rendition=rendition.id, gate=gate)
    opened = sources.opened(sections=sections, gate=gate)
    texts = {
        (version, place.name): place.text
        for version, told in opened.items()
        for place in drawn.places(told)
    }
    found: dict[str, str] = {}
    for one in deciding.waiting(rendition=rendition.id, gate=gate):
        text = texts.get((one.version_id, one.paragraph), "")
        found.setdefault(one.group_id, " ".join(text[one.starts : one.ends].split()))
    return found


def proposed(row: Any) -> str:
    codes = f" by {row.codes}" if row.codes and row.codes != "personal" else ""
    if row.proposed == "remove" and not row.codes:
        return (
            "Think of it yourself: somebody who is dead has no personal data, and in subject "
            "access it may be the very person who asks."
        )
    return f"Proposed: {small(DECISIONS[row.proposed])}{codes}."


def proposals(rows: Iterable[Any], row: Any) -> str:
    """Such as "12 mentions are taken out by s.40(2)."."""
    several = Counter((one.proposed, one.codes) for one in rows)
    told = [
        f"Mentions {small(DECISIONS[decision])}"
        f"{f' by {codes}' if row.regime != 'none' else ''}: {many}."
        for (decision, codes), many in several.items()
    ]
    return " ".join(told)


def _code(one: Exemption, why: str = "") -> dict[str, str]:
    """Each code as a line to tick, with what it says."""
    if one.regime == "none":
        return {"id": one.code, "text": one.title, "hint": one.words}
    kinds = f" {KINDS[one.kind]}." if one.regime == "foi" else ""
    offer = f" Think of it: {small(why)}." if why else ""
    return {"id": one.code, "text": f"{one.code}: {small(one.title)}",
            "hint": f"{one.words}.{kinds}{offer}"}  # fmt: skip


def _weighed(known: Iterable[Exemption]) -> list[Field]:
    """What a request under the law needs to have said of what is taken out."""
    harm = field("words", "harm", "What harm would follow, and how likely is it?",
                 "For reasons that rest on harm.")  # fmt: skip
    if not any(one.qualified for one in known):
        return [harm]
    interest = field("words", "interest", "The public interest: for and against",
                     "For qualified exemptions.")  # fmt: skip
    return [harm, interest]


def _other_words(*, alone: bool) -> list[Field]:
    hint = "For words that are taken out. Leave it empty, and a label stands there."
    return [field("words", "instead", "Other words in their place", hint)] if alone else []


def reason_fields(ask: Ask, row: Any) -> list[Field]:
    """The reasons that there are under the rendition's rules, and what they need said."""
    on = today(ask.now)
    known = in_force(row.regime, on)
    first = _first(row, on, ask.gate)
    told = [
        field("checkboxes", "codes", "Why? The reasons to think of first",
              of=[_code(known[code], why) for code, why in first.items()]),
        field("folded", "more", "Other reasons",
              of=[_code(one) for code, one in known.items() if code not in first]),
    ]  # fmt: skip
    if row.regime != "none":
        told += _weighed(known.values())
    return told


def decision_fields(ask: Ask, row: Any, people: Register, *, alone: bool) -> list[Field]:
    """The fields of a decision; for one passage `alone` also whom it is about."""
    gate = ask.gate
    held = opinions.recorded(gate=gate)
    agencies = reviews.owners(gate=gate)
    told = [
        field("radios", "decision", "What is to become of these words?", of=DECISIONS),
        *reason_fields(ask, row),
        *_other_words(alone=alone and row.regime == "none"),
    ]
    told.append(field("words", "note", "A note for your colleagues", "You may leave it empty."))
    told.append(
        field("select", "holder", "From which organisation does this information come?",
              "Only where it is not the section's own owner. It is then asked too.",
              [{"id": key, "text": name} for key, name in agencies.items()])
    )  # fmt: skip
    if row.regime == "foi" and held:
        told.append(
            field("select", "opinion", "On which opinion of the qualified person does it rest?",
                  "For section 36 alone.", [_opinion(one) for one in held])
        )  # fmt: skip
    if alone and people.people:
        told.append(
            field("select", "person", "Whom is it about?",
                  "For a pseudonym, and where somebody is dead.",
                  [{"id": key, "text": people.called(key)} for key in people.people])
        )  # fmt: skip
    return told


def _first(row: Any, on: date, gate: Gate) -> dict[str, str]:
    """By code, with the reason, what is to be thought of first."""
    if row.regime == access_laws.REGIME:
        return dict.fromkeys(_of_their_laws(row, on, gate), "")
    to = ["living", *(["mappa"] if kind_of(gate) in MAPPA else [])]
    return offered(row.regime, to, on) | offered(row.regime, ["dead"], on)


def _of_their_laws(row: Any, on: date, gate: Gate) -> list[str]:
    """The limbs of the laws under which those hold their words whose words are in a rendition."""
    owners = {one.words_of for one in standing.sections_of(rendition=row.id, gate=gate)}
    query = sa.select(Agency.kind).where(Agency.id.in_(owners - {BOARD})).distinct()
    kinds = {*gate.connection.execute(query).scalars(), *({BOARD} & owners)}
    codes = dict.fromkeys(access_laws.of_kind(kind, on) for kind in sorted(kinds))
    return [limb for code in codes for limb in access_laws.limbs(code, on)]


def _opinion(row: Any) -> dict[str, str]:
    who = QUALIFIED_PERSONS[row.person].split(",")[0]
    return {"id": row.id, "text": f"{who}, {in_words(row.given_on)}: {row.limbs}"}


# Before it goes on


def who_sees(row: Any, maker: str) -> str:
    return (
        f"The version is for: {small(AUDIENCES[row.audience])}. Until a second person of "
        f"{maker} has signed what was rendered and proved, and it is released, nobody outside "
        f"{maker} sees it."
    )


def what_goes(row: Any, gate: Gate) -> list[dict[str, str]]:
    """By section that is open to the reader how many passages are taken out and replaced, and by
    which codes.
    """
    every = standing.passages(rendition=row.id, gate=gate)
    sections = standing.sections_of(rendition=row.id, gate=gate)
    closed = {one.id for one in sources.not_open(sections=sections, gate=gate)}
    told = []
    for one in [one for one in sections if one.id not in closed]:
        mine = [p for p in every if p.version_id == one.version_id]
        many = Counter(p.decision for p in mine)
        codes = Counter(code for p in mine for code in p.codes.split())
        told.append(
            {
                "what": f"Section {one.position}",
                "removed": str(many["remove"]),
                "replaced": str(many["pseudonym"]),
                "kept": str(many["keep"]),
                "codes": ", ".join(f"{code} ({n})" for code, n in codes.items())
                if row.regime != "none"
                else "",
            }
        )
    return told
