"""What the tests of requests do again and again, each through the acts."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.agreements import acts as agreements
from portal.gate.gate import Gate
from portal.gate.policy import BOARD, Act, Role
from portal.gate.vault import CONSOLE
from portal.requests import acts
from portal.requests.models import InformationRequest
from portal.reviews import parts
from portal.reviews.models import Membership
from portal.web.dates import today
from tests.build import World

NOW = today(datetime.now(UTC))
APPLICANT, ADDRESS = "Meera Thistlewood-Okafor", "meera.t@post.example, 4 Larch Row, AL4 9QZ"
ASKED = "Please send me the police report on what was known before March."
PUNJABI = "ਕਿਰਪਾ ਕਰਕੇ ਮੈਨੂੰ ਰਿਪੋਰਟ ਭੇਜੋ <script>x</script>"


def asked(world: World, who: str = "disclosure", **given: Any) -> str:
    """A request registered by one of the cast; its id."""
    told = {"received_on": NOW, "came": "email", "applicant": APPLICANT, "address": ADDRESS,
            "words": ASKED}  # fmt: skip
    with world.act(who) as gate:
        return acts.register(**{**told, **given}, gate=gate).id


def of(name: str, gate: Gate, act: Act = Act.KEEP_FOI) -> InformationRequest:
    return gate.find(InformationRequest, name, act)  # type: ignore[no-any-return]


def seated(world: World, who: str, agency: str, *roles: Role, person: str = "stranger",
           ends: datetime | None = None) -> None:  # fmt: skip
    """Another part in the review, under another short name of somebody in the world."""
    now = datetime.now(UTC)
    world.people[who] = world.people[person]
    with world.vault.act("", actor=CONSOLE) as gate:
        world.members[who] = parts.seat(
            review_id=world.review, person_id=world.people[person],
            body=world.agencies.get(agency, BOARD), roles=roles, starts=now - timedelta(hours=1),
            ends=ends or now + timedelta(days=90), standing="", gate=gate,
        ).id  # fmt: skip
    with world.act("board") as gate:
        here = sa.select(Membership).where(Membership.id == world.members[who])
        member = gate.session.execute(here).scalar_one()
        agreements.hand_key_to(member=member, roles=roles, gate=gate)


def back(days: int) -> date:
    return NOW - timedelta(days=days)
