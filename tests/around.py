"""One of every kind of row around a review's words, each of its own words a canary: boards, clocks,
panel, proceedings, links, doors, PIMR, notices.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from portal.compulsion import acts as compulsion
from portal.compulsion import bundles
from portal.compulsion.models import Notice, NoticeMaterial
from portal.db import new_id
from portal.directory import desks
from portal.documents.models import Document, Version
from portal.doors import acts as doors
from portal.doors import arrivals, letters, threshold
from portal.full_pimr import acts as full_pimr
from portal.full_pimr import conduct
from portal.full_pimr.models import Author, Endorsement, Standard
from portal.gate.policy import BOARD, Act, Role
from portal.gate.vault import CONSOLE
from portal.links import acts as links
from portal.panel import acts as panel
from portal.panel import appointing, conflicts, sittings
from portal.panel.models import Challenge, Declaration
from portal.persons import acts as persons
from portal.persons import joining
from portal.persons.told import Told as KnownOf
from portal.pimr import acts as pimr
from portal.pimr import dispatches, handing
from portal.pimr.models import Dispatch, Form
from portal.proceedings import acts as proceedings
from portal.proceedings import disclosure, register
from portal.reviews import acts as reviews
from portal.reviews import meetings, parts
from portal.reviews.models import Meeting, Membership
from portal.reviews.words import role_words
from portal.timetable import acts as timetable
from portal.timetable import readings
from portal.web.dates import today
from tests.build import YEAR, World
from tests.cast import POLICE
from tests.desks import proposed, seated
from tests.found import found_and_met


def boards(world: World) -> dict[str, list[str]]:
    """A board with a desk, and a force's: what they keep their registers by."""
    police, seen = world.agencies[POLICE], {}
    with world.act("administrator", "portal") as gate:
        board = desks.add_board(name="Fenwick Partnership", kind="partners", gate=gate)
    for who, body in (("senior", police), ("chair", board)):
        seen[who] = seated(world, who, body)
    seen["lay"] = proposed(world, "lay", board)
    return {"{board}": [board], "{of}": [board, police], "{desk}": [*seen.values()]}


def _meeting(world: World) -> str:
    with world.act("chair") as gate:
        return meetings.convene(on=today(gate.now) + timedelta(days=7), gate=gate).id


def paused(world: World) -> str:
    """A clock that stands, a day that was set and one that was corrected; the pause."""
    with world.act("chair") as gate:
        on = today(gate.now)
        timetable.record(event="charge", on=on - timedelta(days=9), gate=gate)
        timetable.record(event="notified", on=on - timedelta(days=3), gate=gate)
        timetable.record(event="notified", on=on - timedelta(days=4), gate=gate)
        timetable.set_deadline(
            event="overview", on=on + timedelta(days=90), ground="complexity",
            why=world.canary("why of deadline"), gate=gate,
        )  # fmt: skip
        readings.choose(
            kind="mappa_scr", code="SCR-T", reading="charge 5 months 2012-01-01",
            why=world.canary("why of reading"), gate=gate,
        )  # fmt: skip
        why, since = world.canary("why of pause"), on - timedelta(days=2)
        return timetable.pause(code="", since=since, ground="proceedings", why=why, gate=gate).id


def sitting_panel(world: World) -> dict[str, list[str]]:
    """A rank that was delegated."""
    with world.act("senior") as gate:
        member = gate.find(Membership, world.members["author"], Act.STATE_RANK)
        rank = panel.state_rank(
            member=member, code="detective_inspector", held="substantive", unit="mosovo",
            since=today(gate.now), until=None, gate=gate,
        ).id  # fmt: skip
    with world.act("author") as gate:
        given = panel.delegate(
            floor="team_inspector",
            to=role_words(reviews.members(gate=gate))[world.members["manager"]],
            until=today(gate.now) + timedelta(days=20),
            why=world.canary("why of delegation"),
            gate=gate,
        ).id
    return {"{rank}": [rank], "{delegation}": [given], **_interests(world), **_met(world)}


