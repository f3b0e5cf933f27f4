"""Compelled disclosure: nothing is opened by a notice, its owners are asked, a bundle is counted."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa

from portal.clocks.tables import TableWrong
from portal.compulsion import acts, bundles, powers, sheets
from portal.compulsion.models import Bundle, Notice, NoticeMaterial
from portal.documents import acts as documents
from portal.documents.models import Document, Version
from portal.gate import rotation
from portal.gate.gate import Absent, Gate, Refused
from portal.gate.policy import Act
from portal.reviews import stand_downs
from portal.web.dates import today
from tests.build import World
from tests.cast import CAST, POLICE, PROBATION
from tests.policy.asking import raw, reading_as
from tests.visit import plain, visitor

pytestmark = pytest.mark.slow
NOW = today(datetime.now(UTC))
KEEPERS = {"senior", "disclosure", "probation_senior", "board"}
SAID = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 <script>x</script>"
DRAWN = "Cymraeg ŵ, ਪੰਜਾਬੀ, العربية, 🙂 &lt;script&gt;x&lt;/script&gt;"


def served(world: World, who: str = "disclosure", **given: Any) -> str:
    """A coroner's notice for all documents that the actor's body can name; its id."""
    told = {"power": "coroner", "received_on": NOW, "due_on": NOW + timedelta(days=30), **given}
    with world.act(who) as gate:
        chosen = [row.id for row in acts.to_choose(gate=gate)]
        told = {"documents": chosen, "demander": SAID, "words": SAID, **told}
        return acts.register(**told, gate=gate).id


def notice(gate: Gate, name: str) -> Notice:
    return gate.session.execute(sa.select(Notice).where(Notice.id == name)).scalar_one()


def material(gate: Gate, owner: str) -> NoticeMaterial:
    here = sa.select(NoticeMaterial).where(NoticeMaterial.owner_id == owner)
    return gate.session.execute(here.order_by(NoticeMaterial.id.desc()).limit(1)).scalar_one()


def nothing(world: World, who: str, owner: str = POLICE) -> None:
    body = world.agencies.get(owner, owner)
    with world.act(who) as gate:
        acts.claim_nothing(material=material(gate, body), gate=gate)


def claimed(world: World, who: str, *, title: str = "", kind: str = "immunity") -> str:
    with world.act(who) as gate:
        row = material(gate, world.agencies[POLICE])
        section = ""
        if title:
            section = gate.find(Version, world.versions[title], Act.READ_SECTION).section_id
        return acts.claim(material=row, kind=kind, section=section, words=SAID, gate=gate).id


def gathered(world: World, who: str, name: str) -> tuple[set[str], list[str]]:
    """The titles that could be given, and why others cannot."""
    called = {version: title for title, version in world.versions.items()}
    with reading_as(world, who) as gate:
        row = next(one for one in acts.notices(gate=gate) if one.id == name)
        found = bundles.gather(notice=row, gate=gate)
    return {called[one.id] for one in found.versions}, [one.why for one in found.left]


def made(world: World, who: str, name: str) -> str:
    with world.act(who) as gate:
        return bundles.make(notice=notice(gate, name), gate=gate).id


def probations(world: World) -> None:
    """A review of probation's in the panel's hands, none of it released."""
    with world.act("probation_author") as gate:
        theirs = documents.start_document(kind="imr", gate=gate).id
    raw(world, "update document set handed_over_at = :at where id = :d",
        at="2026-01-05T10:00:00.000000Z", d=theirs)  # fmt: skip


OWN = {"Context", "Chronology", "Practice", "Methods"}


def test_the_board_can_give_what_was_released_to_it_and_no_more(world_on_either: World) -> None:
    """A notice for the material of several owners, of which the board owns none."""
    world = world_on_either
    probations(world)
    name = served(world, "board")
    assert gathered(world, "board", name)[0] == set()
    nothing(world, "senior")
    nothing(world, "probation_senior", PROBATION)
    given, left = gathered(world, "board", name)
    assert given == set(), "that nothing is claimed releases nothing"
    assert all("the order must be directed to it" in why for why in left)
    assert len(left) == 2
    with world.act("board") as gate, pytest.raises(Refused, match="Nothing of what"):
        bundles.make(notice=notice(gate, name), gate=gate)
    theirs = served(world, "probation_senior")
    nothing(world, "senior")
    nothing(world, "probation_senior", PROBATION)
    assert gathered(world, "probation_senior", theirs)[0] == {"Context", "Chronology"}
    bundle = made(world, "probation_senior", theirs)
    for who in ("board", "chair", "lay", "health_panel"):
        with reading_as(world, who) as gate:
            assert not documents.read(gate=gate) or who == "chair"
    with world.act("senior") as gate:
        found = gate.session.execute(sa.select(Bundle).where(Bundle.id == bundle)).scalar_one()
        with pytest.raises(Absent):
            bundles.read(bundle=found, gate=gate)


def test_a_claim_holds_back_what_it_is_about_until_it_is_decided(world_on_either: World) -> None:
    world = world_on_either
    name = served(world)
    assert gathered(world, "disclosure", name)[0] == set(), "its owner still has time"
    one = claimed(world, "senior", title="Practice")
    given, (why,) = gathered(world, "disclosure", name)
    assert (given, "not decided yet" in why) == (OWN - {"Practice"}, True)
    with world.act("disclosure") as gate:
        acts.decide(notice=notice(gate, name), claimed=one, decision="upheld", on=NOW, gate=gate)
    given, (why,) = gathered(world, "disclosure", name)
    assert (given, "was upheld" in why) == (OWN - {"Practice"}, True)
    whole = claimed(world, "lawyer", kind="privilege")
    assert gathered(world, "disclosure", name)[0] == set()
    with world.act("disclosure") as gate:
        acts.decide(notice=notice(gate, name), claimed=whole, decision="refused", on=NOW, gate=gate)
    assert gathered(world, "disclosure", name)[0] == OWN - {"Practice"}
    with world.act("disclosure") as gate, pytest.raises(Refused, match="recorded already"):
        acts.decide(notice=notice(gate, name), claimed=whole, decision="upheld", on=NOW, gate=gate)


def test_a_bundle_keeps_which_words_it_held_and_is_served_once(world: World) -> None:
    name = served(world)
    nothing(world, "disclosure")
    bundle = made(world, "disclosure", name)
    with reading_as(world, "disclosure") as gate:
        (row,) = bundles.of_notice(notice=name, gate=gate)
        bound = bundles.read(bundle=row, gate=gate)
        assert len(bound) == row.sections == 4
        pages = [(one.entry["first"], one.entry["last"]) for one in bound]
        assert pages[0][0] == 2, "after the index"
        assert all(after[0] == before[1] + 1 for before, after in pairwise(pages))
        assert pages[-1][1] == row.pages
        assert {fact.purpose for fact in gate.facts if fact.act == Act.READ_SECTION} == {
            "compelled"
        }
    with world.act("senior") as gate:
        version = gate.find(Version, world.versions["Practice"], Act.RECLASSIFY)
        from portal.documents import classes

        classes.reclassify(version=version, section_class="covert", gate=gate)
    with reading_as(world, "disclosure") as gate:
        (row,) = bundles.of_notice(notice=name, gate=gate)
        shut = [one for one in bundles.read(bundle=row, gate=gate) if not one.sheets]
        assert [one.entry["version"] for one in shut] == [world.versions["Practice"]]
    for attempt in range(2):
        with world.act("senior") as gate:
            found = gate.session.execute(sa.select(Bundle).where(Bundle.id == bundle)).scalar_one()
            told = {"on": NOW, "how": "hand", "to": SAID, "gate": gate}
            if attempt:
                with pytest.raises(Refused, match="recorded already"):
                    bundles.serve(bundle=found, **told)
            else:
                bundles.serve(bundle=found, **told)
    with reading_as(world, "disclosure") as gate:
        assert [task.what for task in acts.waits(gate=gate)] == []


def test_the_owners_are_asked_by_their_day_and_a_withdrawn_notice_waits_for_nobody(
    world: World,
) -> None:
    probations(world)
    name = served(world, "board")
    told = {"Say whether your organisation claims anything against a notice"}
    for who in ("senior", "disclosure", "lawyer", "probation_senior"):
        with reading_as(world, who) as gate:
            assert {(task.what, task.due) for task in acts.waits(gate=gate)} == {
                (*told, powers.claims_until("coroner", NOW, NOW + timedelta(days=30)))
            }
    with world.act("senior") as gate:
        scope = {"scope": "owner", "what": world.agencies[POLICE], "why": "x"}
        stand_downs.stand_down(person=world.people["disclosure"], **scope, gate=gate)
    with reading_as(world, "disclosure") as gate:
        assert acts.waits(gate=gate) == [], "another officer answers"
    with world.act("disclosure") as gate:
        row = material(gate, world.agencies[POLICE])
        with pytest.raises(Absent):
            acts.claim_nothing(material=row, gate=gate)
    with world.act("board") as gate:
        acts.withdraw(notice=notice(gate, name), on=NOW, gate=gate)
    for who in ("senior", "probation_senior", "board"):
        with reading_as(world, who) as gate:
            assert acts.waits(gate=gate) == []
    for who, deed in (("senior", claimed), ("senior", nothing)):
        with pytest.raises(Refused, match="was withdrawn"):
            deed(world, who)
    with world.act("board") as gate, pytest.raises(Refused, match="was withdrawn"):
        bundles.make(notice=notice(gate, name), gate=gate)


@pytest.mark.parametrize(
    ("came", "due", "last"),
    [
        (date(2024, 2, 29), date(2024, 6, 1), date(2024, 3, 7)),
        (date(2025, 12, 23), date(2026, 2, 1), date(2026, 1, 2)),
        (date(2025, 12, 23), date(2025, 12, 29), date(2025, 12, 29)),
    ],
)
def test_owners_have_five_working_days_and_never_more_than_the_notice_gives(
    came: date, due: date, last: date
) -> None:
    """Received on 29 February, and over Christmas."""
    assert powers.claims_until("coroner", came, due) == last


def test_the_table_of_powers_is_read_strictly(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {one.code for one in powers.powers()} == {
        "coroner", "inquiry", "order", "summons", "iopc",
    }  # fmt: skip
    assert powers.power_of("coroner", date(2013, 7, 24)) is None
    odd = {"code": "x", "claims": "maybe", "days": "5", "from": "2020-01-01", "until": "open"}
    monkeypatch.setattr(powers, "dated", lambda *_: [odd])
    powers.powers.cache_clear()
    with pytest.raises(TableWrong):
        powers.powers()
    monkeypatch.undo()
    powers.powers.cache_clear()


def test_every_word_is_on_a_sheet_and_no_sheet_is_too_long() -> None:
    texts = ["ਪੰਜਾਬੀ " * 400, "x" * 5000, "one\ttwo", "", "漢" * 500, *["A line of words."] * 90]
    told = sheets.sheets([{"kind": "p", "text": text} for text in texts])
    for sheet in told:
        lines = [line for part in sheet for line in sheets.lines_of(part["text"])]
        assert len(lines) <= sheets.LINES
    words = "".join(part["text"] for sheet in told for part in sheet).replace(" ", "")
    assert words == "".join(texts).replace("\t", " | ").replace(" ", "")
    assert sheets.sheets([]) == [[]]


def test_what_cannot_be_is_refused_in_a_sentence(world: World) -> None:
    for sentence, given in {
        "today or earlier": {"received_on": NOW + timedelta(days=1)},
        "on or after": {"due_on": NOW - timedelta(days=1)},
        "in force": {"power": "king"},
        "at least one": {"documents": []},
        "of the documents on this page": {"documents": ["0" * 32]},
    }.items():
        with pytest.raises(Refused, match=sentence):
            served(world, **given)
    name = served(world)
    with world.act("disclosure") as gate, pytest.raises(Refused, match="one of the claims"):
        acts.decide(notice=notice(gate, name), claimed="x", decision="upheld", on=NOW, gate=gate)
    rotation.shred(world.vault.engine, world.review, now=datetime.now(UTC))
    with pytest.raises(Refused, match="destroyed"):
        served(world, documents=[world.document])


@pytest.mark.parametrize("who", sorted(set(CAST) - KEEPERS))
def test_nobody_else_keeps_notices(world: World, client: Any, who: str) -> None:
    name = served(world)
    with pytest.raises(Absent):
        served(world, who)
    told = visitor(world, client, who)
    nowhere = plain(told.get("/no-such-page"))
    base = f"/reviews/{world.review}/compulsion"
    for path in (f"{base}/new", f"{base}/{name}", f"{base}/{name}/bundle"):
        assert plain(told.get(path)) == nowhere
    assert (plain(told.get(base)) == nowhere) == (who != "lawyer")


def test_its_pages_take_a_notice_from_its_coming_to_its_serving(world: World, client: Any) -> None:
    base = f"/reviews/{world.review}/compulsion"
    on = f"{NOW.day}/{NOW.month}/{NOW.year}"
    officer, senior = visitor(world, client, "disclosure"), visitor(world, client, "senior")
    given = {"power": "coroner", "on": on, "due": on, "words": SAID}
    wrong = officer.post(f"{base}/new", given)
    assert (wrong.status_code, DRAWN in wrong.text) == (422, True)
    assert wrong.text.count("Choose at least one document.") >= 2
    given |= {"demander": SAID, f"documents_{world.document}": world.document}
    there = officer.post(f"{base}/new", given).headers["location"]
    page = officer.get(there).text
    assert "overrides what the review agreement" in page
    assert DRAWN in page
    with reading_as(world, "senior") as gate:
        (row,) = acts.materials(owners=[world.agencies[POLICE]], gate=gate)
    mine = f"{base}/material/{row.id}"
    assert DRAWN in senior.get(mine).text
    assert senior.post(f"{mine}/answer", {"what": "immunity"}).status_code == 422
    assert senior.post(f"{mine}/answer", {"what": "immunity", "words": SAID}).status_code == 303
    assert DRAWN in senior.get(mine).text
    assert "Say what it claims" in senior.get(mine).text
    there = there.partition("?")[0]
    with reading_as(world, "disclosure") as gate:
        (claim,) = acts.claims(of=[row], gate=gate)
    told = {"claim": claim.id, "what": "refused", "on": on}
    assert officer.post(f"{there}/decide", told).status_code == 303
    printed = officer.post(f"{there}/bundle").headers["location"]
    page = officer.get(printed).text
    assert "Page 1 of 5" in page
    assert "Page 5 of 5" in page
    assert "SHA-256" in page
    told = {"how": "hand", "on": on, "to": SAID}
    assert officer.post(printed.partition("?")[0] + "/served", told).status_code == 303
    assert "Served on" in officer.get(there).text


def test_the_words_are_nowhere_in_plain(world: World) -> None:
    served(world)
    claimed(world, "senior")
    held = [*raw(world, "select words, demander from notice"),
            *raw(world, "select told, told from notice_material"),
            *raw(world, "select words, words from notice_claim")]  # fmt: skip
    assert len(held) == 3
    assert b"Cymraeg" not in b"".join(bytes(cell) for row in held for cell in row)


def test_a_document_of_an_owner_is_named_to_those_alone_who_know_of_it(world: World) -> None:
    with world.act("probation_author") as gate:
        hidden = documents.start_document(kind="chronology", gate=gate).id
    with reading_as(world, "disclosure") as gate:
        assert hidden not in {row.id for row in acts.to_choose(gate=gate)}
    with pytest.raises(Refused, match="on this page"):
        served(world, documents=[hidden])
    assert raw(world, "select * from notice_material") == []
    with world.vault.engine.connect() as connection:
        assert connection.execute(sa.select(Document.id)).scalars().all()
