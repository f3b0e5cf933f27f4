"""The law as it is written: read strictly, refused where it is not understood, printed as it is."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal import place
from portal.documents.models import Section
from portal.gate.index import Index, check_line
from portal.gate.matrix import matrix
from portal.gate.policy import (
    ALWAYS,
    KINDS,
    MODEL,
    NEVER,
    ON_WORDS,
    SHAREABLE,
    Act,
    LawWrong,
    Link,
    Role,
    check_model,
    law,
    law_for_portal,
    law_for_review,
    read_law,
)
from tests.policy.rows import told

CLOSED = {"conduct", "staff_welfare", "legal_advice", "covert"}
GOOD = "R4,author,read_section,own shareable,why"


def changed(folder: Path, name: str, text: str, *, add: bool = True) -> Path:
    """A copy of policies/ in which one file says more, or something else."""
    for file in ("model.conf", "roles.csv", "classes.csv"):
        (folder / file).write_text((place.policies() / file).read_text("utf-8"), "utf-8")
    held = (folder / name).read_text("utf-8") if add else ""
    (folder / name).write_text(held + text, "utf-8")
    return folder


def test_the_law_as_it_stands_is_read() -> None:
    assert read_law(place.policies()) == law()
    assert {row.may for row in law().rows} == set(Act)


def test_a_further_sound_row_is_read(tmp_path: Path) -> None:
    folder = changed(tmp_path, "roles.csv", "R4,agency_lawyer,read_section,own shareable,why\n")
    assert len(read_law(folder).rows) == len(law().rows) + 1
    assert read_law(folder).digest != law().digest


@pytest.mark.parametrize(
    "row",
    [
        "R4,auther,read_section,own shareable,why",
        "R4,Author,read_section,own shareable,why",
        "R4,author,read_sections,own shareable,why",
        "R4,author,READ_SECTION,own shareable,why",
        "R4,author,read_section,own sharable,why",
        "R4,author,read_section,own,why",
        "R4,author,read_section,shareable,why",
        "R4,author,read_section,own shareable draught,why",
        "R4,author,read_section,own conduct signed_off,why",
        "R4,author,read_section,own shareable signed_off twice,why",
        "R4,author,read_section,authored shareable signed_off,why",
        "R4,author,read_section,everything,why",
        "R4,author,read_section,all,why",
        "R4,author,read_section,*,why",
        "R4,author,read_section,own shareable",
        "R4,author,read_section,own shareable,why,deny",
        "R4,author,read_section,,why",
        ",author,read_section,own shareable,why",
        "R4, author,read_section,own shareable,why",
        "R4,author,read_section,own shareable ,why",
        "R4,author,read_section,own shareable,",
        "four,author,read_section,own shareable,why",
        "R,author,read_section,own shareable,why",
        "R4,administrator,read_section,own shareable,why",
        "R4,auditor,read_section,own shareable,why",
        "R4,anyone,read_section,own shareable,why",
        "R4,signed_in,read_review,review,why",
        "R4,chair,read_section,portal,why",
        "R4,author,read_section,own covert,why",
        "R4,author,read_section,authored covert,why",
        "R4,senior_office,read_section,own record,why",
        "R4,senior_office,write_section,own record,why",
        "R4,senior_office,sign_off,own record,why",
        "R4,chair,read_section,review,why",
        "R4,chair,read_section,case,why",
        "R4,chair,read_section,keyed review,why",
        "R4,author,sign_release,own shareable,why",
        "R4,chair,name_people,own conduct,why",
    ],
)
def test_a_row_of_roles_that_is_not_understood_is_refused_by_name(tmp_path: Path, row: str) -> None:
    with pytest.raises(LawWrong) as refusal:
        read_law(changed(tmp_path, "roles.csv", row + "\n"))
    named = [cell for cell in row.split(",")[1:4] if cell.strip()]
    assert any(cell.strip() in str(refusal.value) for cell in named)


@pytest.mark.parametrize(
    "row",
    [
        "novel,sharable,Title,why",
        "novel,Shareable,Title,why",
        "novel,,Title,why",
        ",shareable,Title,why",
        "novel,shareable,Title",
        "novel,shareable,Title,why,more",
        "novel, shareable,Title,why",
        "Novel,shareable,Title,why",
        "no:vel,shareable,Title,why",
        "no vel,shareable,Title,why",
        "n\u043evel,shareable,Title,why",
        "context,shareable,Again,why",
        "conduct,shareable,Conduct after all,why",
        "conduct,conduct,Again,why",
    ],
)
def test_a_row_of_classes_that_is_not_understood_is_refused_by_name(
    tmp_path: Path, row: str
) -> None:
    with pytest.raises(LawWrong) as refusal:
        read_law(changed(tmp_path, "classes.csv", row + "\n"))
    named = [cell.strip() for cell in row.split(",")[:3] if cell.strip()]
    assert any(cell in str(refusal.value) for cell in named)


@pytest.mark.parametrize("kind", sorted(CLOSED))
def test_a_class_that_is_never_shared_cannot_be_listed_as_shareable(
    tmp_path: Path, kind: str
) -> None:
    text = (place.policies() / "classes.csv").read_text("utf-8")
    for other in (KINDS - {kind}) - {"none"}:
        swapped = text.replace(f"{kind},{kind},", f"{kind},{other},")
        assert swapped != text
        with pytest.raises(LawWrong, match=kind):
            read_law(changed(tmp_path, "classes.csv", swapped, add=False))


def test_a_row_said_twice_is_refused_even_for_another_reason(tmp_path: Path) -> None:
    with pytest.raises(LawWrong, match="twice: author may read_section own shareable"):
        read_law(changed(tmp_path, "roles.csv", "R9,author,read_section,own shareable,other\n"))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("roles.csv", "rule,who,may,what\nR4,author,read_section,own shareable\n"),
        ("roles.csv", "who,rule,may,what,why\n"),
        ("roles.csv", "\ufeffrule,who,may,what,why\n"),
        ("roles.csv", ""),
        ("classes.csv", "class,kind,title,why,shared\n"),
        ("classes.csv", ""),
        ("model.conf", ""),
    ],
)
def test_a_file_with_other_columns_or_none_is_refused(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(LawWrong):
        read_law(changed(tmp_path, name, text, add=False))


def test_a_missing_file_stops_the_portal(tmp_path: Path) -> None:
    changed(tmp_path, "roles.csv", "")
    (tmp_path / "classes.csv").unlink()
    with pytest.raises(FileNotFoundError):
        read_law(tmp_path)


# model.conf


def test_model_is_pinned() -> None:
    text = (place.policies() / "model.conf").read_text("utf-8")
    assert [line for line in text.splitlines() if line] == MODEL
    assert MODEL[-1] == (
        "m = r.dom == p.dom && r.act == p.act && p.nbf <= r.now && r.now < p.exp"
        " && g2(r.obj, p.obj, r.dom) && g(r.sub, p.sub, r.dom)"
    )


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("&& !some(where (p.eft == deny))", ""),
        ("some(where (p.eft == allow)) && ", ""),
        ("r.now < p.exp", "r.now <= p.exp"),
        ("r.dom == p.dom && ", ""),
        ("g(r.sub, p.sub, r.dom)", "g(r.sub, p.sub)"),
        (" && g2(r.obj, p.obj, r.dom)", " && keyMatch(r.obj, p.obj)"),
        ("eft, ref", "ref"),
        ("g2 = _, _, _", "g2 = _, _, _\ng3 = _, _"),
        ("g = _, _, _", "g = _, _, _, (_, _)"),
        ("[matchers]", "[matchers]\nm2 = true"),
        ("[matchers]", "[matchers]\n# a remark"),
        ("[policy_effect]", "[matchers]"),
        ("[request_definition]\n", ""),
        ("r = sub", "R = sub"),
    ],
)
def test_any_other_model_is_refused(was: str, becomes: str) -> None:
    assert was in law().model
    with pytest.raises(LawWrong):
        check_model(law().model.replace(was, becomes))


# matrix.md


def test_matrix_md_is_what_the_rows_print() -> None:
    assert (place.policies() / "matrix.md").read_text("utf-8") == matrix()


def test_the_matrix_says_every_row_and_every_class_once(tmp_path: Path) -> None:
    for row in law().rows:
        assert matrix().count(f"| {row.what} | {row.rule} | {row.why} |") >= 1
    for one in law().classes.values():
        assert matrix().count(f"| {one.title} | {one.kind} |") == 1
    more = changed(tmp_path, "roles.csv", "R4,agency_lawyer,read_section,own shareable,why\n")
    assert matrix(read_law(more)) != matrix()


# What the rows become


LINKS = [
    Link("m:1", "u:p"), Link("m:1", "role:author"), Link("m:1", "team:author:a"),
    Link("m:2", "team:senior_office:b"), Link("m:2", "role:senior_office"),
]  # fmt: skip


def test_every_row_that_the_law_makes_is_sound_and_says_its_rule() -> None:
    for line in (*law_for_portal(law()), *law_for_review(law(), LINKS)):
        assert check_line(line).eft == "allow"
        assert re.fullmatch(r"law:R\d+", line.ref)


def test_what_a_body_owns_is_for_its_own_people() -> None:
    lines = law_for_review(law(), LINKS)
    for line in lines:
        kind, _, rest = line.obj.partition(":")
        if kind in {"words", "staged", "owner"}:
            assert rest.split(":")[0] == line.sub.split(":")[2]
        if kind == "authored":
            assert rest.split(":")[1] == line.sub.split(":")[1]
    assert not [x for x in lines if x.sub.startswith("u:") or x.obj.startswith("ver:")]


def test_law_opens_words_by_class_alone_and_covert_words_by_nothing() -> None:
    every = [
        Link(f"m:{n}{body}", group)
        for body in ("a", "b", "board")
        for n, role in enumerate(Role)
        for group in (f"role:{role}", f"team:{role}:{body}", f"keyed:role:{role}")
    ]
    for line in law_for_review(law(), every):
        if line.act in ON_WORDS:
            assert line.obj.partition(":")[0] in {"words", "staged", "authored"}
        assert "covert" not in line.obj


@pytest.mark.parametrize("kind", ["conduct", "staff_welfare", "legal_advice"])
def test_rule_4_what_an_author_wrote_is_hers_while_she_is_an_author(kind: str) -> None:
    """Her membership's own rows end with it, not only the groups that it belongs to."""
    first, last = "2026-06-01T12:00:00.000000Z", "2026-06-02T12:00:00.000000Z"
    links = [Link("m:1", "role:author", first, last), Link("m:1", "team:author:a", first, last)]
    index = Index(law_for_review(law(), links), links)
    name = f"authored:a:1:{kind}"
    assert told(index, "m:1", name, now=first)
    for when in (ALWAYS, "2026-06-01T11:59:59.999999Z", last, NEVER):
        assert not told(index, "m:1", name, now=when)


def test_the_closed_list_of_classes_is_the_databases_own() -> None:
    assert {row.kind for row in law().classes.values()} == KINDS
    assert {name for name, row in law().classes.items() if row.kind != SHAREABLE} == CLOSED
    checks = [
        str(c.sqltext) for c in Section.__table__.constraints if isinstance(c, sa.CheckConstraint)
    ]
    listed = next(text for text in checks if "section_class" in text)
    assert set(re.findall(r"'(\w+)'", listed)) == set(law().classes)