def _interests(world: World) -> dict[str, list[str]]:
    """An author from outside, and an interest that was declared and decided on."""
    with world.act("board") as gate:
        member = gate.find(Membership, world.members["chair"], Act.APPOINT_PANEL)
        on = today(gate.now)
        letter = appointing.Letter(
            "chair", on, on, on + timedelta(days=20), why=world.canary("why of appointment")
        )
        appointed = appointing.appoint(member=member, letter=letter, gate=gate).id
    with world.act("probation_panel") as gate:
        said = conflicts.declare(
            ground="other", words=world.canary("words of interest"), gate=gate
        ).id
    with world.act("board") as gate:
        row = gate.find(Declaration, said, Act.DECIDE_CONFLICT)
        why = world.canary("why of interest")
        conflicts.decide(declaration=row, outcome="accepted", why=why, gate=gate)
    return {"{appointment}": [appointed], "{declaration}": [said]}


def _met(world: World) -> dict[str, list[str]]:
    """A meeting that was today, who was there, and a challenge that was answered."""
    with world.act("chair") as gate:
        meeting = meetings.convene(on=today(gate.now), gate=gate)
        sittings.record(meeting=meeting, present=[world.members["lay"]], gate=gate)
        name = meeting.id
    with world.act("lay") as gate:
        found = gate.find(Meeting, name, Act.READ_REVIEW)
        words = world.canary("words of challenge")
        put = sittings.put(meeting=found, said="challenge", words=words, gate=gate).id
    with world.act("chair") as gate:
        row = gate.find(Challenge, put, Act.ANSWER_CHALLENGE)
        sittings.answer(challenge=row, words=world.canary("words of answer"), gate=gate)
    return {"{challenge}": [put], "{meeting}": [_meeting(world), name]}


def investigated(world: World) -> str:
    """An investigation, and what was agreed about it."""
    with world.act("chair") as gate:
        on = today(gate.now)
        proceedings.record_investigation(state="charged", since=on, gate=gate)
        return proceedings.record_agreement(
            agreed_by="cps",
            name=world.canary("name of prosecutor"),
            on=on,
            permitted={"interviews"},
            conditions=world.canary("conditions of prosecutor"),
            gate=gate,
        ).id


def proposed_link(world: World) -> str:
    """Another review's board asks whether the two are of one incident."""
    with world.vault.act("", actor=CONSOLE) as gate:
        other = reviews.open_review(
            kind="dhr", marking="OFFICIAL", code_name="Elm 12", gate=gate
        ).id
        now = datetime.now(UTC)
        seat = parts.seat(
            review_id=other, person_id=world.people["board"], body=BOARD,
            roles=[Role.BOARD_OFFICE], starts=now - timedelta(hours=1), ends=now + YEAR,
            standing="", gate=gate,
        ).id  # fmt: skip
    asker = replace(world.actor("board"), member=seat)
    with world.vault.act("", other, actor=asker) as gate:
        there = world.vault.beside(gate, "", world.review)
        assert there is not None
        there.actor = world.actor("board")
        return links.propose(there=there, same=False, why=world.canary("why of link"), gate=gate).id


def came_in(world: World) -> dict[str, list[str]]:
    """A link that was used and one that is open; what came through the one, and by post."""
    made = [_door(world) for _ in range(2)]
    _, link, code = made[0]
    with world.vault.act("", world.review) as gate:
        proof = threshold.enter(link=link, code=code, pair="", gate=gate)
    with world.vault.act("", world.review) as gate:
        threshold.send(proof=proof, brought=_brought(world), form="x", gate=gate)
    with world.act("author") as gate:
        entered = arrivals.enter(
            brought=_brought(world), way="post", purpose="other", received=today(gate.now),
            authorised=world.canary("authorised of arrival"), gate=gate,
        )  # fmt: skip
        arrivals.decline(arrival=entered, why=world.canary("why of arrival"), gate=gate)
        letter = letters.enter(
            about=world.agencies[POLICE], concerns="agreement", brought=_brought(world),
            way="post", received=today(gate.now), gate=gate,
        ).id  # fmt: skip
    with world.act("author") as gate:
        came = [row.id for row in arrivals.arrivals(gate=gate)]
    return {
        "{door}": [one[0] for one in made],
        "{secret}": [made[1][1], "x"],
        "{arrival}": came,
        "{letter}": [letter],
    }


def _door(world: World) -> tuple[str, str, str]:
    with world.act("chair") as gate:
        door, link, code = doors.make(
            owner=world.agencies[POLICE], organisation=world.canary("organisation of door"),
            agency="", purpose="other", ring=world.canary("ring of door"), gate=gate,
        )  # fmt: skip
        return door.id, link, code


