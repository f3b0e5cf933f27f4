"""Each way in which a Casbin loader has been seen to fail open, tried on ours.

Where it can be shown, Casbin as it comes is shown to fall into the pit first; ours must not.
"""

import importlib.metadata
import re
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portal.gate import certify as certify_module
from portal.gate.certify import Question, explain
from portal.gate.index import Index, PolicyWrong, check_line, check_link
from portal.gate.policy import ALWAYS, NEVER, LawWrong, Line, Link, check_model, law
from tests.policy.rows import DOMAIN, NOW, READ, allow, bare, cells, deny, judge, told

ALICE = [Link("m:1", "u:alice"), Link("m:1", "body:a")]
OPEN = allow("body:a", "words:a:shareable")


def line_with(**changed: str) -> Line:
    plain = {"sub": "u:alice", "obj": "all", "act": READ, "nbf": ALWAYS, "exp": NEVER}
    return Line(**{**plain, "eft": "deny", "ref": "stood_down:1", **changed})


# 2.1 A misspelt effect is neither allow nor deny, and Casbin passes over it


@pytest.mark.parametrize(
    "eft", ["Deny", "DENY", " deny", "deny ", "denied", "deny\n", "", "d\u0435ny", "\uff44eny"]
)
def test_misspelt_eft_is_refused_where_casbin_ignores_the_deny(eft: str) -> None:
    rows = [cells(OPEN), [*cells(line_with())[:6], eft, "ref"]]
    rows[1][2] = OPEN.obj
    links = [["m:1", "u:alice", DOMAIN], ["m:1", "body:a", DOMAIN]]
    assert bare(rows, links).enforce("m:1", DOMAIN, OPEN.obj, READ, NOW), "the pit is there"
    with pytest.raises(PolicyWrong):
        check_line(line_with(eft=eft))
    assert check_line(line_with(eft="deny"))


@pytest.mark.parametrize("act", ["Read_section", "read_sections", "read section", "*", ""])
def test_misspelt_act_is_refused_since_a_deny_of_it_would_deny_nothing(act: str) -> None:
    with pytest.raises(PolicyWrong):
        check_line(line_with(act=act))


@pytest.mark.parametrize(
    "obj", ["All", "all:", "everything", "sec", "sec:", "ver:", "case:x:", "*"]
)
def test_misspelt_name_of_a_thing_is_refused_since_a_deny_of_it_would_deny_nothing(
    obj: str,
) -> None:
    if obj != "case:x:":
        with pytest.raises(PolicyWrong):
            check_line(line_with(obj=obj))
    with pytest.raises(PolicyWrong):
        check_line(allow("role:chair", obj, "name_people"))


@pytest.mark.parametrize(("nbf", "exp"), [(NOW, NOW), (NEVER, ALWAYS), (NOW, ALWAYS)])
def test_window_that_never_opens_is_refused_since_a_deny_in_it_would_deny_nothing(
    nbf: str, exp: str
) -> None:
    with pytest.raises(PolicyWrong):
        check_line(line_with(nbf=nbf, exp=exp))
    with pytest.raises(PolicyWrong):
        check_link(Link("m:1", "body:a", nbf, exp))


# 2.2 A deny on a group is lost with the group's links; an empty filter means everything


@pytest.mark.parametrize("group", ["role:chair", "team:author:a", "body:a", "keyed:body:a", "m:1"])
def test_natural_filter_cannot_lose_a_group_deny_since_denies_are_for_persons(group: str) -> None:
    rows, links = [cells(OPEN), cells(line_with(sub="body:a", obj=OPEN.obj))], []
    assert bare([rows[0]], [["m:1", "body:a", DOMAIN]]).enforce("m:1", DOMAIN, OPEN.obj, READ, NOW)
    rows.append(cells(allow("m:1", OPEN.obj)))
    assert bare(rows, links).enforce("m:1", DOMAIN, OPEN.obj, READ, NOW), "without g, no deny"
    with pytest.raises(PolicyWrong):
        check_line(line_with(sub=group))


