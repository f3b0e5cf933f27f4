"""One of every kind of row that a page is asked about, each of its words a canary.

What is about a review's words stands here, what is around them in tests/around.py.
"""

from datetime import UTC, datetime, timedelta
from functools import partial

import sqlalchemy as sa

from portal.calendar import acts as feeds
from portal.commissioning import acts as commissioning
from portal.commissioning.letters import Wanted
from portal.db import new_id
from portal.directory import desks
from portal.documents.models import Version
from portal.gate.gate import Gate
from portal.gate.policy import BOARD, Act, Role
from portal.intake import acts as intake
from portal.intake import beside, deciding, looking
from portal.intake.facts import Facts
from portal.intake.models import Notification
from portal.reviews import parts, stand_downs
from portal.reviews.parts import Part
from portal.schedules import acts as schedules
from portal.schedules import tellings
from portal.scoping import acts as scoping
from portal.scoping.models import Scoping
from portal.scoping.told import Told
from portal.web import kept
from portal.web.dates import today
from portal.writing import acts as writing
from tests import accessed, answering, around, asked, leaving
from tests.build import YEAR, World, brought_in
from tests.cast import HEALTH, POLICE, PROBATION
from tests.commissions import commission, commissioned, found_request


def filled(world: World) -> World:
    """The usual world with what it lacks: nobody may read more of a section than before."""
    commissioned(world)
    with world.act("author", "portal") as gate:
        feed = feeds.make(gate=gate)
    brought_in(world)
    _kept_draft(world)
    with world.act("author", "portal") as gate:
        late = {"said": world.canary("typed when signed out")}
        kept.put_by(path=f"/reviews/{world.review}", fields=late, gate=gate)
    signed = _proposed(world, "schedule")
    with world.act("senior") as gate:
        proposal = gate.find(schedules.Proposal, signed, Act.PROPOSE_RELEASE)
        look = schedules.preview(plan=schedules.plan_of(proposal=proposal, gate=gate), gate=gate)
        schedule = schedules.sign(proposal=proposal, seen=look.seen, gate=gate).id
    with world.act("senior") as gate:
        tellings.tell(to="chair", note=world.canary("note of telling"), gate=gate)
    held = around.sitting_panel(world)
    world.files |= {
        "{proposal}": [_proposed(world, "proposal")],
        "{schedule}": [schedule],
        "{stand_down}": [_stood_down(world)],
        "{joining}": [_asked_to_join(world)],
        "{pause}": [around.paused(world)],
        "{feed}": [f"{feed}.ics"],
        **around.boards(world),
        "{cps_agreement}": [around.investigated(world)],
        "{linked}": [around.proposed_link(world)],
        **around.came_in(world),
        **held,
        **around.pimr_form(world, held["{rank}"][0]),
        "{scoping}": _scoping(world),
        "{waiver}": [_commissioning(world)],
        **around.registered(world),
        **around.demanded(world),
        **leaving.taken_out(world),
        **around.people_of_the_case(world),
        **asked.under_the_act(world),
        **accessed.accessed(world),
    }
    for key, more in answering.answered(world).items():
        world.files.setdefault(key, []).extend(more)
    _notified(world)
    return world


def _notified(world: World) -> None:
    """A notification with its words, what the rules said, the board's decision and a first look."""
    with world.act("administrator", "portal") as gate:
        board = desks.add_board(name="Fenwick Strategic Management Board", kind="smb", gate=gate)
    with world.act("board") as gate:
        gate.session.add(
            Notification(
                id=new_id(), review_id=world.review, owner_id=BOARD, row_version=1,
                board_id=board, happened="charge", notified_by=world.people["board"],
                notified_at=gate.now,
            )
        )  # fmt: skip
        gate.session.flush()
        intake.tell(words=world.canary("account of notification"), gate=gate)
        words = world.canary("content of Form N").encode()
        name = f"{world.canary('file of Form N')}.txt"
        kept = beside.attach(name=name, kind="text", content=words, gate=gate)
        world.files["{attachment}"].append(kept.id)
        day = today(gate.now) - timedelta(days=9)
        facts = Facts(charge="stands", offence="murder", form="complete", charged_on=day)
        intake.assess(facts=facts, nominated=True, gate=gate)
        why = world.canary("why of board decision")
        deciding.decide(told=deciding.Decided("mappa_scr", "early_look", (), why), gate=gate)
        words = [world.canary("words of first look") for _ in looking.FIELDS]
        looking.send(told=looking.Looked("full_now", *words, high_profile=True), gate=gate)


