"""What may be said beside words."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.db import ID
from portal.web.page import Wrong

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Said:
    does: str
    """ "ask", "reply" or "settle"."""
    thread: str
    paragraph: str
    kind: str
    words: str


def said(fields: Mapping[str, str]) -> Said:
    """Raises Wrong without words, without a paragraph, or with more words than are kept."""
    does, words = fields.get("does", ""), fields.get("words", "").strip()
    thread, paragraph = fields.get("thread", ""), fields.get("paragraph", "")
    if does not in {"ask", "reply", "settle"}:
        raise Wrong.one("words", "Choose what you want to do, then send it once more.")
    if does != "ask" and not ID.fullmatch(thread):
        raise Wrong.one("words", "That question is not on this page. Load the page again.")
    if does == "settle":
        return Said(does, thread, "", "", "")
    errors = []
    if does == "ask" and not ID.fullmatch(paragraph):
        sentence = "Choose the paragraph that you want to say something about."
        errors.append({"field": "paragraph", "sentence": sentence})
    if not words:
        sentence = "Write your answer." if does == "reply" else "Write your question or remark."
        errors.append({"field": "words", "sentence": sentence})
    elif len(words) > LONGEST:
        sentence = f"Use {LONGEST:,} characters or fewer. You have {len(words):,}."
        errors.append({"field": "words", "sentence": sentence})
    kind = fields.get("kind", "question")
    if kind not in {"question", "remark"}:
        errors.append({"field": "kind", "sentence": "Choose a question or a remark."})
    if errors:
        raise Wrong(errors)
    return Said(does, thread, paragraph, kind, words)
