"""Every template is in the table, draws sound HTML, and gives its reader what is owed."""

import base64
import hashlib
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import jinja2
import pytest
from lxml import html

from portal import place
from portal.web import draw as drawing
from portal.web.draw import INLINE_SCRIPT_SHA256, LOWEST, Frame, asset, draw
from tests.web.fixtures.looks import CASES, FRAME, HERE, PAGES, gallery, names, page

# The list is closed.


def test_each_template_is_in_the_table() -> None:
    pages = {n for n in names() if not re.search(r"^parts/|/_|^web/base\.html$", n)}
    assert pages == set(PAGES)


def test_each_part_and_fragment_is_used() -> None:
    sources = [(place.templates() / n).read_text("utf-8") for n in names()]
    sources.append((HERE / "gallery.html").read_text("utf-8"))
    used = set(re.findall(r'(?:from|import|include|extends) "([^"]+)"', "\n".join(sources)))
    assert names() - set(PAGES) <= used


def test_all_templates_compile_at_the_start() -> None:
    drawing.compile_all()


@pytest.mark.parametrize("template", PAGES)
def test_a_value_that_nobody_gave_is_an_error(template: str) -> None:
    """Each value of the contract is needed in one of the cases at least."""
    needed, given = set(), set()
    for told in PAGES[template].values():
        given |= set(told)
        for name in told:
            try:
                draw(template, FRAME, {k: v for k, v in told.items() if k != name})
            except jinja2.UndefinedError:
                needed.add(name)
    assert needed == given


# Sound HTML.

VOID = {"br", "hr", "img", "input", "link", "meta"}