def _kept_draft(world: World) -> None:
    name = world.versions["Practice"]
    with world.act("author") as gate:
        writing.keep_draft(
            version=gate.find(Version, name, Act.KEEP_DRAFT),
            base=name,
            title=world.canary("typed on a section"),
            text=world.canary("typed on a section"),
            graphic=False,
            gate=gate,
        )


def _proposed(world: World, what: str) -> str:
    """Probation is to have again what it reads already."""
    to = f"body:{world.agencies[PROBATION]}"
    with world.act("senior") as gate:
        proposal = schedules.begin(to=[to], gate=gate)
        section = gate.find(Version, world.versions["Context"], Act.READ_SECTION).section_id
        schedules.replan(
            proposal=proposal,
            gate=gate,
            purpose="review",
            paragraph="1",
            why=world.canary(f"why of {what}"),
            cells={to: [section]},
        )
        return proposal.id


def _scoping(world: World) -> list[str]:
    """One agency has answered, and corrected it; another was pressed."""
    with world.act("chair") as gate:
        on = today(gate.now) + timedelta(days=7)
        ids, _ = scoping.ask(
            agencies=[world.agencies[POLICE], world.agencies[HEALTH]], due_on=on,
            note=world.canary("scoping note"), gate=gate,
        )  # fmt: skip
    with world.act("chair") as gate:
        found = {row.owner_id: row for row in map(partial(_scoping_row, gate), ids)}
        pressed = found[world.agencies[HEALTH]]
        pressed.due_on = today(gate.now) - timedelta(days=30)
        given = {"officer": world.canary("health officer"), "words": world.canary("health words")}
        scoping.escalate(scoping=pressed, gate=gate, **given)
    for _ in range(2):
        with world.act("author") as gate:
            of = {row.owner_id: row for row in map(partial(_scoping_row, gate), ids)}
            said = Told(
                first=world.canary("scoping first"), last=world.canary("scoping last"),
                services=world.canary("scoping services"), secured_on=today(gate.now),
                secured_by=world.canary("scoping role"), note=world.canary("scoping more"),
                contact=world.canary("scoping contact"),
            )  # fmt: skip
            scoping.answer(scoping=of[gate.body], known=True, said=said, gate=gate)
    return ids


def _scoping_row(gate: Gate, name: str) -> Scoping:
    return gate.session.execute(sa.select(Scoping).where(Scoping.id == name)).scalar_one()


def _commissioning(world: World) -> str:
    """A letter with its receipt, and a waiver."""
    name = commission(world, kind="information_report")
    with world.act("chair") as gate:
        wanted = Wanted((world.canary("letter line"),), world.canary("letter contact"))
        commissioning.write(request=found_request(name, gate), told=wanted, gate=gate)
    with world.act("author") as gate:
        commissioning.acknowledge(request=found_request(name, gate), number=1, gate=gate)
    with world.act("board") as gate:
        return commissioning.waive(
            code="police:imr", why=world.canary("why of waiver"), gate=gate
        ).id


def _stood_down(world: World) -> str:
    """From a section that she could not read anyhow."""
    with world.act("senior") as gate:
        section = gate.find(Version, world.versions["Practice"], Act.READ_SECTION).section_id
        return stand_downs.stand_down(
            person=world.people["health_panel"],
            scope="section",
            what=section,
            why=world.canary("why of stand-down"),
            gate=gate,
        ).id


def _asked_to_join(world: World) -> str:
    now = datetime.now(UTC)
    part = Part(
        world.people["stranger"], world.agencies[HEALTH], (Role.PANEL_MEMBER,), now, now + YEAR
    )
    with world.act("administrator", "portal") as gate:
        return parts.ask(review=world.review, part=part, gate=gate).id
