"""Words that would be more than words stay words, and no value that a page is given is lost."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import segno
from lxml import html
from markupsafe import Markup

from portal import place
from portal.web import draw as drawing
from portal.web.draw import Frame, draw
from tests.web.fixtures.looks import CASES, FRAME, HERE, PAGES, gallery, names

HOSTILE = (
    '<script>alert("1")</script>\'"&amp;--> ]]> {{ 7*7 }} <img src=x onerror=alert(1)>'
    "\u202e ਸਤਿ ਸ੍ਰੀ ਅਕਾਲ مرحبا 王 🕯️"
)


def leaves(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from leaves(inner, (*path, str(n)))
    else:
        yield path, value


# These choose what is drawn, so other words in them are errors rather than text.
CHOOSES = {"asks", "drawn_as", "draws", "field", "fresh", "state", "step", "qr"}
KINDS = {"p", "li", "quote", "h", "head", "row"}
BECAME = {"added", "removed", "changed", "same"}
# Given for a case in which they are not shown.
NOT_SHOWN = {
    "renditions/cover.html": {"name", "codes_s.40(2)"},
    "renditions/under_way.html": {"name", "doing", "long", "render"},
    "answers/log.html": {"name"},
    "subject_access/log.html": {"name"},
    "subject_access/request.html": {"name"},
    "subject_access/requests.html": {"name"},
    "answers/one.html": {"name"},
    "answers/write.html": {"letter"},
    "agreements/agreement.html": {"text", "href"},
    "agreements/draft.html": {"id", "purpose_review", "text"},
    "contributions/contribution.html": {"review"},
    "contributions/request.html": {"review"},
    "contributions/send_back.html": {"remark-v1"},
    "contributions/sign_off.html": {"id"},
    "doors/arrival.html": {"name", "here"},
    "doors/arrivals.html": {"name"},
    "doors/code.html": {"until"},
    "doors/doors.html": {"name"},
    "doors/enter.html": {"purpose", "secured", "way"},
    "doors/keep.html": {"document", "section_class", "sections_yes"},
    "doors/letter.html": {"name"},
    "doors/letter_new.html": {"about", "concerns", "way"},
    "doors/letters.html": {"name"},
    "doors/new.html": {"agency", "owner", "purpose"},
    "doors/scan.html": {"marked"},
    "doors/send.html": {"secured", "most", "taken", "marked"},
    "directory/appoint.html": {"email", "role"},
    "directory/appointments.html": {"from"},
    "directory/code.html": {"email"},
    "directory/join.html": {"body", "role_b"},
    "directory/new_agency.html": {"kind"},
    "directory/new_review.html": {"marking"},
    "directory/review.html": {"from", "until"},
    "directory/new_board.html": {"kind"},
    "directory/board.html": {"base", "title_href"},
    "directory/board_title.html": {"kind"},
    "directory/seat.html": {"person", "role", "standing"},
    "directory/close_body.html": {"today"},
    "registers/register.html": {"kind", "state"},
    "documents/read.html": {"id"},
    "importing/attachments.html": {"most", "taken"},
    "importing/choose.html": {"class", "class-1", "remarks_to", "role"},
    "importing/reading.html": {"again"},
    "links/bring.html": {"nothing", "sentence", "legend", "button", "back_words"},
    "links/links.html": {"here", "name"},
    "intake/assessment.html": {"name"},
    "intake/decision.html": {"kind", "name"},
    "intake/evidence.html": {"name"},
    "intake/first_look.html": {"at_once", "better", "found", "id", "name", "text"},
    "intake/form_n.html": {"most", "name", "taken"},
    "intake/notices.html": {"name"},
    "intake/notification.html": {"name"},
    "intake/notify.html": {"happened", "id", "text"},
    "intake/particulars.html": {
        "0",
        "1",
        "2",
        "as",
        "charged_on",
        "id",
        "level_1",
        "offence",
        "text",
    },
    "people/enrol.html": {"secret", "email"},
    "full_pimr/conduct.html": {"back", "name", "sentence"},
    "proceedings/recipients.html": {"name"},
    "full_pimr/full.html": {"", "0", "code", "interviews", "number", "review"},
    "full_pimr/sheet.html": {"", "button", "review", "seen", "sentence", "what"},
    "pimr/acknowledge.html": {"what"},
    "pimr/chase.html": {"what"},
    "pimr/chronology.html": {"review"},
    "pimr/commission.html": {"floor", "review", "timetable"},
    "pimr/earlier.html": {"review"},
    "pimr/form.html": {"review"},
    "pimr/form_n.html": {"most"},
    "pimr/print.html": {"review"},
    "pimr/schedule.html": {"review"},
    "pimr/send.html": {"id", "text", "what"},
    "pimr/stage.html": {
        "",
        "charge_on",
        "code",
        "file",
        "file_href",
        "id",
        "ids",
        "key",
        "line",
        "note",
        "person_href",
        "review",
        "scrutiny_3_note",
        "seen",
        "supervisor_name",
        "text",
        "value",
        "words",
    },
    "pimr/step.html": {"button", "on", "sentence"},
    "pimr/versions.html": {"review"},
    "questions/questions.html": {"kind", "reply", "reply_href", "words"},
    "record/record.html": {"id"},
    "reviews/choose.html": {"id", "membership"},
    "reviews/end_part.html": {"sentence"},
    "reviews/lift.html": {"sentence"},
    "reviews/review.html": {"href"},
    "schedules/as.html": {"id"},
    "schedules/sections.html": {"field", "id"},
    "schedules/sharing.html": {"state"},
    "schedules/sign.html": {"id", "seen", "sentence"},
    "schedules/terms.html": {"purpose"},
    "sharing/changed.html": {"how"},
    "sharing/correct.html": {"how", "seen"},
    "sharing/releases.html": {"id", "why_not"},
    "compulsion/bundle.html": {"digest", "name", "number", "pages", "title"},
    "compulsion/compulsion.html": {"name"},
    "compulsion/form.html": {
        "button",
        "hint",
        "id",
        "label",
        "name",
        "on",
        "sentence",
        "state",
        "text",
        "why",
    },
    "requests/form.html": {
        "button",
        "hint",
        "id",
        "label",
        "name",
        "on",
        "sentence",
        "state",
        "text",
        "why",
    },
    "cru/consultation.html": {"name"},
    "cru/home.html": {"name"},
    "cru/log.html": {"0", "name"},
    "cru/referral.html": {"name"},
    "cru/request.html": {"name"},
    "requests/request.html": {"name"},
    "requests/requests.html": {"name"},
    "compulsion/material.html": {"name"},
    "redaction/consultation.html": {"name"},
    "redaction/opinions.html": {"name", "person", "words"},
    "redaction/passage.html": {"name"},
    "redaction/more.html": {"name", "what", "words"},
    "redaction/put.html": {"id", "name", "said_01", "text", "why_01"},
    "redaction/ready.html": {"name"},
    "redaction/rendition.html": {"name", "stage"},
    "redaction/renditions.html": {"name"},
    "redaction/section.html": {"name", "what", "words"},
    "compulsion/notice.html": {"name", "here"},
    "persons/form.html": {"button", "names", "sentence"},
    "persons/person.html": {"name"},
    "persons/persons.html": {"name"},
    "persons/suggestions.html": {"name"},
    "proceedings/form.html": {
        "button",
        "hint",
        "id",
        "label",
        "name",
        "on",
        "sentence",
        "state",
        "text",
        "why",
    },
    "proceedings/proceedings.html": {"here", "name"},
    "proceedings/one.html": {"here", "name"},
    "proceedings/findings.html": {"here", "name"},
    "proceedings/relevance.html": {"name"},
    "proceedings/schedule.html": {"0", "name"},
    "proceedings/lift.html": {"until", "again"},
    "writing/add.html": {"name", "section_class", "graphic"},
    "writing/compare.html": {"name"},
    "writing/edit.html": {
        "name",
        "disclosable",
        "discard",
        "saved",
        "draft",
        "state",
        "text",
        "graphic",
        "pick-1",
    },
    "writing/order.html": {"name"},
    "panel/answer.html": {"said", "who"},
    "panel/appoint.html": {"capacity", "instead_of"},
    "panel/attendance.html": {"on", "there_01"},
    "panel/challenge.html": {"on", "said"},
    "panel/decide.html": {"outcome"},
    "panel/declare.html": {"ground"},
    "panel/end_appointment.html": {"ground"},
    "panel/interest.html": {"ground"},
    "panel/meeting.html": {"name", "waits"},
    "panel/delegate.html": {"floor", "hint", "id", "text", "to"},
    "panel/end.html": {"button", "sentence"},
    "panel/panel.html": {"name"},
    "panel/rank.html": {"held", "rank", "unit"},
    "commissioning/letter.html": {"number"},
    "commissioning/write.html": {"line_1"},
    "scoping/answer.html": {"known", "secured"},
    "scoping/ask.html": {"0", "id", "agencies_a1", "kinds_police"},
    "scoping/further.html": {"agencies_a1", "kind"},
    "scoping/question.html": {"name"},
    "timetable/deadline.html": {"event", "ground"},
    "timetable/happened.html": {"chosen", "event"},
    "timetable/pause.html": {"clock", "ground"},
    "timetable/run_on.html": {"since", "what"},
    "timetable/timetable.html": {"here", "name"},
    "renditions/files.html": {"href", "name"},
    "renditions/proof.html": {"name"},
}


def hostile(value: Any, path: tuple[str, ...] = ()) -> Any:
    if isinstance(value, dict):
        return {k: hostile(v, (*path, k)) for k, v in value.items()}
    if isinstance(value, list):
        return [hostile(v, (*path, str(n))) for n, v in enumerate(value)]
    if not isinstance(value, str) or not value or path[-1] in CHOOSES:
        return value
    if (path[-1] == "kind" and value in KINDS) or (path[-1] == "what" and value in BECAME):
        return value
    return f"{'.'.join(path)}: {HOSTILE}"


@pytest.mark.parametrize(("template", "case"), CASES)
def test_hostile_words_stay_words_and_none_is_lost(template: str, case: str) -> None:
    values = hostile(PAGES[template][case])
    frame = Frame(**hostile({f: getattr(FRAME, f) for f in Frame.__slots__}))
    tree = html.document_fromstring(draw(template, frame, values).decode())
    assert len(tree.findall(".//script")) == 2
    ours = "@class='portal-cover__picture'"
    assert not tree.xpath(f"//img[not({ours})] | //@*[starts-with(name(), 'on')]")
    seen = " ".join([*tree.xpath("//body//text()"), *tree.xpath("//body//@*")])
    given = [(path, text) for path, text in leaves(values) if HOSTILE in str(text)]
    lost = {path[-1] for path, text in given if str(text) not in seen}
    assert lost <= NOT_SHOWN.get(template, set())


@pytest.mark.parametrize(("template", "case"), CASES)
def test_a_title_names_no_person(template: str, case: str) -> None:
    """A code name, an agency or the heading of a refusal may stand there; nothing else that varies."""
    tree = html.document_fromstring(draw(template, FRAME, hostile(PAGES[template][case])).decode())
    told = re.findall(r"([\w.]+): <script>", tree.findtext(".//title") or "")
    assert set(told) <= {"name", "owner", "heading", "review"}


def test_hostile_words_stay_words_in_every_part() -> None:
    tree = html.document_fromstring(gallery(HOSTILE))
    assert len(tree.findall(".//script")) == 2
    assert not tree.xpath("//img | //@*[starts-with(name(), 'on')]")
    source = (HERE / "gallery.html").read_text("utf-8")
    shown = " ".join([*tree.xpath("//body//text()"), *tree.xpath("//body//@*")]).count(HOSTILE)
    assert shown >= source.count("words")


def test_no_template_lets_markup_through() -> None:
    """Except a drawing, which is checked on the way."""
    for name in names():
        source = (place.templates() / name).read_text("utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape|Markup|style=", source), name
        assert ("|picture" in source) == (name == "people/_enrol_factors.html"), name


@pytest.mark.parametrize(
    "svg",
    [
        "words",
        "<svg><script>1</script></svg>",
        '<svg onload="x"><path d="M0 0"/></svg>',
        '<svg><path d="M0 0" style="x"/></svg>',
        '<svg><path d="M0 0"/></svg><p>',
        '<svg xmlns:xlink="x" xlink:href="x"><path d="M0 0"/></svg>',
        "",
    ],
)
def test_a_picture_that_could_do_more_than_be_looked_at_is_refused(svg: str) -> None:
    with pytest.raises(ValueError, match="plain drawing"):
        drawing.picture(svg)


def test_a_picture_for_an_authenticator_app_is_let_through() -> None:
    svg = segno.make("otpauth://totp/portal?secret=JBSWY3DPEHPK3PXP").svg_inline(scale=4)
    assert drawing.picture(svg) == svg


TYPED = "\n\n  first\n    second\n<b>&amp;\n"
TYPING = {
    "sharing/end.html": {**PAGES["sharing/end.html"]["fresh"], "typed": {"reason": TYPED}},
    "web/unavailable.html": {
        "sentence": "x",
        "again": {"action": "/x", "fields": {"reason": TYPED}},
    },
}


@pytest.mark.parametrize("template", TYPING)
def test_what_was_typed_is_kept_to_the_letter(template: str) -> None:
    told = draw(template, FRAME, TYPING[template]).decode()
    found = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", told, re.DOTALL)
    assert found is not None
    assert Markup(found[1]).unescape() == TYPED
