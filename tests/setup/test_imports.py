"""Each import contract names the line that breaks it, and the portal breaks none."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dev

BREACHES = {
    "the ground uses no gate": ("portal/db.py", "import portal.gate.gate"),
    "the gate uses no web": ("portal/gate/gate.py", "import portal.web.draw"),
    "the web uses no room": ("portal/web/draw.py", "import portal.people.acts"),
    "a room uses no front door": ("portal/people/pages.py", "import portal.app"),
    "the front door is not the back door": ("portal/app.py", "import portal.cli"),
    "acts use no later room": ("portal/people/acts.py", "import portal.reviews.models"),
    "models use no later room": ("portal/documents/models.py", "import portal.sharing.acts"),
    "words use no later room": ("portal/agreements/words.py", "import portal.sharing.models"),
    "forms use no later room": ("portal/people/forms.py", "import portal.reviews.models"),
    "models use no acts of their own": ("portal/reviews/models.py", "import portal.reviews.acts"),
    "pages use no other pages": ("portal/sharing/pages.py", "import portal.reviews.pages"),
    "acts answer no request": ("portal/reviews/acts.py", "import litestar"),
    "acts draw nothing": ("portal/sharing/acts.py", "from portal.web import draw"),
    "models draw nothing": ("portal/people/models.py", "import jinja2"),
    "rooms do not encrypt": ("portal/people/acts.py", "import cryptography"),
    "rooms do not ask Casbin": ("portal/sharing/acts.py", "import casbin"),
    "rooms hold no keys": ("portal/documents/acts.py", "from portal.gate import keys"),
    "the prover knows no renderer": (
        "portal/renditions/searching.py",
        "import portal.renditions.paper",
    ),
    "what the prover reads with knows none": (
        "portal/renditions/recovering_pdf.py",
        "import portal.renditions.pdf",
    ),
    "every part has its floor": ("portal/helpers.py", ""),
}
LAWFUL = {
    "acts use an earlier room": ("portal/sharing/acts.py", "import portal.documents.models"),
    "pages use any room's acts": ("portal/people/pages.py", "import portal.sharing.acts"),
    "acts use their own models": ("portal/people/acts.py", "import portal.people.models"),
    "the front door knows every page": ("portal/app.py", "import portal.sharing.pages"),
    "sign-in knows its factors": ("portal/people/acts.py", "import argon2, pyotp"),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house of empty rooms under our contracts, so that only the planted line can break one."""
    root = tmp_path_factory.mktemp("house")
    shutil.copyfile(dev.ROOT / "pyproject.toml", root / "pyproject.toml")
    rooms = [
        "agreements", "answers", "calendar", "commissioning", "compulsion", "contributions",
        "cru", "custody",
        "directory", "documents", "doors", "importing", "intake", "links", "panel", "people",
        "full_pimr", "persons", "pimr", "proceedings", "questions", "record", "redaction", "registers",
        "renditions", "requests",
        "reviews", "schedules", "scoping",
        "sharing", "subject_access", "timetable", "writing",
    ]  # fmt: skip
    parts = [f"{room}/{part}" for room in rooms for part in ("__init__", "acts", "models", "pages")]
    gate = [f"gate/{part}" for part in ("__init__", "envelope", "gate", "keyfile", "keys")]
    street = ["app", "cli", "columns", "console", "demo", "migrate"]
    ground = ["__init__", "db", "place", "settings", "web/__init__", "web/draw"]
    prover = ["formal", "proving", "searching", "recovered"]
    made = [*prover, "blank", "paper", "pdf", "raster", "typefaces", "word"]
    read = ["bytes", "content", "font", "pdf", "picture", "word"]
    papers = [f"renditions/{one}" for one in (*made, *(f"recovering_{one}" for one in read))]
    for name in [*street, *parts, *gate, *ground, *papers, "reviews/seats", "pimr/beside"]:
        module = root / "portal" / f"{name}.py"
        module.parent.mkdir(parents=True, exist_ok=True)
        module.touch()
    (root / "portal" / "gate" / "gate.py").write_text("import casbin, cryptography\n")
    (root / "portal" / "web" / "draw.py").write_text("import jinja2, litestar\n")
    return root


def lint(root: Path) -> tuple[int, str]:
    """Hold the contracts against the portal in `root`; return how it ended and what it said."""
    program = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run(
        [program, "--no-cache"], capture_output=True, check=False, cwd=root, text=True
    )
    return ran.returncode, re.sub(r"\s+", " ", ran.stdout + ran.stderr)


def planted(root: Path, where: str, line: str) -> tuple[int, str]:
    """Hold the contracts against the house with one line planted in it."""
    module = root / where
    was = module.read_text(encoding="utf-8") if module.exists() else None
    module.write_text(f"{was or ''}{line}\n", encoding="utf-8")
    try:
        return lint(root)
    finally:
        if was is None:
            module.unlink()
        else:
            module.write_text(was, encoding="utf-8")


@pytest.mark.slow
def test_the_portal_keeps_every_contract() -> None:
    code, said = lint(dev.ROOT)
    assert code == 0, said


@pytest.mark.slow
@pytest.mark.parametrize("why", BREACHES)
def test_a_planted_breach_is_named(house: Path, why: str) -> None:
    where, line = BREACHES[why]
    code, said = planted(house, where, line)
    assert code == 1, said
    assert "1 broken" in said, said
    assert where.removesuffix(".py").replace("/", ".") in said, said


@pytest.mark.slow
@pytest.mark.parametrize("why", LAWFUL)
def test_what_is_lawful_stays_lawful(house: Path, why: str) -> None:
    code, said = planted(house, *LAWFUL[why])
    assert code == 0, said
