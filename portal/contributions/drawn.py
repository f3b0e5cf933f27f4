"""What the pages of requests and contributions show: rows opened through the gate, in words."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from portal.contributions import standing, words
from portal.contributions.models import MOVES, State
from portal.documents import acts as documents
from portal.documents.models import Document, Version
from portal.gate.policy import Act, Role, Stage
from portal.links import acts as links
from portal.links.beside import seated
from portal.links.words import origins
from portal.proceedings import matches, register
from portal.proceedings.models import Proceeding
from portal.proceedings.words import called
from portal.reviews import acts as reviews
from portal.reviews import titles
from portal.reviews.words import Member, framed, people_in, role_words
from portal.web.dates import day, day_and_time
from portal.web.page import Ask, Values

LINKS: tuple[tuple[Act, str, str], ...] = (
    (Act.WRITE_SECTION, "edit", "Edit"),
    (Act.READ_SECTION, "compare", "Compare versions"),
    (Act.READ_SECTION, "questions", "Questions"),
    (Act.RECLASSIFY, "class", "Change its class"),
    (Act.WITHDRAW_SECTION, "withdraw", "Withdraw it"),
)
"""What can be done with one section, where the reader may: the act, the address, the words."""
WAYS_IN: tuple[tuple[Act, str, str], ...] = (
    (Act.WRITE_SECTION, "add", "Add a section"),
    (Act.WRITE_SECTION, "import", "Bring in a Word or text document"),
    (Act.WRITE_SECTION, "carry", "Bring over approved sections of a linked review"),
    (Act.WRITE_SECTION, "order", "Change the order of the sections"),
    (Act.SIGN_OFF, "attachments", "Files kept with it"),
    (Act.WRITE_SECTION, "attachments", "Files kept with it"),
)
"""What can be done with the contribution on pages of other rooms."""


def base(ask: Ask) -> str:
    return f"/reviews/{ask.gate.domain}"


def back(ask: Ask) -> str:
    """The page of the thing that this page is a step of."""
    return ask.raw.path.rpartition("/")[0]


def done(ask: Ask, what: str) -> str:
    return f"{back(ask)}?done={what}"


def notice(ask: Ask, steps: list[tuple[Any, str]]) -> str:
    """What has just been done, where the last step says that this member has just done it."""
    told = ask.raw.query.get("done", "")
    last = steps[-1][0] if steps else None
    mine = last is not None and last.what == told and last.taken_by == ask.gate.actor.member
    return words.DONE.get(told, "") if mine or told in {"reclassified", "premade"} else ""


def may_move(row: Any, to: State) -> bool:
    return row is not None and to in MOVES[State(row.state)]


def reopens(row: Any) -> bool:
    return row is not None and row.state in {State.WITH_PANEL, State.QUERIED, State.ACCEPTED}


def step(
    ask: Ask, name: str, *, may: bool, why_not: str = "", back_to: str = "", **told: str
) -> Values:
    """A page before an act: one sentence of consequence, and the button or why there is none."""
    framed(ask)
    one = words.CONFIRM[name]
    return {
        "heading": one.heading,
        "sentence": one.sentence.format(**told),
        "button": one.button,
        "label": one.label,
        "hint": one.hint,
        "grave": one.grave,
        "why_not": "" if may else why_not or words.NOT_NOW,
        "back": back_to or back(ask),
    }


def asked(ask: Ask, row: Any, people: int, name: str) -> dict[str, object]:
    """One line of the list of requests, for a kind of that name."""
    return {
        "agency": row.agency,
        "kind": name,
        "due": words.due_words(row, ask.now),
        "late": words.is_late(row, ask.now),
        "state": words.spoken(row),
        "colour": words.COLOURS[State(row.state)],
        "next": words.next_for_asker(row, ask.now, people),
        "href": f"{base(ask)}/requests/{row.id}",
    }


def request(ask: Ask, row: Any) -> Values:
    steps = standing.steps(request=row, gate=ask.gate)
    agency = standing.agency_name(row.owner_id, ask.gate)
    people = {a.id: a.people for a in standing.agencies(gate=ask.gate)}.get(row.owner_id, 0)
    asks = ask.gate.may(Act.ASK_AGENCY).allowed
    note = standing.note_of(request=row, gate=ask.gate)
    return {
        "owner": agency,
        "name": titles.called(gate=ask.gate)[row.kind],
        "state": words.spoken(row),
        "colour": words.COLOURS[State(row.state)],
        "due": words.due_words(row, ask.now),
        "late": words.is_late(row, ask.now),
        "note": note,
        "notice": notice(ask, steps),
        "next": words.next_for_asker(row, ask.now, people) if asks else "",
        "history": history(ask, steps),
        "all_href": f"{base(ask)}/requests" if asks else "",
        **_request_moves(ask, row, agency),
    }


def _request_moves(ask: Ask, row: Any, agency: str) -> dict[str, object]:
    """The one thing to do next, or for whom it waits; and what else can be done."""
    here, gate, state = f"{base(ask)}/requests/{row.id}", ask.gate, State(row.state)
    links = []
    first: dict[str, str] | None = None
    if row.document_id and _opens(ask, row.document_id):
        first = _link("Open the contribution", f"{base(ask)}/contributions/{row.document_id}")
    if row.owner_id in gate.owners_for(Act.ANSWER_REQUEST) and may_move(row, State.BEGUN):
        first = _link("Begin the contribution", f"{here}/begin")
    if row.owner_id in gate.owners_for(Act.RETURN_NIL) and may_move(row, State.NIL):
        links.append(_link("Answer that your agency holds nothing", f"{here}/nil"))
    if gate.may(Act.ASK_AGENCY).allowed:
        if words.is_open(row):
            links.append(_link("Send a reminder", f"{here}/chase"))
        if words.owes(row):
            links.append(_link("Change the date", f"{here}/date"))
        if may_move(row, State.WITHDRAWN):
            links.append(_link("Withdraw the request", f"{here}/withdraw"))
    waits = "" if first else words.TURN[state].format(agency=agency)
    return {"first": first, "waits": waits, "links": links}


def _opens(ask: Ask, document: str) -> bool:
    """Whether the reader may open the contribution itself; decided, not recorded."""
    row = standing.document_row(document, ask.gate)
    return ask.gate.may(Act.READ_CONTRIBUTION, row, Document.shape).allowed


def _link(text: str, href: str) -> dict[str, str]:
    return {"text": text, "href": href}


def history(ask: Ask, steps: list[tuple[Any, str]]) -> list[dict[str, str]]:
    """Newest first, with who took each step: by name, role and agency, for names can be alike."""
    members = role_words(reviews.members(gate=ask.gate))
    people = {m.person_id for m in members.values()}
    names = reviews.called(gate=ask.gate, person_ids=people, agency=False)
    return [
        {
            "title": words.STEPS[row.what],
            "by": _who(members.get(row.taken_by), names),
            "when": day_and_time(row.taken_at),
            "text": text,
        }
        for row, text in reversed(steps)
    ]


def _who(member: Member | None, names: Mapping[str, str]) -> str:
    if member is None:
        return "Somebody who takes part no more"
    agency = member.agency or "the commissioning board"
    return f"{names[member.person_id]}, {member.roles.lower()} for {agency}"


# The contribution


def contribution(ask: Ask, document: Any, came: Mapping[str, str]) -> dict[str, Any]:
    gate = ask.gate
    row = standing.request_of(document=document.id, gate=gate)
    found = documents.sections_of(document=document.id, gate=gate)
    steps = standing.steps(request=row, gate=gate) if row else []
    decided = standing.decisions(request=row.id, gate=gate) if row else {}
    agency = standing.agency_name(document.owner_id, gate)
    ours = document.owner_id in gate.owners_for(Act.READ_CONTRIBUTION)
    signed = {v.section_id: v.id for v in standing.to_decide(document.id, gate)}
    asked_for = standing.to_change(document=document.id, gate=gate)
    back, beside = standing.sent_back_at(request=row, gate=gate), _found_beside(ask)
    brought = origins(ask, [version.section_id for version, _ in found])
    return {
        "owner": agency,
        "name": titles.called(gate=ask.gate)[document.kind],
        "state": words.spoken(row) if row else "Not asked for",
        "colour": words.COLOURS[State(row.state)] if row else "govuk-tag--grey",
        "due": words.due_words(row, ask.now) if row else "",
        "late": bool(row) and words.is_late(row, ask.now),
        "handed_over": day(document.handed_over_at) if document.handed_over_at else "",
        "who_href": f"{base(ask)}/contributions/{document.id}/who",
        "who": _audience(ask, [version for version, _ in found]),
        "sections": [
            {
                **_section(ask, version, told, decided, signed, ours=ours, number=number),
                "found": beside.get(version.section_id, []),
                "origin": brought.get(version.section_id, ""),
                "came": came.get(version.section_id, ""),
                "asked": (asked := asked_for.get(version.section_id, "")),
                "since": words.since_sent_back(version.written_at, back, asked=bool(asked)),
            }
            for number, (version, told) in enumerate(found, 1)
        ],
        "covert": agency if ours and standing.holds_covert(document.id, gate) else "",
        "notice": notice(ask, steps),
        "comments": [text for s, text in steps if row and s.what == row.state and text][-1:],
        "history": history(ask, steps),
        "request_href": f"{base(ask)}/requests/{row.id}" if row and _reads(ask, row) else "",
        **_moves(ask, document, row, agency, found),
    }


def _found_beside(ask: Ask) -> dict[str, list[dict[str, str]]]:
    """By section the findings of other proceedings that it meets, for whoever reads both."""
    met = matches.of_sections(gate=ask.gate)
    rows = register.every(Proceeding, gate=ask.gate) if met else []
    named, here = {row.id: called(row) for row in rows}, f"{base(ask)}/proceedings/register"
    return {
        section: [
            _link(
                f"Meets finding {one.number}. {named[one.proceeding_id]}",
                f"{here}/{one.proceeding_id}/findings#finding-{one.number}",
            )
            for one in several
        ]
        for section, several in met.items()
    }


def _reads(ask: Ask, row: Any) -> bool:
    gate = ask.gate
    return row.owner_id in gate.owners_for(Act.READ_REQUEST) or gate.may(Act.READ_REQUEST).allowed


def _section(
    ask: Ask,
    version: Any,
    told: Mapping[str, Any],
    decided: Mapping[str, tuple[bool, str]],
    signed: Mapping[str, str],
    *,
    ours: bool,
    number: int,
) -> dict[str, object]:
    # What is withdrawn are the words signed off, also while newer ones are being written.
    about = {Act.WITHDRAW_SECTION: signed.get(version.section_id)}
    start = told["paragraphs"][0]["id"] if told["paragraphs"] else ""
    read = f"{base(ask)}/read?owner={version.owner_id}" + (f"#p-{start}" if start else "")
    share, why = decided.get(version.id, (None, ""))
    may = [
        _link(text, f"{base(ask)}/sections/{about.get(act, version.id)}/{address}")
        for act, address, text in LINKS
        if about.get(act, version.id)
        and ask.gate.may(act, version, Version.shape).allowed
        and not (address == "compare" and version.number == 1)
    ]
    return {
        "number": number,
        "title": told["title"],
        "class_words": words.class_words(version.section_class) if ours else "",
        "class_note": words.class_note(version.section_class) if ours else "",
        "version": version.number,
        "stage": words.STAGES[Stage(version.stage)],
        "decided": "" if share is None else ("To be shared" if share else "Not to be shared"),
        "why": why,
        "links": [_link("Read", read), *may],
    }


def _seats(ask: Ask, versions: list[Any]) -> Counter[str]:
    """How many of these versions each membership can see now."""
    told = (ask.gate.who_may(Act.READ_SECTION, v, Version.shape) for v in versions)
    return Counter(member for several in told for member, _ in several)


def _audience(ask: Ask, versions: list[Any]) -> str:
    """How many people in how many bodies can see any of this now."""
    return people_in(_seats(ask, versions), role_words(reviews.members(gate=ask.gate)))


def audience(ask: Ask, document: Any) -> Values:
    """Who can see how much of what the reader sees herself, by name, role and agency."""
    versions = [v for v, _ in documents.sections_of(document=document.id, gate=ask.gate)]
    seats = _seats(ask, versions)
    members = role_words(reviews.members(gate=ask.gate))
    names = reviews.called(
        gate=ask.gate, person_ids={m.person_id for m in members.values()}, agency=False
    )
    return {
        "title": titles.called(gate=ask.gate)[document.kind],
        "back": back(ask),
        "people": [
            {
                "name": names[m.person_id],
                "role": m.roles,
                "body": m.agency or "The commissioning board",
                "reason": f"{seats[m.id]} of {words.sections(len(versions))}",
                "until": "As each section says",
            }
            for m in members.values()
            if m.id in seats
        ],
    }


def _moves(ask: Ask, document: Any, row: Any, agency: str, found: list[Any]) -> dict[str, object]:
    """The one thing to do next, or why there is none; and what else can be done."""
    here, may = f"{base(ask)}/contributions/{document.id}", _may(ask, document)
    if row is None:
        ways = _ways(ask, document, may, here)
        return {"first": None, "waits": words.UNASKED, "links": ways}
    state = State(row.state)
    fresh = standing.to_sign(document.id, ask.gate) if Act.WRITE_SECTION in may else []
    moves: list[dict[str, str]] = []
    if fresh and may_move(row, State.WITH_MANAGER):
        moves.append(_link("Send to the senior manager", f"{here}/submit"))
    if Act.SIGN_OFF in may and state is State.WITH_MANAGER:
        moves.append(_link("Sign off", f"{here}/sign-off"))
        moves.append(_link("Send it back to the author", f"{here}/send-back"))
    if Act.DECIDE_SHARING in may and state is State.SIGNED_OFF:
        moves.append(_link("Decide what is shared, and hand over", f"{here}/decide"))
    if Act.ACCEPT_CONTRIBUTION in may and may_move(row, State.ACCEPTED) and found:
        moves.append(_link("Accept the contribution", f"{here}/accept"))
        if may_move(row, State.QUERIED):
            moves.append(_link("Ask the agency to look again", f"{here}/query"))
    waits = _why_not(ask, state, may, found) or words.TURN[state]
    first = moves[0] if moves else None
    told = "" if first else waits.format(agency=agency)
    return {"first": first, "waits": told, "links": moves[1:] + _ways(ask, document, may, here)}


def _ways(ask: Ask, document: Any, may: set[Act], here: str) -> list[dict[str, str]]:
    told = {
        address: _link(text, f"{here}/{address}") for act, address, text in WAYS_IN if act in may
    }
    if "carry" in told and not any(
        seated(ask, row.id, same_body=True) for row in links.linked(gate=ask.gate)
    ):
        del told["carry"]
    if Act.DECIDE_SHARING in may and document.handed_over_at is not None:
        told["sharing"] = _link("What your agency shares", f"{base(ask)}/sharing")
    return list(told.values())


def _may(ask: Ask, document: Any) -> set[Act]:
    wanted = (Act.WRITE_SECTION, Act.SIGN_OFF, Act.DECIDE_SHARING, Act.ACCEPT_CONTRIBUTION)
    return {act for act in wanted if ask.gate.may(act, document, Document.shape).allowed}


def _why_not(ask: Ask, state: State, may: set[Act], found: list[Any]) -> str:
    """What is missing before somebody can do what is hers to do."""
    if Act.WRITE_SECTION in may and state in {State.BEGUN, State.SENT_BACK}:
        return "Write a section first. Then you can send it to your senior manager."
    if f"role:{Role.CHAIR}" in ask.gate.groups and state in {State.WITH_PANEL, State.QUERIED}:
        if Act.ACCEPT_CONTRIBUTION not in may:
            return "The commissioning board must sign the review agreement before you can accept."
        if not found:
            return "None of it is open to you yet. The senior office of {agency} releases it."
    return ""


def contribution_of(ask: Ask, version: Any) -> str:
    return f"{base(ask)}/contributions/{standing.document_of(version.section_id, ask.gate)}"
