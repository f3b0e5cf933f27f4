"""The pages of findings of other proceedings: entered, corrected, and what of this review meets
each of them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from portal.documents import acts as documents
from portal.gate.policy import Act
from portal.proceedings import acts, findings, forms, matches, words
from portal.proceedings.matches import RELATIONS, Match
from portal.proceedings.models import Outcome, Proceeding
from portal.reviews import acts as reviews
from portal.reviews.titles import called
from portal.reviews.words import framed, in_sentence
from portal.web.dates import day_and_time
from portal.web.page import Ask, Deed, Page, Values, deed, do, no_fields, page

FINDINGS = "/reviews/{review}/proceedings/register/{proceeding}/findings"
ONE = "/reviews/{review}/proceedings/findings/{proceeding_outcome}"
OUT, MEETS = f"{ONE}/out", f"{ONE}/meets"
END = "/reviews/{review}/proceedings/matches/{finding_match}/end"
FORM = "proceedings/form.html"
CLOSED = "Closed to you"


def _here(ask: Ask, proceeding: str = "") -> str:
    return FINDINGS.format(review=ask.gate.domain, proceeding=proceeding or ask.thing.proceeding_id)


# What is found, and what meets it


@page(FINDINGS, act=Act.READ_PROCEEDINGS, template="proceedings/findings.html", thing=Proceeding)
def listed(ask: Ask) -> Values:
    review, gate, row = framed(ask), ask.gate, ask.thing
    rows = findings.every(proceeding=row.id, gate=gate)
    given: dict[str, Any] = {"model": Outcome, "act": Act.READ_PROCEEDINGS, "gate": gate}
    said = acts.opened(rows=rows, field="words", **given)
    who = words.by_whom(ask)
    met = _met(ask, row.id, who)
    told = [_finding(ask, one, said, met.get(one.number, []), who) for one in rows]
    stands = [one for one, of in zip(told, rows, strict=True) if of.replaced_at is None]
    unmet = [one for one in stands if not one["met"]]
    return {
        "name": review.code_name,
        "called": words.called(row),
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "sentence": words.found(len(stands), len(unmet)),
        "lists": [
            {"heading": heading, "rows": several}
            for heading, several in (
                ("Nothing in this review meets these findings yet", unmet),
                ("What in this review meets these", [one for one in stands if one["met"]]),
            )
            if several
        ],
        "before": [one for one, of in zip(told, rows, strict=True) if of.replaced_at],
        "keeps": gate.may(Act.KEEP_PROCEEDINGS, row, Proceeding.shape).allowed,
        "here": _here(ask, row.id),
        "back": f"/reviews/{gate.domain}/proceedings/register/{row.id}",
    }  # fmt: skip


def _finding(
    ask: Ask,
    row: Any,
    said: Mapping[str, str],
    met: list[dict[str, Any]],
    who: Callable[[str], str],
) -> dict[str, Any]:
    stands = row.replaced_at is None
    entered = f"Entered by {who(row.entered_by)} on {day_and_time(row.entered_at)}."
    if not stands:
        how = f"{who(row.replaced_by)} on {day_and_time(row.replaced_at)}"
        entered += f" Corrected or taken out by {how}."
    return {
        "number": row.number,
        "given": words.given(row),
        "words": said.get(row.id, CLOSED),
        "who": forms.SHARED["everybody" if row.shared else "few"],
        "entered": entered,
        "met": [one for one in met if not one["ended"]] if stands else [],
        "ended": [one for one in met if one["ended"]] if stands else [],
        "href": ONE.format(review=ask.gate.domain, proceeding_outcome=row.id),
    }


def _met(ask: Ask, proceeding: str, who: Callable[[str], str]) -> dict[int, list[dict[str, Any]]]:
    """By the number of a finding what meets it or did, of what the reader may read."""
    gate = ask.gate
    rows = matches.seen(proceeding=proceeding, gate=gate)
    read = matches.sections(gate=gate) if any(row.section_id for row in rows) else {}
    why = matches.opened(rows=rows, field="why", gate=gate)
    why_ended = matches.opened(rows=rows, field="why_ended", gate=gate)
    names = _names(ask, {row.section_id: read[row.section_id] for row in rows if row.section_id})
    told: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        version = read.get(row.section_id)
        one = {
            "what": names.get(row.section_id, ""),
            "href": f"/reviews/{gate.domain}/read?owner={version.owner_id}" if version else "",
            "relation": RELATIONS[row.relation],
            "absent": row.relation == matches.ABSENT,
            "why": why.get(row.id, CLOSED),
            "other": version is not None and version.id != row.version_id,
            "by": f"Entered by {who(row.made_by)} on {day_and_time(row.made_at)}.",
            "ended": f"Ended by {who(row.ended_by)} on {day_and_time(row.ended_at)}: "
            f"{why_ended.get(row.id, CLOSED)}"
            if row.ended_at
            else "",
            "end": END.format(review=gate.domain, finding_match=row.id),
        }
        told.setdefault(row.number, []).append(one)
    return told


def _names(ask: Ask, sections: Mapping[str, Any]) -> dict[str, str]:
    """By section how it is called, for whoever reads it: whose, of what, where, and its title."""
    gate = ask.gate
    rows = list(sections.values())
    titles = documents.titles(versions=rows, gate=gate)
    places = documents.places(documents=[row.document_id for row in rows], gate=gate)
    owners, kinds = reviews.owners(gate=gate), called(gate=gate)
    return {
        name: f"{kinds[row.document_kind]} of {in_sentence(owners.get(row.owner_id, 'an agency'))},"
        f" section {places[name]}: {titles[row.id]}"
        for name, row in sections.items()
        if row.id in titles
    }


# Taking one out


@page(OUT, act=Act.KEEP_PROCEEDINGS, template=FORM, thing=Outcome)
def out_page(ask: Ask) -> Values:
    framed(ask)
    return words.form(
        f"Take finding {ask.thing.number} out?",
        "It was entered by mistake. It counts no longer, nor does what was entered that meets it. "
        "It stays on record, for those who read the register's words.",
        "Take it out",
        _here(ask),
        [],
        grave=True,
        why_not=findings.gone(ask.thing),
    )


@deed(OUT, act=Act.KEEP_PROCEEDINGS, form=no_fields, thing=Outcome)
def out_deed(ask: Ask) -> str:
    findings.take_out(finding=ask.thing, gate=ask.gate)
    return f"{_here(ask)}?done=out"


# What meets it


@page(MEETS, act=Act.KEEP_PROCEEDINGS, template=FORM, thing=Outcome)
def meets_page(ask: Ask) -> Values:
    framed(ask)
    row = ask.thing
    said = acts.opened(model=Outcome, rows=[row], field="words", act=Act.READ_PROCEEDINGS,
                       gate=ask.gate)  # fmt: skip
    names = _names(ask, matches.choosable(gate=ask.gate))
    return words.form(
        f"What in this review meets finding {row.number}?",
        f"The finding: {said.get(row.id, CLOSED)}",
        "Enter it",
        _here(ask),
        [
            words.field("radios", "relation", "How does this review stand to it?", of=RELATIONS),
            words.field("select", "section", "Which section?",
                        "Only sections of analysis, good practice, learning and recommendations "
                        "that you may read are listed. Leave it open where this review does not "
                        "deal with the finding.", names),
            words.field("words", "why", "Why?",
                        "In a sentence. Who may read the section reads it, among those who read "
                        "the register's words; nobody else learns of it."),
        ],
        why_not=findings.gone(ask.thing),
    )  # fmt: skip


@deed(MEETS, act=Act.KEEP_PROCEEDINGS, form=forms.meets, thing=Outcome)
def meets_deed(ask: Ask) -> str:
    told = ask.form
    given = {"relation": told.relation, "section": told.section, "why": told.why}
    do("section", matches.enter, finding=ask.thing, **given, gate=ask.gate)
    return f"{_here(ask)}?done=meets#finding-{ask.thing.number}"


@page(END, act=Act.KEEP_PROCEEDINGS, template=FORM, thing=Match)
def end_page(ask: Ask) -> Values:
    framed(ask)
    row, gate = ask.thing, ask.gate
    matches.known(match=row, gate=gate)
    read = matches.sections(gate=gate)
    named = _names(ask, {row.section_id: read[row.section_id]} if row.section_id else {})
    return words.form(
        "End this entry?",
        f"Finding {row.number}. {''.join(f'{one}. ' for one in named.values())}"
        f"{RELATIONS[row.relation]}. It holds no longer. It stays on record, for those who "
        "may read it now.",
        "End it",
        _here(ask),
        [words.field("words", "why", "Why?")],
        why_not="This has been ended already." if row.ended_at else "",
    )


@deed(END, act=Act.KEEP_PROCEEDINGS, form=forms.ended, thing=Match)
def end_deed(ask: Ask) -> str:
    do("why", matches.end, match=ask.thing, why=ask.form.words, gate=ask.gate)
    return f"{_here(ask)}?done=meets-ended#finding-{ask.thing.number}"


ROUTES: list[Page | Deed] = [
    listed, out_page, out_deed, meets_page,
    meets_deed, end_page, end_deed,
]  # fmt: skip
