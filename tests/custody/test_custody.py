"""Legal hold and the removal of covert-source words; release rules 5 and 14 by their numbers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal import console
from portal.contributions import standing
from portal.custody import acts
from portal.custody.models import Hold
from portal.db import writing
from portal.documents.models import Version
from portal.gate.gate import Absent, Refused
from portal.gate.keys import DataKey
from portal.gate.policy import Act, Role
from portal.gate.vault import CONSOLE
from portal.importing.models import Attachment, AttachmentPiece, Import
from portal.questions.models import Comment
from portal.reviews import parts
from tests.build import YEAR, World, answer, brought_in, question
from tests.commissions import commissioned
from tests.policy.asking import raw, reading_as, reads, version
from tests.visit import visitor

WHO_KEEP = {"senior", "probation_senior", "board"}
WHO_REMOVE = {"senior", "disclosure"}


def become_covert(world: World, title: str = "Practice") -> str:
    """The section's newest version, of the class that is closed to everybody."""
    raw(world, "update section set section_class = 'covert' where id = :s",
        s=version(world, title).section_id)  # fmt: skip
    return f"/reviews/{world.review}/custody/{world.versions[title]}/remove"


def hold(world: World, who: str = "senior") -> None:
    with world.act(who) as gate:
        acts.place_hold(why="The coroner has written.", gate=gate)


# Rule 14


def test_rule_14_a_hold_is_placed_seen_and_lifted(world: World, client: Any) -> None:
    senior, base = visitor(world, client, "senior"), f"/reviews/{world.review}/custody"
    assert "is not under legal hold" in senior.get(base).text
    refused = senior.post(f"{base}/hold", {"reason": "  "})
    assert refused.status_code == 422
    assert "Say why" in refused.text
    for where, said in (("hold", "has been under legal hold since"), ("lift", "is not under")):
        done = senior.post(f"{base}/{where}", {"reason": "ਅਦਾਲਤ ਨੇ ਲਿਖਿਆ ਹੈ"})
        assert (done.status_code, done.headers["location"]) == (303, base)
        assert said in " ".join(senior.get(base).text.split())
        again = senior.post(f"{base}/{where}", {"reason": "Twice."})
        assert again.status_code == 403
        assert "legal hold" in again.text
    with world.vault.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(Hold)).scalar_one() == 1


def test_rule_14_a_hold_changes_nobodys_sight(world: World) -> None:
    everybody = sorted(world.members)
    before = {who: set(reads(world, who)) for who in everybody}
    hold(world)
    assert {who: set(reads(world, who)) for who in everybody} == before


def test_rule_14_nothing_under_hold_is_shredded(world: World) -> None:
    hold(world)
    with pytest.raises(console.CannotDo, match="under legal hold"):
        console.shred(world.vault.engine, world.review)
    assert reads(world, "author")
    with world.act("senior") as gate:
        acts.lift_hold(why="It is over.", gate=gate)
    assert console.shred(world.vault.engine, world.review) > 0
    with world.vault.engine.connect() as connection:
        states = sa.select(DataKey.state).where(DataKey.domain == world.review).distinct()
        assert list(connection.execute(states).scalars()) == ["shredded"]


def test_rule_14_what_waits_to_become_sections_is_kept_under_hold(
    world: World, client: Any
) -> None:
    brought_in(world)
    cancel = f"/reviews/{world.review}/imports/{world.files['{import}'][0]}/cancel"
    after = datetime.now(UTC) + timedelta(days=8)

    def swept() -> str:
        with writing(world.vault.engine) as connection:
            acts.sweep(connection, after)
            return str(connection.execute(sa.select(Import.stage)).scalar_one())

    hold(world, "probation_senior")
    hold(world)
    refused = visitor(world, client, "author").post(cancel)
    assert (refused.status_code, "nothing is removed" in refused.text) == (403, True)
    assert swept() == "ready"
    with world.act("senior") as gate:
        acts.lift_hold(why="It is over.", gate=gate)
    assert swept() == "dropped", "another body's hold keeps nothing of this one's"