class Balance(HTMLParser):
    """Tags that are closed in the wrong order, twice or never."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in VOID:
            self.open.append(tag)
        twice = [k for k, n in Counter(k for k, _ in attrs).items() if n > 1]
        self.wrong += [f"{tag} has {k} twice" for k in twice]

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        """Drawings close their own tags."""

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"{tag} is closed where it was not open, line {self.getpos()[0]}")


def faults(source: str) -> Iterator[str]:
    balance = Balance()
    balance.feed(source)
    yield from balance.wrong + balance.open
    tree = html.document_fromstring(source)
    yield from _of_the_head(tree)
    yield from _of_ids(tree)
    yield from _of_fields(tree)
    yield from _of_headings(tree)
    yield from _of_styles_and_scripts(tree)


def _of_the_head(tree: html.HtmlElement) -> Iterator[str]:
    if tree.get("lang") != "en-GB":
        yield "no language"
    if not re.fullmatch(r"\S.* - Review portal", tree.findtext(".//title") or ""):
        yield "no title"
    for landmark in ("header", "main", "footer"):
        if len(tree.findall(f".//{landmark}")) != 1:
            yield f"not one {landmark}"


def _of_ids(tree: html.HtmlElement) -> Iterator[str]:
    ids = Counter(tree.xpath("//@id"))
    yield from (f"id {i} {n} times" for i, n in ids.items() if n > 1)
    told = tree.xpath("//@for | //@aria-describedby | //@aria-labelledby | //@aria-controls")
    led = [h[1:] for h in tree.xpath("//a/@href") if h.startswith("#")]
    for wanted in {i for one in told for i in one.split()} | set(led):
        if wanted not in ids:
            yield f"nothing has the id {wanted}"


def _of_fields(tree: html.HtmlElement) -> Iterator[str]:
    for field in tree.xpath("//input[@type!='hidden' or not(@type)] | //textarea | //select"):
        labels = tree.xpath("//label[@for=$id]", id=field.get("id"))
        if len(labels) != 1 or not labels[0].text_content().strip():
            yield f"{field.get('name')} has no label"
    for form in tree.xpath("//form[@method='post']"):
        hidden = {i.get("name") for i in form.xpath(".//input[@type='hidden']")}
        if not {"token", "once"} <= hidden or (form.get("action") or "")[:1] not in {"/", "?"}:
            yield "a form without token, number or address"
        given = Counter(f.get("name") for f in form.xpath(".//*[@name][not(@type='radio')]"))
        yield from (f"{n} twice in one form" for n, times in given.items() if times > 1)


def _of_headings(tree: html.HtmlElement) -> Iterator[str]:
    levels = [
        int(h.tag[1]) for h in tree.xpath("//main//*[re:test(name(), '^h[1-6]$')]", namespaces=RE)
    ]
    if levels.count(1) != 1:
        yield "not one h1"
    # The summary of errors stands above the h1, as GOV.UK puts it.
    after = levels[levels.index(1) :] if 1 in levels else levels
    yield from (f"h{a} then h{b}" for a, b in itertools.pairwise(after) if b > a + 1)


RE = {"re": "http://exslt.org/regular-expressions"}


def _of_styles_and_scripts(tree: html.HtmlElement) -> Iterator[str]:
    if tree.xpath("//style | //@style"):
        yield "a style inside the page"
    if tree.xpath("//@*[starts-with(name(), 'on')]"):
        yield "a handler inside the page"
    inline = [s.text for s in tree.iter("script") if s.get("src") is None]
    digests = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in inline]
    if digests != [INLINE_SCRIPT_SHA256]:
        yield "an inline script that the content security policy does not know"


@pytest.mark.parametrize(("template", "case"), CASES)
def test_a_page_is_sound(template: str, case: str) -> None:
    assert list(faults(draw(template, FRAME, PAGES[template][case]).decode())) == []


def test_the_gallery_of_parts_is_sound() -> None:
    assert list(faults(gallery("Plain words"))) == []


def test_the_checks_find_what_is_wrong() -> None:
    bad = (
        "<html><head><title>x</title></head><body onload='x()'><script>1</script>"
        "<h3 id='a' style='x'>A</h3><p id='a'></h3></p><input name='n'><form method='post'></form>"
        "<a href='#gone'></a></body></html>"
    )
    assert len(list(faults(bad))) >= 13


# What each page owes to its reader.


@pytest.mark.parametrize(
    ("template", "case"),
    [(t, c) for t, c in CASES if PAGES[t][c].get("errors")],
)
def test_an_error_is_told_in_the_title_in_the_summary_and_beside_the_field(
    template: str, case: str
) -> None:
    tree = page(template, case)
    assert (tree.findtext(".//title") or "").startswith("Error: ")
    summary = tree.find_class("govuk-error-summary")[0]
    assert summary.get("autofocus") == ""
    assert summary.get("tabindex") == "-1"
    beside = [e.text_content() for e in tree.find_class("govuk-error-message")]
    for error in PAGES[template][case]["errors"]:
        link = next(a for a in summary.iter("a") if a.text.strip() == error["sentence"])
        assert tree.get_element_by_id(link.get("href")[1:]).tag in {"input", "textarea", "select"}
        assert any(error["sentence"] in told for told in beside)


def test_the_code_of_an_authenticator_app_is_asked_for_as_figures() -> None:
    field = page("people/sign_in.html", "fresh").get_element_by_id("code")
    assert field.get("inputmode") == "numeric"
    assert field.get("autocomplete") == "one-time-code"


def test_a_form_that_is_sent_again_counts_as_the_same() -> None:
    form = page("web/unavailable.html", "writing").xpath("//main//form")[0]
    sent = {i.get("name"): i.get("value") for i in form.iter("input")}
    assert (sent["token"], sent["once"]) == ("first-token", "first-time")


def test_the_marking_stands_at_the_head_and_the_foot() -> None:
    tree = page("documents/read.html", "one owner")
    assert [" ".join(m.text_content().split()) for m in tree.find_class("portal-marking")] == [
        f"{FRAME.marking} {FRAME.handling}"
    ] * 2
    lowest = Frame(
        "/", signed_in=False, who="", acting="", token="", once="", marking=LOWEST, demo=False,
        handling="In the portal only",
    )  # fmt: skip
    told = draw("web/absent.html", lowest, {}).decode()
    marked = html.document_fromstring(told).find_class("portal-marking")
    assert [" ".join(at.text_content().split()) for at in marked] == [
        "OFFICIAL In the portal only"
    ] * 2
    assert "Demonstration" not in told
    assert "/sign-out" not in told


def test_paragraphs_are_numbered_links_and_say_whose_words_they_are() -> None:
    tree = page("documents/read.html", "one owner")
    numbers = [a.text for a in tree.xpath("//*[starts-with(@class, 'portal-para')]/a")]
    assert numbers[:3] == ["1.1", "1.2", "1.3"]
    assert len(numbers) == 12
    strip = " ".join(tree.find_class("portal-strip")[0].text_content().split())
    assert strip == (
        "Westmarch Police version 2 signed off 3 November 2026 "
        "Who can see this: section 1 Why can I see this? section 1 Who has read this: section 1 "
        "Questions (2 without an answer): section 1 "
        "What changed: section 1 Edit: section 1"
    )


def test_list_items_stand_in_a_list_and_graphic_passages_behind_a_warning() -> None:
    tree = page("documents/read.html", "one owner")
    items = tree.find_class("portal-para--li")
    assert len(items) == 3
    assert {item.getparent().tag for item in items} == {"ul"}
    fold = tree.find_class("portal-graphic")[0]
    assert fold.get("open") is None
    assert "violence" in fold[0].text_content()
    assert "describes injuries" in fold.text_content()


def test_what_has_ended_is_told_in_place() -> None:
    notice = page("documents/read.html", "one owner").find_class("portal-ended")
    assert [n.text_content() for n in notice] == [
        e["sentence"] for e in PAGES["documents/read.html"]["one owner"]["ended"]
    ]


def test_static_files_are_named_with_their_digest() -> None:
    tree = page("web/absent.html", "only")
    script = tree.xpath("//script[@src]")[0]
    told = [
        *tree.xpath("//link/@href"),
        script.get("src"),
        script.get("data-govuk"),
        script.get("data-moj"),
    ]
    for address in told:
        name, _, digest = address.removeprefix("/static/").partition("?v=")
        assert hashlib.sha256((place.static() / name).read_bytes()).hexdigest().startswith(digest)
        assert asset(name) == address
        assert len(digest) == 16


def test_the_style_sheet_and_the_pages_know_the_same_classes() -> None:
    drawn = [draw(t, FRAME, PAGES[t][c]).decode() for t, c in CASES] + [gallery("words")]
    used = {
        c
        for s in drawn
        for c in re.findall(r"\bportal-[\w-]+", " ".join(re.findall(r'class="([^"]*)"', s)))
    }
    sheets = [path.read_text("utf-8") for path in place.static().glob("*.css")]
    assert set(re.findall(r"\.(portal-[\w-]+)", "\n".join(sheets))) == used
