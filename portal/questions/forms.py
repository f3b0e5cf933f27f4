"""What may be said beside words."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.db import ID
from portal.web.page import Wrong, text


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
    does, words = fields.get("does", ""), ""
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
    missing = "Write your answer." if does == "reply" else "Write your question or remark."
    try:
        words = text(fields, "words", missing)
    except Wrong as wrong:
        errors += wrong.errors
    kind = fields.get("kind", "question")
    if kind not in {"question", "remark"}:
        errors.append({"field": "kind", "sentence": "Choose a question or a remark."})
    if errors:
        raise Wrong(errors)
    return Said(does, thread, paragraph, kind, words)