@pytest.mark.slow
def test_only_offices_keep_holds_and_nobody_else_knows_of_them(world: World, client: Any) -> None:
    hold(world)
    for who in sorted(world.members):
        seen = visitor(world, client, who)
        for path in ("custody", "custody/hold", "custody/lift"):
            told = seen.get(f"/reviews/{world.review}/{path}")
            may = who in WHO_KEEP | (WHO_REMOVE if path == "custody" else set())
            assert (told.status_code == 200) is may, (who, path)
        done = seen.post(f"/reviews/{world.review}/custody/lift", {"reason": "Mine."})
        assert done.status_code == (403 if who in WHO_KEEP - {"senior"} else 303
                                    if who == "senior" else 404), who  # fmt: skip
        if who == "senior":
            hold(world)


# Rule 5


def test_rule_5_covert_words_are_removed_by_two_officers_for_good(
    world: World, client: Any
) -> None:
    thread = question(world, "probation_panel", "Context")
    answer(world, "author", "Context", thread)
    path = become_covert(world, "Context")
    first, second = (visitor(world, client, who) for who in ("disclosure", "senior"))
    assert "until another senior or disclosure" in first.get(path).text
    assert first.post(path).status_code == 303
    assert "must confirm" in first.post(path).text, "not by the same person"
    assert words_of(world, "Context") != "Removed"
    assert "for good" in second.get(path).text
    assert second.post(path).status_code == 303
    assert words_of(world, "Context") == "Removed"
    assert second.get(path).status_code == 404, "there is nothing left to remove"
    page = first.get(f"/reviews/{world.review}/custody").text
    assert "Removed on" in page
    assert "canary" not in page
    with world.act("author") as gate:
        kept = gate.session.execute(sa.select(Comment)).scalars().all()
        assert kept
        for row in kept:
            assert _opened(gate, row) == "Removed"


def test_rule_5_why_it_was_not_to_be_shared_goes_with_it(world: World) -> None:
    asked = commissioned(world)
    become_covert(world, "Timeline")
    for who in ("disclosure", "senior"):
        with world.act(who) as gate:
            row = gate.find(Version, world.versions["Timeline"], Act.REMOVE_COVERT)
            acts.remove(version=row, gate=gate)
    with reading_as(world, "disclosure") as gate:
        told = standing.decisions(request=asked, gate=gate)
        row = standing.request_of(document=version(world, "Timeline").document_id, gate=gate)
        steps = standing.steps(request=row, gate=gate)
    assert told == {world.versions["Timeline"]: (False, "Removed")}
    assert "remark on section" not in str(steps), "covert words are nobody's"
    raw(world, "update section set section_class = 'chronology' where section_class = 'covert'")
    with reading_as(world, "disclosure") as gate:
        steps = standing.steps(request=row, gate=gate)
    assert "Section 1: Removed" in " ".join(words for _, words in steps)


def test_rule_5_a_covert_file_closes_at_once_and_two_officers_remove_it(
    world: World, client: Any
) -> None:
    brought_in(world)
    name, here = world.files["{attachment}"][0], f"/reviews/{world.review}"
    with world.vault.engine.connect() as connection:
        document = connection.execute(sa.select(Attachment.document_id)).scalar_one()
    kept, file = f"{here}/contributions/{document}/attachments", f"{here}/custody/files/{name}"
    author, first, second = (visitor(world, client, w) for w in ("author", "disclosure", "senior"))
    for who in ("disclosure", "manager", "chair", "probation_senior"):
        assert visitor(world, client, who).get(f"{file}/covert").status_code == 404
        assert f"{file}/covert" not in visitor(world, client, who).get(kept).text
    assert first.post(f"{file}/remove").status_code == 404, "nobody has said that it is covert"
    assert f"{file}/covert" in author.get(kept).text
    assert "Attachment 1 closes for everybody" in author.get(f"{file}/covert").text
    assert author.post(f"{file}/covert").headers["location"] == kept
    for who in sorted(world.members):
        assert visitor(world, client, who).get(f"{here}/attachments/{name}").status_code == 404
    hold(world)
    assert first.post(f"{file}/remove").status_code == 403
    with world.act("senior") as gate:
        acts.lift_hold(why="It is over.", gate=gate)
    assert "another senior or disclosure" in first.get(f"{file}/remove").text
    assert first.post(f"{file}/remove").status_code == 303
    assert "must confirm" in first.post(f"{file}/remove").text, "not by the same person"
    assert "asked for its removal" in second.get(f"{here}/custody").text
    assert "for good" in second.get(f"{file}/remove").text
    assert second.post(f"{file}/remove").status_code == 303
    assert second.get(f"{file}/remove").status_code == 404
    assert "Removed on" in first.get(f"{here}/custody").text
    with world.vault.act("", world.review, actor=CONSOLE) as gate:
        row = gate.session.execute(sa.select(Attachment)).scalar_one()
        assert _opened(gate, row, "name") == _opened(gate, row, "digest") == "Removed"
        assert gate.session.execute(sa.select(AttachmentPiece.id)).all() == []


