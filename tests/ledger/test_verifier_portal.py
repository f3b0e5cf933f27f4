"""What the portal exports is what the standalone verifier reads: the two share no code."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.gate import audit
from tests.gate.fixtures import ground
from tests.gate.ground import OURS, REVIEW, THEIRS, Ground
from tests.gate.tampering import edit, unguarded
from tests.ledger.exports import Verdict, verifier

__all__ = ["ground"]
OURS_HERE = f"{REVIEW}:{OURS}"


class Inspector:
    """She has the portal's key and a witness from elsewhere, and exports what she asks for."""

    def __init__(self, ground: Ground, capsys: pytest.CaptureFixture[str]) -> None:
        self.ground, self.capsys, self.public = ground, capsys, ground.provider.public()

    def export(self, owner: str = OURS) -> Path:
        lines = audit.export(self.ground.engine, self.public, owner, now=datetime.now(UTC))
        path = self.ground.folder / "export"
        path.write_text("".join(f"{line}\n" for line in lines), "ascii")
        return path

    def verify(self, export: Path) -> Verdict:
        words = [str(export), "--public-key", self.public.hex()]
        words += ["--witness", str(self.ground.witnesses[0])]
        for journal in sorted(self.ground.folder.glob("journal.*")):
            words += ["--journal", str(journal)]
        self.capsys.readouterr()
        code = verifier.main(words)
        return Verdict(code, self.capsys.readouterr().out)


@pytest.fixture(name="inspector")
def one_who_inspects(ground: Ground, capsys: pytest.CaptureFixture[str]) -> Inspector:
    for turn in range(3):
        ground.write(f"ours {turn}", f"ours again {turn}")
        ground.write(f"theirs {turn}", owner=THEIRS)
        ground.checkpoint()
    ground.write("ours, not covered", "theirs, not covered")
    return Inspector(ground, capsys)


@pytest.mark.parametrize("owner", [OURS, THEIRS])
def test_what_the_portal_exports_is_sound(inspector: Inspector, owner: str) -> None:
    export = inspector.export(owner)
    verdict = inspector.verify(export)
    assert verdict.findings == []
    assert verdict.code == 0
    assert "left out" not in verdict.text
    assert (THEIRS if owner == OURS else OURS) not in export.read_text("ascii")


def test_what_was_done_to_the_database_is_found_in_its_export(inspector: Inspector) -> None:
    with unguarded(inspector.ground) as run:
        edit(run, OURS_HERE, 3, actor="f" * 32)
    verdict = inspector.verify(inspector.export())
    assert verdict.code == 1
    assert verdict.names(OURS_HERE, 3)


def test_what_no_checkpoint_covered_is_missed_by_the_journal(inspector: Inspector) -> None:
    with unguarded(inspector.ground) as run:
        run("delete from ledger_entry where stream = :s and seq = 8", s=OURS_HERE)
    verdict = inspector.verify(inspector.export())
    assert verdict.code == 1
    assert verdict.names(OURS_HERE, 8)