def test_missing_g_lines_close_and_never_open() -> None:
    """A membership's tie to its person carries the denies: without it nothing else is carried."""
    rows = [OPEN, deny("u:alice", "all")]
    assert not told(Index(rows, ALICE), "m:1", OPEN.obj)
    assert told(Index(rows, ALICE[1:]), "m:1", OPEN.obj), "the seat is asked for by the gate"
    assert Index(rows, ALICE[1:]).seats == {}, "and without the tie there is no seat to act in"


# 2.3 A store of six columns drops the effect


def test_dropped_eighth_field_cannot_be_written_as_a_row() -> None:
    with pytest.raises(TypeError):
        Line(*cells(OPEN)[:6])
    with pytest.raises(PolicyWrong):
        check_line(line_with(ref=""))


# 2.5 A value with a comma is split again when it is loaded


@pytest.mark.parametrize(
    "text",
    [
        "mallory, role:chair, d",
        "a,b",
        "a(b",
        "a)b",
        "a\nb",
        "a\rb",
        "a b",
        'a"b',
        "a'b",
        "a\x00b",
        "a\u2028b",
        "a\u00a0b",
        "a\\b",
        "a=b",
        "#a",
        "",
        " ",
        "r.sub",
        "None or True) or (True",
        "eval(p.rule)",
    ],
)
def test_policy_injection_by_commas_brackets_and_the_like_is_refused(text: str) -> None:
    if text == "r.sub":  # a harmless name: a value is never read as an expression
        assert not told(Index([allow("body:r.sub", "words:a:shareable")], ALICE), "m:1", OPEN.obj)
        return
    changed: list[Callable[[], object]] = [
        lambda: check_line(line_with(sub=f"u:{text}")),
        lambda: check_line(line_with(obj=f"sec:{text}")),
        lambda: check_line(line_with(act=text)),
        lambda: check_line(line_with(ref=text)),
        lambda: check_line(line_with(nbf=text)),
        lambda: check_link(Link(f"m:{text}", "body:a")),
        lambda: check_link(Link("m:1", f"role:{text}")),
        lambda: check_link(Link("m:1", "body:a", ALWAYS, text)),
    ]
    for attempt in changed:
        with pytest.raises(PolicyWrong):
            attempt()


# 2.6 and 2.7 Shared, changing state, asked from several threads


def test_shared_filters_one_index_answers_eight_threads_as_it_answers_one() -> None:
    subjects = [f"m:{n}" for n in range(40)]
    lines = [allow(f"keyed:member:{n}", f"ver:{n * 7 % 40}") for n in range(40)]
    lines += [deny(f"u:{n}", f"ver:{n * 7 % 40}") for n in range(0, 40, 3)]
    links = [Link(f"m:{n}", f"keyed:member:{n}") for n in range(40)]
    index = Index(lines, [*links, *(Link(f"m:{n}", f"u:{n}") for n in range(40))])
    questions = [(sub, f"ver:{n}") for sub in subjects for n in range(40)]
    alone = [told(index, *question) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: [told(index, *q) for q in questions], range(16)))
    assert all(answer == alone for answer in answers)
    assert any(alone)
    assert not all(alone)


def test_shared_filters_casbin_explains_to_eight_threads_at_once() -> None:
    """No enforcer is shared: each question has one of its own."""
    index = Index([allow(f"keyed:member:{n}", f"ver:{n}") for n in range(8)],
                  [Link(f"m:{n}", f"keyed:member:{n}") for n in range(8)])  # fmt: skip

    def ask(pair: tuple[int, int]) -> bool:
        question = Question(f"m:{pair[0]}", READ, [f"ver:{pair[1]}"], NOW)
        return explain(index, law().model, DOMAIN, question).allowed

    pairs = [(a, b) for a in range(8) for b in range(8)] * 3
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, pairs)) == [a == b for a, b in pairs]


# 2.8 Casbin keeps a node for every subject that it is ever asked about