def words_of(world: World, title: str) -> str:
    """The title of a version whatever its class is, as only the keys can tell."""
    from portal.documents import words

    with world.vault.act("", world.review, actor=CONSOLE) as gate:
        row = gate.session.execute(
            sa.select(Version).where(Version.id == world.versions[title])
        ).scalar_one()
        told = str(words.load(_opened(gate, row))["title"])
    return told.split(" canary", maxsplit=1)[0]


def _opened(gate: Any, row: Any, field: str = "words") -> str:
    from portal.gate.gate import place_of

    return str(gate._keys.open(getattr(row, field), place_of(type(row), row, field)))


def test_rule_5_not_by_one_person_who_holds_two_seats(world: World, client: Any) -> None:
    become_covert(world)
    with world.act("disclosure") as gate:
        acts.remove(version=gate.find(Version, world.versions["Practice"], Act.REMOVE_COVERT),
                    gate=gate)  # fmt: skip
    now = datetime.now(UTC)
    with world.vault.act("", actor=CONSOLE) as gate:
        seat = parts.seat(
            review_id=world.review, person_id=world.people["disclosure"],
            body=world.agencies["Westmarch Police"], roles=[Role.SENIOR_OFFICE], starts=now,
            ends=now + YEAR, standing="", gate=gate,
        ).id  # fmt: skip
    world.members["disclosure"] = seat
    with pytest.raises(Refused, match="Another"), world.act("disclosure") as gate:
        acts.remove(version=gate.find(Version, world.versions["Practice"], Act.REMOVE_COVERT),
                    gate=gate)  # fmt: skip


@pytest.mark.slow
def test_rule_5_only_the_owners_officers_and_only_covert_words(world: World, client: Any) -> None:
    shared = f"/reviews/{world.review}/custody/{world.versions['Chronology']}/remove"
    path = become_covert(world)
    for who in sorted({*world.members, "stranger", "administrator"} - WHO_REMOVE):
        seen = visitor(world, client, who)
        assert seen.get(path).status_code == 404, who
        assert seen.post(path).status_code == 404, who
    for who in sorted(WHO_REMOVE):
        seen = visitor(world, client, who)
        assert seen.get(shared).status_code == 404
        assert seen.post(shared).status_code == 404
    assert words_of(world, "Practice") == "Practice"


def test_rule_5_and_14_nothing_is_removed_under_hold(world: World) -> None:
    become_covert(world)
    hold(world)
    with pytest.raises(Refused, match="legal hold"), world.act("senior") as gate:
        acts.remove(version=gate.find(Version, world.versions["Practice"], Act.REMOVE_COVERT),
                    gate=gate)  # fmt: skip


def test_a_hold_is_kept_for_ones_own_body_alone(world: World) -> None:
    hold(world, "probation_senior")
    with world.act("senior") as gate:
        assert acts.standing_hold(owner=world.agencies["Westmarch Police"], gate=gate) is None
        with pytest.raises(Refused):
            acts.lift_hold(why="Not ours.", gate=gate)
    with pytest.raises(Absent), world.act("chair") as gate:
        acts.place_hold(why="Not hers.", gate=gate)
