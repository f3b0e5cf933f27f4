"""How the investigation stands, what the CPS or the SIO agreed to, and what waits for it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.gate import rotation
from portal.gate.gate import Absent, Gate, Refused
from portal.proceedings import acts
from portal.proceedings.models import PERMITS, CpsAgreement
from portal.reviews import stand_downs
from portal.web.dates import in_words, today
from tests.build import World
from tests.cast import CAST
from tests.policy.asking import raw, reading_as
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow
NOW = today(datetime.now(UTC))
KEEPERS = {"chair", "board"}
SAID = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 <script>x</script>"
DRAWN = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 &lt;script&gt;x&lt;/script&gt;"


def ago(days: int) -> date:
    return NOW - timedelta(days=days)


def stands(world: World, state: str, since: date = NOW, who: str = "chair") -> None:
    with world.act(who) as gate:
        acts.record_investigation(state=state, since=since, gate=gate)


def agreed(world: World, *permitted: str, who: str = "chair", conditions: str = "") -> str:
    with world.act(who) as gate:
        return acts.record_agreement(
            agreed_by="cps",
            name=SAID,
            on=NOW,
            permitted=set(permitted),
            conditions=conditions,
            gate=gate,
        ).id


def found(gate: Gate, name: str) -> CpsAgreement:
    return gate.session.execute(sa.select(CpsAgreement).where(CpsAgreement.id == name)).scalar_one()


def waits(world: World) -> set[str]:
    """What must wait."""
    with reading_as(world, "chair") as gate:
        return {what for what in PERMITS if acts.permits(what, gate=gate)}


@pytest.mark.mission("A001", "A063")
def test_what_an_agreement_governs_waits_for_it_while_the_investigation_goes_on(
    world_on_either: World,
) -> None:
    world, everything = world_on_either, set(PERMITS)
    assert waits(world) == everything, "closed until somebody has said how it stands"
    stands(world, "none", ago(9))
    assert waits(world) == set()
    stands(world, "under_investigation", ago(5))
    assert waits(world) == everything
    first = agreed(world, "interviews", "circulation")
    assert waits(world) == {"publication"}
    stands(world, "charged", ago(2), who="board")
    assert waits(world) == {"publication"}
    agreed(world, "interviews", who="board")
    assert waits(world) == {"publication", "circulation"}, "one that permits less holds alone"
    with world.act("chair") as gate, pytest.raises(Refused, match="ended already"):
        acts.end_agreement(agreed=found(gate, first), gate=gate)
    with world.act("chair") as gate:
        acts.end_agreement(agreed=found(gate, acts.agreement(gate=gate).id), gate=gate)
    assert waits(world) == everything
    stands(world, "concluded")
    assert waits(world) == set()
    rows = raw(world, "select replaced, ended_by is null from cps_agreement order by recorded_at")
    assert [tuple(map(bool, row)) for row in rows] == [(True, False), (False, False)]
    assert len(raw(world, "select * from investigation")) == 4, "what was recorded stays"
    with pytest.raises(sa.exc.IntegrityError):
        raw(world, "update cps_agreement set ended_at = null, ended_by = null")


def test_deciding_scoping_securing_chronology_and_early_look_never_wait(world: World) -> None:
    stands(world, "charged")
    agreed(world)
    with reading_as(world, "lay") as gate:
        assert {acts.permits(what, gate=gate) for what in acts.FREE} == {""}
        with pytest.raises(KeyError):
            acts.permits("anything", gate=gate)
        assert "does not permit interviews" in acts.permits("interviews", gate=gate)


def test_what_cannot_be_is_refused_in_a_sentence(world: World) -> None:
    stands(world, "charged", ago(2))
    given: dict[str, Any] = {"agreed_by": "sio", "name": "x", "conditions": ""}
    tries: dict[str, Any] = {
        "Choose how": lambda g: acts.record_investigation(state="over", since=NOW, gate=g),
        "recorded already": lambda g: acts.record_investigation(
            state="charged", since=ago(2), gate=g
        ),
        "today or earlier": lambda g: acts.record_agreement(
            on=ago(-1), permitted=set(), **given, gate=g
        ),
        "last ten years": lambda g: acts.record_investigation(
            state="none", since=date(1999, 2, 28), gate=g
        ),
        "what is on this page": lambda g: acts.record_agreement(
            on=NOW, permitted={"everything"}, **given, gate=g
        ),
    }
    for sentence, deed in tries.items():
        with world.act("chair") as gate, pytest.raises(Refused, match=sentence):
            deed(gate)


@pytest.mark.parametrize("who", sorted(set(CAST) - KEEPERS))
def test_nobody_else_keeps_it(world: World, who: str) -> None:
    name = agreed(world, "interviews")
    for deed in (
        lambda g: acts.record_investigation(state="none", since=NOW, gate=g),
        lambda g: acts.end_agreement(agreed=found(g, name), gate=g),
    ):
        with world.act(who) as gate, pytest.raises(Absent):
            deed(gate)
    with pytest.raises(Absent):
        agreed(world, "publication", who=who)


def test_who_is_stood_down_from_the_board_keeps_nothing_and_reads_no_condition(
    world: World, client: Any
) -> None:
    stands(world, "charged")
    agreed(world, "interviews", conditions=SAID)
    with world.act("board") as gate:
        scope = {"scope": "owner", "what": "board", "why": "x"}
        stand_downs.stand_down(person=world.people["chair"], **scope, gate=gate)
    page = visitor(world, client, "chair").get(f"/reviews/{world.review}/proceedings")
    assert page.status_code == 200
    assert DRAWN not in page.text
    assert "closed to you" in page.text
    with pytest.raises(Absent):
        stands(world, "concluded")
    with pytest.raises(Absent):
        agreed(world, "publication")


def test_nothing_is_kept_of_a_review_that_was_shredded(world: World) -> None:
    rotation.shred(world.vault.engine, world.review, now=datetime.now(UTC))
    with pytest.raises(Refused, match="destroyed"):
        stands(world, "concluded")


def test_everybody_in_the_review_sees_it_and_its_keepers_keep_it(world: World, client: Any) -> None:
    base = f"/reviews/{world.review}/proceedings"
    chair = visitor(world, client, "chair")
    on = f"{NOW.day}/{NOW.month}/{NOW.year}"
    told = {"state": "charged", "on": on}
    assert chair.post(f"{base}/investigation", told).status_code == 303
    told = {"agreed_by": "both", "name": SAID, "on": on, "conditions": SAID}
    told |= {"permits_interviews": "interviews"}
    assert chair.post(f"{base}/agreement", told).status_code == 303
    for who in CAST:
        page = visitor(world, client, who).get(base)
        assert page.status_code == 200, who
        assert page.text.count(DRAWN) == 2
        assert in_words(NOW) in page.text
        assert "does not permit publication" in page.text
        assert ("Record an agreement" in page.text) == (who in KEEPERS)
    stranger, lay = visitor(world, client, "stranger"), visitor(world, client, "lay")
    assert plain(stranger.get(base)) == plain(stranger.get("/no-such-page"))
    with reading_as(world, "chair") as gate:
        end = f"{base}/agreements/{acts.agreement(gate=gate).id}/end"
    for path in (f"{base}/investigation", f"{base}/agreement", end):
        assert plain(lay.get(path)) == plain(lay.get("/no-such-page"))
    assert chair.get(end).status_code == 200
    assert chair.post(end).headers["location"] == f"{base}?done=ended"
    assert "Ended by Leonard Ashby" in lay.get(base).text
    assert "ended already" in chair.get(end).text


@pytest.mark.parametrize(
    ("step", "fields", "sentence"),
    [
        ("investigation", {"on": "1/1/2026"}, "Choose how the investigation stands."),
        ("investigation", {"state": "none", "on": "29/2/2026"}, "Enter the day as a real date"),
        ("investigation", {"state": "none", "on": "1/1/2999"}, "today or earlier"),
        ("agreement", {"on": "1/1/2026", "name": "x"}, "Choose who agreed."),
        ("agreement", {"on": "1/1/2026", "agreed_by": "cps"}, "Enter who agreed"),
        ("agreement", {"on": "1/1/2026", "agreed_by": "cps", "name": "x" * 201}, "200 characters"),
        ("agreement", {"on": "", "agreed_by": "cps", "name": SAID, "conditions": SAID}, "real date"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_beside_its_field_and_nothing_is_lost(
    world: World, client: Any, step: str, fields: dict[str, str], sentence: str
) -> None:
    path = f"/reviews/{world.review}/proceedings/{step}"
    answer = visitor(world, client, "chair").post(path, fields)
    assert answer.status_code == 422
    assert answer.text.count(sentence) >= 2
    assert (DRAWN in answer.text) == (fields.get("conditions") == SAID)
    assert raw(world, "select * from investigation") == []
    assert raw(world, "select * from cps_agreement") == []