def test_unknown_subjects_grow_no_node() -> None:
    index = Index([OPEN], ALICE)
    enforcer = bare([cells(OPEN)], [["m:1", "body:a", DOMAIN]])
    for n in range(20):
        enforcer.enforce(f"m:made up {n}", DOMAIN, OPEN.obj, READ, NOW)
    manager = enforcer.get_named_role_manager("g")
    assert "m:made up 1" in manager.rm_map[DOMAIN].all_roles, "the pit is there"
    before = sys.getsizeof(index._groups), len(index._groups), len(index._lines)
    for n in range(20_000):
        assert index.page(f"m:made up {n}", READ, NOW).allow == {}
    assert before == (sys.getsizeof(index._groups), len(index._groups), len(index._lines))
    asked = judge([OPEN], ALICE)
    assert asked.decide("m:1", [OPEN.obj], READ).allowed
    held = asked._enforcer.get_named_role_manager("g")
    nodes = len(held.rm_map[DOMAIN].all_roles)
    for n in range(50):
        assert not asked.decide(f"m:made up {n}", [OPEN.obj], READ).allowed
    assert len(held.rm_map[DOMAIN].all_roles) == nodes


# 2.9 An empty policy is matched as if it held one row of empty cells


def test_empty_policy_allows_nothing() -> None:
    regex = law().model.replace("g2(r.obj, p.obj, r.dom)", "regexMatch(r.obj, p.obj)")
    regex = re.sub(r"m = .*", "m = regexMatch(r.obj, p.obj)", regex)
    assert bare([], [], model=regex).enforce("m:1", DOMAIN, "ver:1", READ, NOW), "the pit is there"
    for lines, links in (([], []), ([], ALICE)):
        assert not judge(lines, links).decide("m:1", ["ver:1", "all"], READ).allowed
        assert not told(Index(lines, links), "m:1", "ver:1")
        question = Question("m:1", READ, ["ver:1"], NOW)
        assert not explain(Index(lines, links), law().model, DOMAIN, question).allowed


# 2.10 A pattern that is not anchored opens its neighbours


def test_regex_like_prefix_ver_1_does_not_open_ver_10() -> None:
    rows = [allow("body:a", "ver:1", ref="law:R1"), deny("u:alice", "ver:2")]
    index = Index([*rows, allow("body:a", "ver:20", ref="law:R1")], ALICE)
    asked = judge(index.lines, ALICE)
    for name, may in {"ver:1": True, "ver:10": False, "ver:11": False, "ver:": False,
                      "ver:20": True, "VER:1": False, "ver:.*": False, "ver:1.": False}.items():  # fmt: skip
        assert told(index, "m:1", name) is may, name
        assert asked.decide("m:1", [name], READ).allowed is may, name


# 2.11 A chain of ten hops or more is silently not followed


def test_chain_of_ten_hops_cannot_be_built_and_one_too_long_is_refused() -> None:
    chain = [[f"role:{n}", f"role:{n + 1}", DOMAIN] for n in range(11)]
    chain.append(["m:1", "role:0", DOMAIN])
    rows = [cells(allow("m:1", OPEN.obj)), cells(line_with(sub="role:11", obj=OPEN.obj))]
    assert bare(rows, chain).enforce("m:1", DOMAIN, OPEN.obj, READ, NOW), "the pit: deny lost"
    for sub in ("role:a", "team:author:a", "body:a", "keyed:body:a"):
        with pytest.raises(PolicyWrong):
            check_link(Link(sub, "role:b"))
    with pytest.raises(PolicyWrong):
        check_link(Link("u:a", "u:b"))
    with pytest.raises(PolicyWrong):
        check_link(Link("m:1", "m:2"))
    index = Index([], [Link("m:1", "u:a"), Link("u:a", "role:a")])
    assert index.closure("m:1", NOW) == ["m:1", "u:a", "role:a"]
    for n in range(4):  # as if the check of links had failed
        index._groups[f"role:{'a' * (n + 1)}"] = [Link("m:1", f"role:{'a' * (n + 2)}")]
    with pytest.raises(PolicyWrong):
        index.closure("m:1", NOW)


# 2.12 Text of a row that is pasted into the matcher


