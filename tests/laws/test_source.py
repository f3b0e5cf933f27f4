"""Mistakes made once, by us or by others, become laws of the source. Each is shown to find one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = sorted((ROOT / "portal").rglob("*.py"))
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


def too_long(path: Path, text: str) -> Iterator[str]:
    lines = text.count("\n")
    most = 300 if path.name == "acts.py" else 400
    if lines > most:
        yield f"{path.name} has {lines} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = (node.end_lineno or 0) - node.lineno + 1
            if size > 40:
                yield f"{path.name}: {node.name} has {size} lines"


def test_sizes() -> None:
    found = [b for p in OURS for b in too_long(p, p.read_text("utf-8"))]
    assert found == []
    long = "def f():\n" + "    x = 1\n" * 50
    assert list(too_long(Path("acts.py"), long)) == ["acts.py: f has 51 lines"]


ROOM_FILES = {"__init__.py", "models.py", "acts.py", "forms.py", "pages.py"}
NAMED_MODULES = {
    "subject_access/answering.py": "the answer, from its first draft until it is sent",
    "subject_access/asker.py": "the forms by which it is checked who asks",
    "subject_access/clock.py": "the time for answering, turn after turn",
    "subject_access/leaving.py": "what leaves, as one parcel; and the log",
    "subject_access/letters.py": "letters that write themselves",
    "subject_access/others.py": "what is also about somebody else, weighed",
    "subject_access/ready.py": "whether an answer may leave",
    "subject_access/signing.py": "the forms by which an answer is written and signed",
    "subject_access/steps.py": "what is done before it is answered",
    "subject_access/tasks.py": "what of subject access waits for whom",
    "subject_access/words.py": "how subject access is told",
    "subject_access/working.py": "the forms by which a request is worked on",
    "answers/after.py": "the pages of internal reviews and of the Commissioner",
    "answers/again.py": "another copy that starts from a first one's decisions",
    "answers/complaints.py": "complaints to the Information Commissioner",
    "answers/drafts.py": "the texts of an answer as they write themselves",
    "answers/given.py": "what notices say of rights, in dated rows",
    "answers/giving.py": "the pages of the pack, and of another copy",
    "answers/hands.py": "who had a hand in an answer",
    "answers/log.py": "the disclosure log",
    "answers/notices.py": "letters and notices that write themselves",
    "answers/pack.py": "what leaves, as one parcel",
    "answers/ready.py": "whether an answer may leave",
    "answers/reasons.py": "why things were taken out of a copy",
    "answers/reviewing.py": "an internal review, passage by passage",
    "answers/tasks.py": "what of answers waits for whom",
    "answers/words.py": "how answers are told",
    "answers/road.py": "an answer's way from its draft to its sending, on every road",
    "answers/working.py": "the forms by which an answer is worked on",
    "renditions/comparing.py": "what one copy gives away beside another",
    "renditions/beside.py": "a rendering beside the other copies of the same case",
    "renditions/laying_out.py": "a decided rendition as a paper",
    "answers/boxed.py": "what is covered on attachments, in a schedule",
    "renditions/rendering.py": "the pages of a rendering that is begun and under way",
    "renditions/under_way.py": "a rendering that is under way",
    "renditions/going_on.py": "what is rendered while nobody waits",
    "renditions/making.py": "making a rendition's files and proving them",
    "renditions/apart.py": "uploaded files become pictures in a process of its own",
    "renditions/covering.py": "the pages on which attachments are put in and covered",
    "renditions/pictures.py": "attachments whose pages go along as pictures",
    "renditions/tasks.py": "what of renderings waits for whom",
    "renditions/told.py": "how renderings and their proofs are told",
    "renditions/paper.py": "what goes on paper, as plain values",
    "renditions/typefaces.py": "the typefaces that come along, and what they can print",
    "renditions/pdf.py": "a paper as a PDF",
    "renditions/word.py": "a paper as a Word document",
    "renditions/raster.py": "an uploaded file as pictures of its pages",
    "renditions/proving.py": "the prover",
    "renditions/recovered.py": "what a route recovers",
    "renditions/recovering_bytes.py": "text out of a PDF's bytes",
    "renditions/recovering_content.py": "text out of a page's orders",
    "renditions/recovering_font.py": "text out of a typeface",
    "renditions/recovering_pdf.py": "text out of a PDF's structure",
    "renditions/recovering_picture.py": "text out of a picture's surroundings",
    "renditions/recovering_word.py": "text out of a Word document",
    "renditions/searching.py": "finding what is protected, however it is spelled",
    "renditions/closing.py": "whether the files of a rendition are still open",
    "renditions/pieces.py": "a rendered file's bytes as they lie",
    "clocks/limits.py": "how long is given for what, by dated rows",
    "clocks/reckoning.py": "the arithmetic of deadlines and pauses",
    "clocks/tables.py": "the dated tables of policies/, read strictly",
    "clocks/tasks.py": "the form in which every room says what waits",
    "clocks/working_days.py": "the arithmetic of working days",
    "directory/desks.py": "boards, and who stands for a body outside any review",
    "reviews/at_desks.py": "a desk's two keys, and what it gives in reviews",
    "reviews/titles.py": "what each kind of contribution is called in a review",
    "reviews/kinds.py": "the dated table of the kinds of review",
    "intake/beside.py": "Form N, which is attached to the notification of a charge",
    "intake/conditions.py": "the conditions that rows name, and their words",
    "intake/eligibility.py": "which reviews the rules give for a case",
    "intake/facts.py": "what is known of a case, as codes",
    "intake/deciding.py": "what the board decides about an incident",
    "intake/looking.py": "the first look at an incident, and who was told",
    "intake/notifying.py": "notifying a board, which opens a review",
    "intake/tasks.py": "what waits for those who stand for the board",
    "intake/told.py": "what the pages of an incident show",
    "intake/offences.py": "two lists of offences, which stay apart",
    "intake/predicates.py": "what can be asked of a case, a fact each",
    "intake/words.py": "how rules, findings and decisions are told",
    "calendar/icalendar.py": "a calendar's own text",
    "full_pimr/conduct.py": "professional standards is told of a matter of conduct",
    "full_pimr/drawn.py": "what the pages of the full PIMR show",
    "full_pimr/report.py": "the report: key issues drawn in, endorsed, circulated",
    "full_pimr/sheets.py": "what each page of the full PIMR asks and says",
    "full_pimr/tasks.py": "what of the full PIMR waits for whom",
    "persons/addresses.py": "address lines in a text",
    "persons/checks.py": "check digits of identifiers",
    "persons/common.py": "closed lists of words around names",
    "persons/dates.py": "dates and ages as they are written",
    "persons/first_page.py": "the people of the review's first page beside the register",
    "persons/fuzzy.py": "names at one or two slips' distance",
    "persons/hits.py": "what was found in words, put together",
    "persons/identifiers.py": "identifiers by shape, check and what stands beside",
    "persons/known.py": "who is known, and what a place points to",
    "persons/matching.py": "the people of the register in texts",
    "persons/joining.py": "two bodies' entries of one person",
    "persons/model.py": "an optional recogniser of names on this machine",
    "persons/told.py": "what is known of somebody, as one sealed text",
    "persons/within.py": "the pages beside the register, and suggestions in a document",
    "persons/words.py": "how people and suggestions are told",
    "persons/pseudonyms.py": "one label per person, put into text",
    "persons/recognising.py": "names and bodies that nobody has entered",
    "persons/posts.py": "in which work somebody met the case",
    "persons/references.py": "the register's references in texts",
    "persons/suggesting.py": "suggestions, and groups decided as one",
    "persons/tokens.py": "words folded, with where they stood",
    "persons/variants.py": "every way a name is written",
    "persons/weighing.py": "whether words are a name here, and how surely",
    "pimr/beside.py": "the pages beside the form: versions, earlier reviews, dispatches",
    "pimr/dispatches.py": "what goes to the national offices, and is chased",
    "pimr/drawn.py": "what the pages of the form show",
    "pimr/evidence.py": "the evidence for a decision as one file",
    "pimr/filling.py": "answers of the form: read, found wanting, told",
    "pimr/handing.py": "the form's way from desk to desk",
    "pimr/schedule.py": "which documents exist, for the disclosure officer",
    "pimr/sheets.py": "what the form asks and who answers it, in dated rows",
    "pimr/tasks.py": "what of the form waits for whom",
    "pimr/words.py": "how the form and its steps are told",
    "people/cast.py": "who can be tried in a demonstration",
    "people/delays.py": "the arithmetic of delays",
    "people/names.py": "how people are called, for the door and the directory",
    "people/passwords.py": "hashing in a bounded pool, and codes",
    "agreements/clauses.py": "the agreement as a document of numbered clauses",
    "agreements/drafts.py": "what a new agreement begins from",
    "agreements/told.py": "the agreement's state and steps in sentences",
    "agreements/words.py": "what an agreement says",
    "documents/finding.py": "what is the same word to a reader",
    "clocks/rules.py": "how long somebody has, in dated rows",
    "contributions/deciding.py": "what is looked at before signing off, sending back and sharing",
    "contributions/drawn.py": "what the pages of a contribution show",
    "contributions/standing.py": "where each contribution stands",
    "contributions/steps.py": "the allowed moves, each kept as a step",
    "contributions/tasks.py": "what waits for whom, and where it is found",
    "commissioning/letters.py": "what a letter says, and the template's headings",
    "commissioning/mandatory.py": "what a review must have, and how it stands",
    "commissioning/tasks.py": "what waits in commissioning, and what other pages show of it",
    "commissioning/words.py": "how letters and what must be there are told",
    "scoping/further.py": "from scoping to contributions",
    "scoping/standing.py": "how each agency's answer stands",
    "scoping/told.py": "what an agency says, as one sealed text",
    "scoping/words.py": "how questions and answers are told on a page",
    "contributions/words.py": "how a contribution and its steps are told",
    "directory/appointments.py": "who keeps the portal, appointed and dismissed",
    "directory/words.py": "how agencies and roles are told to whoever sets up",
    "documents/classes.py": "a section's class, and its withdrawal",
    "documents/words.py": "the shape of a version's words",
    "doors/arrivals.py": "what came in, and what becomes of it",
    "doors/attesting.py": "the pages of letters that sign",
    "doors/letters.py": "evidence of a signature given off the portal",
    "doors/limits.py": "how long and how often, by dated rows",
    "doors/provenance.py": "from whom words came that an account has entered",
    "doors/standing.py": "what waits, and where it is found",
    "doors/taking_in.py": "the pages on which what came in is taken in",
    "doors/threshold.py": "the side of whoever sends and reads nothing",
    "doors/words.py": "how links and arrivals are told",
    "importing/blocks.py": "what a file is made of",
    "importing/drafts.py": "a file on its way to being sections",
    "importing/kinds.py": "what a file is by its own bytes",
    "importing/reading.py": "reading on without whoever waits for it",
    "importing/tasks.py": "what waits for whoever brought a file in",
    "importing/text_file.py": "reading plain text",
    "importing/word_file.py": "reading a Word file",
    "importing/word_lists.py": "counting a Word file's lists",
    "importing/word_parcel.py": "opening a Word file safely",
    "importing/worker.py": "reading in a process of its own",
    "links/beside.py": "the same person in another review, at the same moment",
    "links/carrying.py": "what is brought from one review into another",
    "links/words.py": "how links and origins are told",
    "custody/papers.py": "who answers for a review's papers, and closing it",
    "custody/retention.py": "how long a section is kept, by dated rows",
    "custody/made_of.py": "what was made of covert-source words goes with them",
    "directory/seconding.py": "the page of a desk's second key",
    "directory/boards.py": "the pages on which boards and desks are kept",
    "directory/standing.py": "how bodies and their desks are told",
    "directory/succession.py": "closing a body into the hands of another",
    "redaction/applied.py": "paragraphs without what was taken out of them",
    "redaction/access_laws.py": "which law of subject access is whose, in dated rows",
    "redaction/asking.py": "the pages on which owners are asked and answer",
    "redaction/consulting.py": "owners are asked, and what follows from what they say",
    "redaction/deciding.py": "what is taken out, decided and undone",
    "redaction/drawn.py": "a section's words as those who decide see them",
    "redaction/exemptions.py": "why something may be taken out, in dated rows",
    "redaction/marking.py": "the pages on which a section is decided passage by passage",
    "redaction/instead.py": "other words in the place of what is taken out",
    "redaction/known.py": "who is known to whoever decides, and what is found",
    "redaction/opinions.py": "the qualified person's opinions",
    "redaction/people.py": "who is looked for, from the register of people",
    "redaction/schedule.py": "the schedule of what was taken out",
    "redaction/standing.py": "what stands of a rendition, and whose it is",
    "redaction/suggested.py": "people and identifiers found in a rendition's words",
    "redaction/sources.py": "which section versions can be chosen, and their words",
    "redaction/spans.py": "stretches of text that split no character",
    "redaction/tasks.py": "what of renditions waits for whom",
    "redaction/told.py": "how renditions and their decisions are told",
    "redaction/hands.py": "who had a hand in a rendition",
    "redaction/owed.py": "why the owners' side of a rendition is not done yet",
    "registers/keeping.py": "keeping the registers after every act",
    "registers/sight.py": "what a reader of registers must not be told",
    "registers/search.py": "exact search across one's own reviews",
    "registers/table.py": "a register as a spreadsheet reads it",
    "reviews/bands.py": "how old the people in the case were, in bands",
    "record/words.py": "a record and a ledger's faults in sentences",
    "reviews/code_names.py": "the closed list of what reviews are called",
    "reviews/news.py": "what is new to a membership since it last looked",
    "reviews/meetings.py": "the days on which the panel meets",
    "reviews/opening.py": "reviews as the keeper of the directory sees them",
    "reviews/parts.py": "who takes part: asked for, confirmed, ended",
    "reviews/seats.py": "the pages on which offices say who takes part",
    "reviews/stand_downs.py": "conflicts, and whom they keep away",
    "reviews/words.py": "how a review is called on a page",
    "sharing/withdrawals.py": "what a withdrawal from the agreement ends",
    "questions/words.py": "states, readers and deeds in sentences",
    "schedules/matrix.py": "who has which section, and what the templates propose",
    "schedules/preview.py": "what each recipient will read, and its hash",
    "schedules/tellings.py": "what is let be known of what is withheld",
    "schedules/words.py": "how cells, recipients and renditions are told",
    "panel/appointing.py": "letters of appointment, substitutes, resignations",
    "panel/drawn.py": "what the panel's page shows of each person",
    "panel/conflicts.py": "interests in a case, and what they keep somebody from",
    "panel/interests.py": "the pages on which people declare and the office decides",
    "panel/meetings.py": "the pages of a meeting's record",
    "panel/quorum.py": "who must be there, and what bars a part, in dated rows",
    "panel/sittings.py": "who was at a meeting, and the lay adviser's challenges",
    "panel/standing.py": "how a panel stands, and what waits",
    "panel/ranks.py": "ranks in their order, and who reaches a floor",
    "panel/words.py": "how ranks and parts on the panel are told",
    "sharing/corrections.py": "newer words in the same releases, and what changed",
    "sharing/endings.py": "what was read by releases and is closed now",
    "sharing/rules.py": "release templates and numbers, in dated rows",
    "sharing/urgent.py": "disclosure at once, and its countersignature",
    "compulsion/answers.py": "the pages on which an owner answers a notice",
    "compulsion/bundles.py": "what is put together for a notice, and served",
    "compulsion/powers.py": "who can compel, in dated rows",
    "compulsion/sheets.py": "words cut into numbered pages",
    "compulsion/words.py": "how notices, claims and bundles are told",
    "cru/advising.py": "what was advised of each exemption, and decided",
    "cru/blind.py": "an applicant taken out of a text, and sought in it",
    "cru/consulting.py": "asking the force whose material is touched",
    "cru/log.py": "the log of referrals as a table",
    "cru/naming.py": "what of an applicant a pack may hold, by two people",
    "cru/pack.py": "the text that goes to the Central Referral Unit",
    "cru/referring.py": "the forms of referrals and consultations",
    "cru/standing.py": "whether a response may leave, and what waits",
    "cru/topics.py": "why a request is referred, in dated rows",
    "cru/words.py": "how referrals are told",
    "requests/clock.py": "the time for answering, turn after turn",
    "requests/costs.py": "who is an authority and what it may spend, in dated rows",
    "requests/drawn.py": "a form of one step, as a page and a deed",
    "requests/letters.py": "interim letters that write themselves",
    "requests/material.py": "what a request touches, and whose it is",
    "requests/steps.py": "what is done with a request before it is answered",
    "requests/subjects.py": "whether a request names somebody in the case",
    "requests/words.py": "how requests and their clocks are told",
    "requests/working.py": "the forms by which a request is worked on",
    "proceedings/disclosed.py": "the pages of disclosure and of the hold on publication",
    "proceedings/disclosure.py": "what may be disclosed later, and not be published yet",
    "proceedings/entries.py": "the pages of the register of proceedings",
    "proceedings/recipients.py": "to whom the report goes, and when it went",
    "proceedings/sent.py": "the page of those to whom the report goes",
    "proceedings/register.py": "what runs beside a review",
    "proceedings/tasks.py": "what of the proceedings waits for whom",
    "proceedings/words.py": "how proceedings are told, and what their forms ask",
    "timetable/picture.py": "the geometry of the timetable's picture",
    "timetable/standing.py": "how each clock of a review stands",
    "timetable/words.py": "how clocks are told on a page",
    "writing/merge.py": "two people's changes to one text put together",
    "writing/difference.py": "what differs between two texts",
    "writing/together.py": "a section that two people changed, and what was chosen",
    "writing/looks.py": "a section's words as its pages show them",
    "sharing/words.py": "reasons and endings in sentences",
}


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
