"""Mistakes made once, by us or by others, become laws of the source. Each is shown to find one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.laws.modules import NAMED_MODULES

ROOT = Path(__file__).resolve().parents[2]
OURS = sorted((ROOT / "portal").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

BANNED = {
    r"\badapter\b|load_policy|load_filtered|add_polic|remove_polic|FastEnforcer|SyncedEnforcer": (
        "policy is read from a snapshot and never changed in place",
        {},
        "enforcer.load_policy()",
    ),
    r"\bsession\.get\(|\.scalars\(select": (
        "the only way from an id to a row is the gate's find",
        {"web/wrapper.py"},
        "row = gate.session.get(Version, name)",
    ),
    r"datetime\.now\(|\.utcnow\(|time\.time\(\)": (
        "time comes from the one clock",
        {"gate/clock.py", "cli.py", "demo.py"},
        "now = datetime.now(UTC)",
    ),
    r"\bactor=(?!actor\b)": (
        "only the console names its own actor",
        {
            "console.py",
            "demo.py",
            "gate/ledger.py",
            "gate/gate.py",
            "gate/vault.py",
            "people/acts.py",
        },
        'with vault.act("", actor=somebody):',
    ),
    r"\bdesks\.(stand|unseat)\(": (
        "a desk stands by two keys, and takes what it gave in reviews with it",
        {"reviews/at_desks.py", "directory/succession.py"},
        "desks.stand(desk=desk, gate=gate)",
    ),
    r"\beval\(|\bexec\(|pickle|yaml\.load": ("no code from data", {}, "eval(text)"),
    r"sa\.text\(f|text\(f\"|execute\(f\"|exec_driver_sql\(f": (
        "no SQL out of strings",
        {"db.py"},
        'connection.execute(sa.text(f"select {name}"))',
    ),
    r"\bMarkup\(": ("nothing is marked safe", {"web/draw.py"}, "Markup(words)"),
    r"random\.(random|choice|randint)\(": ("secrets are not guessed", {}, "random.choice(words)"),
    r"\._envelope\b": (
        "only the envelope's own modules look at one",
        {"gate/envelope.py", "gate/sealed.py"},
        "row.words._envelope",
    ),
}


DOCSTRING = re.compile(r'^ *""".*?"""$', re.DOTALL | re.MULTILINE)


def breaches(pattern: str, allowed: object, files: dict[str, str]) -> list[str]:
    return [
        f"{name}: {line.strip()}"
        for name, text in files.items()
        if name not in allowed  # type: ignore[operator]
        for line in DOCSTRING.sub("", text).splitlines()
        if re.search(pattern, line) and not line.strip().startswith("#")
    ]


def sources() -> dict[str, str]:
    return {str(p.relative_to(ROOT / "portal")): p.read_text("utf-8") for p in OURS}


@pytest.mark.parametrize("pattern", BANNED, ids=[why for why, _, _ in BANNED.values()])
def test_banned(pattern: str) -> None:
    _, allowed, sample = BANNED[pattern]
    assert breaches(pattern, allowed, sources()) == []
    assert breaches(pattern, allowed, {"rooms/new.py": sample}) != [], "the law sees nothing"


def test_templates_mark_nothing_safe_and_style_nothing_inline() -> None:
    pattern = r"\|\s*safe\b|autoescape|\sstyle=|\son[a-z]+=|javascript:"
    files = {str(p.relative_to(ROOT)): p.read_text("utf-8") for p in TEMPLATES}
    assert breaches(pattern, {}, files) == []
    assert breaches(pattern, {}, {"x.html": "{{ words | safe }}"})


def too_long_a_file(path: Path, text: str) -> Iterator[str]:
    lines = text.count("\n")
    most = 300 if path.name == "acts.py" else 400
    if lines > most:
        yield f"{path.name} has {lines} lines"


def too_long(path: Path, text: str) -> Iterator[str]:
    yield from too_long_a_file(path, text)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = (node.end_lineno or 0) - node.lineno + 1
            if size > 40:
                yield f"{path.name}: {node.name} has {size} lines"


def test_sizes() -> None:
    found = [b for p in OURS for b in too_long(p, p.read_text("utf-8"))]
    found += [b for p in TESTS for b in too_long_a_file(p, p.read_text("utf-8"))]
    assert found == []
    long = "def f():\n" + "    x = 1\n" * 50
    assert list(too_long(Path("acts.py"), long)) == ["acts.py: f has 51 lines"]
    assert list(too_long_a_file(Path("test_x.py"), "\n" * 401)) == ["test_x.py has 401 lines"]


ROOM_FILES = {"__init__.py", "models.py", "acts.py", "forms.py", "pages.py"}


def test_a_room_is_four_kinds_of_file() -> None:
    rooms = {p.parent.name for p in (ROOT / "portal").glob("*/__init__.py")} - {"gate", "web"}
    found = {
        f"{room}/{p.name}"
        for room in rooms
        for p in (ROOT / "portal" / room).glob("*.py")
        if p.name not in ROOM_FILES
    }
    assert found == set(NAMED_MODULES)


WORDS = re.compile(r"(helper|util|manager|service|repositor|interface)s?\.py$")


def test_no_module_is_named_for_nothing() -> None:
    names = [str(p.relative_to(ROOT)) for p in OURS]
    assert [n for n in names if WORDS.search(n) and "words" not in n] == []