@pytest.mark.parametrize(
    "matcher",
    [
        "eval(p.sub)",
        "r.sub == p.sub",
        "g(r.sub, p.sub, r.dom) && regexMatch(r.obj, p.obj)",
        "keyMatch(r.obj, p.obj)",
        "true",
        "",
    ],
)
def test_eval_text_or_any_other_matcher_is_no_model(matcher: str) -> None:
    check_model(law().model)
    with pytest.raises(LawWrong):
        check_model(re.sub(r"m = .*", f"m = {matcher}", law().model))


# 2.13 to 2.15 What the library lets one do


def test_simpleeval_is_one_that_was_mended() -> None:
    version = tuple(int(part) for part in importlib.metadata.version("simpleeval").split(".")[:3])
    assert version >= (1, 0, 5)
    project = Path(__file__).resolve().parents[2] / "pyproject.toml"
    assert '"simpleeval>=1.0.5' in project.read_text("utf-8")


def test_no_synced_or_fast_enforcer_no_adapter_and_nothing_switched_off() -> None:
    """Of Casbin the portal uses the plain enforcer alone, filled once and never changed."""
    text = Path(certify_module.__file__).read_text("utf-8")
    assert set(re.findall(r"casbin\.(\w+)", text)) == {"Enforcer"}
    for word in ("enable_", "watcher", "matching_func", "add_function", "add_named", "load_"):
        assert word not in text, word


# 2.16 Domains that match more than themselves


@pytest.mark.parametrize("other", ["*", "", "D", "d ", "d2", ".*"])
def test_domains_are_compared_and_never_matched(other: str) -> None:
    row, link = cells(allow("m:1", "ver:1")), ["m:1", "body:a", DOMAIN]
    row[1] = other
    assert not bare([row], [link]).enforce("m:1", DOMAIN, "ver:1", READ, NOW)


# Names without types


def test_a_user_named_like_a_role_has_no_role() -> None:
    row = [*cells(allow("role:chair", "case", "name_people"))]
    row[0] = "chair"
    assert bare([row], []).enforce("chair", DOMAIN, "case", "name_people", NOW), "the pit is there"
    index = Index([allow("role:chair", "case", "name_people")], [Link("m:1", "u:role:chair")])
    for name in ("m:1", "u:role:chair", "u:chair", "m:role:chair", "chair", "m:chair"):
        assert not told(index, name, "case", "name_people"), name
        asked = judge(index.lines, [*index.links, Link("m:role:chair", "u:chair")])
        assert not asked.decide(name, ["case"], "name_people").allowed
    for sub, group in (("chair", "role:chair"), ("role:chair", "role:chair"), ("m:1", "chair")):
        with pytest.raises(PolicyWrong):
            check_link(Link(sub, group))
    with pytest.raises(PolicyWrong):
        check_line(allow("chair", "case", "name_people"))


@pytest.mark.parametrize("nobody", ["m:none", "u:none"])
def test_nobody_is_given_nothing(nobody: str) -> None:
    """Whoever has no membership, or is not signed in, is asked about under these names."""
    with pytest.raises(PolicyWrong):
        check_line(allow(nobody, "ver:1"))
    with pytest.raises(PolicyWrong):
        check_link(Link(nobody, "role:chair"))
    assert check_link(Link("m:nonesuch", "role:chair"))


@pytest.mark.parametrize(
    "twin", ["ver:\u0430bc", "ver:ABC", "ver:abc ", "ver:ab\u200bc", "ver:ａbc"]
)
def test_names_that_look_alike_are_not_alike(twin: str) -> None:
    index = Index([allow("body:a", "ver:abc", ref="law:R1")], ALICE)
    assert told(index, "m:1", "ver:abc")
    assert not told(index, "m:1", twin)
    assert not judge(index.lines, ALICE).decide("m:1", [twin], READ).allowed
    assert not told(index, "M:1", "ver:abc")
    if twin != "ver:ABC":
        with pytest.raises(PolicyWrong):
            check_line(allow("body:a", twin, ref="law:R1"))