def _brought(world: World) -> arrivals.Brought:
    """Words, and a file of which nothing stands in any page."""
    said = {name: world.canary(f"{name} of arrival") for name in ("sender", "part", "words")}
    content = world.canary("content of arrival").encode()
    name = f"{world.canary('file of arrival')}.txt"
    return arrivals.Brought(
        **said, secured="yes", file_name=name, file_kind="text", content=content
    )


def pimr_form(world: World, rank: str) -> dict[str, list[str]]:
    """A form that came back once, and a dispatch. The usual review is of another kind, in which
    nobody can commission one: so the form is put there.
    """
    with world.act("author") as gate:
        form = Form(
            id=new_id(), review_id=gate.domain, owner_id=gate.body, state="supervising",
            moved_at=gate.now, received_at=gate.now, opened_on=today(gate.now), rank=rank,
            decision="", commissioned_by=world.members["board"],
        )  # fmt: skip
        gate.session.add(form)
        gate.session.flush()
        told = {"complied_note": world.canary("answer of form")}
        pimr.save(form=form, sheet="stage_2", answers=told, seen=0, gate=gate)
        form.state, name = "inspecting", form.id
    with world.act("manager") as gate:
        form = gate.find(Form, name, Act.SUPERVISE_PIMR)
        handing.send_back(form=form, why=world.canary("why of form"), gate=gate)
    with world.act("senior") as gate:
        dispatches.become_due(form=form, matter="form", gate=gate)
        (first, _) = dispatches.dispatches(gate=gate)
        one = gate.find(Dispatch, first.id, Act.DECIDE_PIMR)
        to = world.canary("to of dispatch")
        dispatches.send(dispatch=one, on=today(gate.now), channel="post", to=to, gate=gate)
    return {"{form}": [name], "{dispatch}": [first.id], **_full_pimr(world, name, rank)}


def _full_pimr(world: World, form_id: str, rank: str) -> dict[str, list[str]]:
    """What a full PIMR keeps. Its author and the endorsement are put there: in the usual review
    whoever could be named has filled a stage, and the report is not signed off as a whole.
    """
    with world.act("author") as gate:
        form = gate.find(Form, form_id, Act.WRITE_PIMR)
        form.decision, form.learning = "full", True
        named = Author(
            id=new_id(), review_id=gate.domain, owner_id=gate.body, named_at=gate.now,
            membership_id=world.members["author"], named_by=world.members["senior"],
        )  # fmt: skip
        gate.session.add(named)
        gate.session.flush()
        told = {"source": "visor", "result": world.canary("answer of full review")}
        full_pimr.enter(form=form, sheet="full_source", answers=told, gate=gate)
        ((entry, _),) = full_pimr.papers(gate=gate)
        document = full_pimr.documents(form=form, gate=gate)[-1].id
        why = world.canary("why of notice")
        flag = full_pimr.flag(form=form, document=document, relevant=True, note=why, gate=gate).id
    with world.act("senior") as gate:
        digest = world.canary("digest of endorsement")
        row = {"review_id": gate.domain, "owner_id": gate.body, "row_version": 1, "rank": rank}
        endorsed = Endorsement(
            id=new_id(), number=1, document_id=document, endorsed_on=today(gate.now),
            endorsed_by=gate.actor.member, endorsed_at=gate.now, **row,
        )  # fmt: skip
        gate.seal(endorsed, words=json.dumps({"versions": [], "digest": digest}))
        assessed = Standard(
            id=new_id(), number=1, assessed_by=gate.actor.member, assessed_at=gate.now, **row
        )
        words = world.canary("grounds of standard")
        gate.seal(assessed, words=json.dumps({"standard": "met", "grounds": words}))
        gate.session.add_all([endorsed, assessed])
        gate.session.flush()
        conduct.tell(standard=assessed, gate=gate)
        (notice,) = conduct.told(gate=gate)
    return {"{entry}": [entry.id], "{pimr_flag}": [flag], "{pimr_conduct}": [notice.id]}


