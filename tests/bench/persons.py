"""Finding known people and identifiers: what is found, what is found wrongly, and how fast.

The reference of speed is Python's `re` over all variants at once, which finds exact strings only.
`judgments` reads annotated texts from the file that PORTAL_JUDGMENTS names, which the project does
not contain (Text Anonymization Benchmark, gzipped JSON); without it nothing is measured.
"""

import gzip
import json
import os
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from portal.persons.matching import Matcher
from portal.persons.suggesting import suggest
from portal.persons.variants import variants
from tests.bench.figure import Figure, in_turns, note
from tests.persons.battery import Case, cases, crowd, people
from tests.persons.marks import CASES

PAGE, PAGES, ROUNDS = 2500, 100, 3
PARAGRAPH = (
    "The panel met in the county hall on day {n}. Probation and the police shared what each of them "
    "knew, and the Crown Court was told of it. The social worker rang twice; nobody answered. Housing "
    "wrote to the tenant in March about the rent. No agency asked the school what it had seen, and "
    "the General Practitioner did not write to Mental Health Services until the autumn. The review "
    "finds that the case was closed too early, and that a meeting {n} weeks later changed little. "
    "Annexe {n} is by the Young Offenders team of Green Park; the Bishop of the diocese wrote on 3 May. "
    "Will the agencies mark what they hope to change? White British families may call Kent Police. "
)


def pages() -> list[str]:
    """A hundred pages of an invented review that names nobody."""
    told = [PARAGRAPH.format(n=n) for n in range(PAGE * PAGES // len(PARAGRAPH) + 1)]
    return "".join(told)[: PAGE * PAGES].split(". ")


def names(_: Path) -> Iterator[Figure]:
    """The battery of thirty people and thirty ways, with and without a crowd; exact strings beside."""
    every = list(cases())
    for name, known in (("names", [p.known for p in people()]), ("names_500", crowd())):
        matcher = Matcher(known)
        met = sum(case.met(matcher.find([case.text])) for case in every) / len(every)
        exact = sum(map(_exactly, every)) / len(every)
        yield Figure(
            name, met, exact, met, 0.97, "of the cases, exact strings beside", at_least=True
        )
    wrong = len(Matcher(crowd()).find(pages())) / PAGES
    yield Figure("names_false", wrong, 0.5, wrong, 0.5, "false hits a page, of 0.5 allowed")


def _exactly(case: Case) -> bool:
    """Whether the whole name, forename or surname stands there letter by letter."""
    one = case.person
    told = (f"{one.first} {one.last}", f"{one.first} {one.middle} {one.last}", one.first, one.last)
    return all(case.text[a:b] in told for a, b in case.spans)


def identifiers(_: Path) -> Iterator[Figure]:
    met = 0
    for kind, told in CASES:
        text = re.sub("[⟦⟧]", "", told)
        start, end = told.index("⟦"), told.index("⟧") - 1
        met += any((m.kind, m.start, m.end) == (kind, start, end) for m in suggest([text], []))
    share = met / len(CASES)
    yield Figure("identifiers", met, len(CASES), share, 44 / 46, "of the right kind", at_least=True)


def suggesting(_: Path) -> Iterator[Figure]:
    """A hundred pages with five hundred people in the register."""
    known, texts = crowd(), pages()
    every = {" ".join(words) for person in known for words in variants(person)}
    told = "|".join(map(re.escape, sorted(every, key=len, reverse=True)))
    note(f"suggest: {len(every):,} variants, {sum(map(len, texts)):,} characters")
    exact = re.compile(rf"\b(?:{told})\b", re.IGNORECASE)

    def ours() -> float:
        began = time.perf_counter()
        suggest(texts, known)
        return time.perf_counter() - began

    def reference() -> float:
        began = time.perf_counter()
        for text in texts:
            list(exact.finditer(text))
        return time.perf_counter() - began

    turns = in_turns(ours, reference, ROUNDS)
    yield Figure("suggest", turns.ours, turns.reference, turns.ratio, 1.0, "s, re beside")
    yield Figure("suggest_seconds", turns.ours, 5.0, turns.ours, 5.0, "s, of 5 allowed")


def judgments(_: Path) -> Iterator[Figure]:
    """What of annotated judgments is suggested with no model, and how much of it rightly."""
    where = os.environ.get("PORTAL_JUDGMENTS")
    if not where:
        note("judgments: PORTAL_JUDGMENTS names no file, so nothing is measured")
        return
    with gzip.open(where, "rt", encoding="utf-8") as file:
        documents = json.load(file)[1::2]
    entities: dict[str, list[bool]] = {"DIRECT": [], "QUASI": []}
    right = told = 0
    for document in documents:
        covered, places = _suggested(document["text"])
        for annotated in document["annotations"].values():
            mentions = annotated["entity_mentions"]
            _count(mentions, document["text"], covered, entities)
            good = {
                i
                for m in mentions
                if m["identifier_type"] != "NO_MASK"
                for i in range(m["start_offset"], m["end_offset"])
            }
            words = [
                range(a + w.start(), a + w.end())
                for a, b in places
                for w in re.finditer(r"\w+", document["text"][a:b])
            ]
            told += len(words)
            right += sum(good.issuperset(word) for word in words)
    direct, quasi = (sum(found) / len(found) for found in entities.values())
    yield Figure("judgments_direct", direct, 0.571, direct, 0.98, "recall", at_least=True)
    yield Figure("judgments_quasi", quasi, 0.822, quasi, 0.7, "recall", at_least=True)
    precise = right / told
    yield Figure("judgments_precision", precise, 0.549, precise, 0.9, "of words", at_least=True)


def _suggested(text: str) -> tuple[set[int], list[tuple[int, int]]]:
    places = [(m.start, m.end) for m in suggest([text], [])]
    return {i for a, b in places for i in range(a, b)}, places


def _count(
    mentions: Iterable[dict[str, Any]],
    text: str,
    covered: set[int],
    entities: dict[str, list[bool]],
) -> None:
    by_entity: dict[str, list[dict[str, Any]]] = {}
    for mention in mentions:
        by_entity.setdefault(mention["entity_id"], []).append(mention)
    for found in by_entity.values():
        masked = [m for m in found if m["identifier_type"] != "NO_MASK"]
        if masked:
            kind = "DIRECT" if masked[0]["identifier_type"] == "DIRECT" else "QUASI"
            entities[kind].append(
                all(
                    i in covered or not text[i].isalnum()
                    for m in masked
                    for i in range(m["start_offset"], m["end_offset"])
                )
            )