def registered(world: World) -> dict[str, list[str]]:
    """An inquest with a day to come, a request and two lines of what came of it; what else of
    proceedings holds words.
    """
    with world.act("chair") as gate:
        on = today(gate.now)
        scope, reference = world.canary("scope of inquest"), world.canary("reference of inquest")
        given = {"reference": reference, "scope": scope, "gate": gate}
        made = register.begin(kind="inquest", body="coroner", opened_on=on, **given)
        day = register.set_date(
            proceeding=made, what="hearing", on=on + timedelta(days=9), gate=gate
        )
        asked = register.asked(
            proceeding=made, kind="prevent", received_on=on, due_on=None,
            words=world.canary("words of coroner"), gate=gate,
        )  # fmt: skip
        answered = register.asked(
            proceeding=made, kind="information", received_on=on, due_on=on,
            words=world.canary("words of coroner"), gate=gate,
        )  # fmt: skip
        register.answer(request=answered, on=on, words=world.canary("answer to coroner"), gate=gate)
        found = found_and_met(world, made, gate)
        disclosure.set_status(kinds={"criminal"}, gate=gate)
        held = disclosure.place_hold(
            ground="inquest", review_on=on + timedelta(days=9),
            why=world.canary("why of publication hold"), gate=gate,
        )  # fmt: skip
    with world.act("disclosure") as gate:
        mine = sa.select(Document).where(Document.owner_id == gate.body).order_by(Document.id)
        document = gate.session.execute(mine.limit(1)).scalar_one()
        note = world.canary("note of relevance")
        disclosure.mark(document=document, relevant=True, note=note, gate=gate)
    return {
        "{proceeding}": [made.id],
        "{proceeding_date}": [day.id],
        **found,
        "{outside_request}": [asked.id],
        "{publication_hold}": [held.id],
    }


def people_of_the_case(world: World) -> dict[str, list[str]]:
    """An entry of the police that was changed and shown, one that is closed, and a proposal that
    probation's is of the same person.
    """

    def known(where: str) -> KnownOf:
        def said(what: str) -> str:
            return world.canary(f"{what} of {where}")

        return KnownOf(
            names=(said("name"),), nicknames=(said("nickname"),), addresses=(said("address"),),
            references=(("pnc", said("reference")),), relations=said("relations"),
            note=said("note"), chosen=said("chosen name"),
        )  # fmt: skip

    made = []
    for who in ("disclosure", "probation_senior", "disclosure"):
        with world.act(who) as gate:
            told = known(f"person of {who}")
            one = persons.enter(role="child", deceased="no", told=told, gate=gate)
            made.append(one.id)
            if who == "disclosure":
                told = known("changed person")
                persons.change(person=one, role="child", deceased="no", told=told, gate=gate)
            why = world.canary("why a person is shown")
            persons.show(person=one, shown=True, why=why, gate=gate)
    with world.act("disclosure") as gate:
        first, second, gone = (joining.one_of(name, gate) for name in made)
        mine = gate.find(persons.KnownPerson, first.id, Act.KEEP_PERSON)
        join = joining.propose(first=mine, second=second, gate=gate).id
        over = gate.find(persons.KnownPerson, gone.id, Act.KEEP_PERSON)
        persons.close(person=over, why=world.canary("why a person is closed"), gate=gate)
    return {"{known_person}": made, "{person_join}": [join]}


def demanded(world: World) -> dict[str, list[str]]:
    """A notice for the police's review, with a claim about one section and a bundle of others."""
    version = world.versions["Practice"]
    with world.act("disclosure") as gate:
        on = today(gate.now)
        made = compulsion.register(
            power="coroner", received_on=on, due_on=on + timedelta(days=20),
            demander=world.canary("demander of notice"), words=world.canary("words of notice"),
            documents=[world.document], gate=gate,
        )  # fmt: skip
        (row,) = gate.session.execute(sa.select(NoticeMaterial)).scalars()
        material = row.id
    with world.act("senior") as gate:
        section = gate.find(Version, version, Act.READ_SECTION).section_id
        row = gate.find(NoticeMaterial, material, Act.ANSWER_NOTICE)
        said = world.canary("claim on notice")
        compulsion.claim(material=row, kind="immunity", section=section, words=said, gate=gate)
    with world.act("disclosure") as gate:
        notice = gate.find(Notice, made.id, Act.KEEP_NOTICE)
        bundle = bundles.make(notice=notice, gate=gate)
        to = world.canary("who was served")
        bundles.serve(bundle=bundle, on=on, how="hand", to=to, gate=gate)
    return {"{notice}": [made.id], "{notice_material}": [material], "{bundle}": [bundle.id]}
