"""A paper with everything that a paper can hold, and ways to change a word of it."""

from datetime import date

from portal.renditions.paper import (
    EMPHASIS,
    LABEL,
    PSEUDONYM,
    Heading,
    Items,
    Paper,
    Paragraph,
    Quote,
    Run,
    Table,
    plain,
)

DAY = date(2026, 11, 30)
PUNJABI = "ਪਰਿਵਾਰ ਨੇ ਮਦਦ ਮੰਗੀ"
URDU = "خاندان نے مدد مانگی"


def paper(said: str = "She asked for help.") -> Paper:
    words = (
        Run("On 3 March "),
        Run("Adult 1", PSEUDONYM),
        Run(" left; "),
        Run("[s.40(2)]", LABEL),
        Run(f" knew. {said} "),
        Run("Nobody", EMPHASIS),
        Run(" asked why."),
    )
    rows = ((plain("3 March"), plain("Visit")), (plain("4 March"), plain("None")))
    return Paper(
        "Learning review: Larch",
        "OFFICIAL-SENSITIVE",
        "Do not copy or pass on",
        "the family",
        "LARCH 3",
        "en-GB",
        (
            Heading(1, plain("What happened")),
            Paragraph(words, "1"),
            Heading(3, plain("What was known")),
            Paragraph(plain(f"{PUNJABI}. {URDU}.")),
            Items((plain("one"), plain("two"))),
            Quote(plain("They said so.\nTwice.")),
            Table("Contacts", (plain("When"), plain("What")), rows),
        ),
    )


def long(paragraphs: int) -> Paper:
    """A report of many paragraphs of about sixty words; eight of them fill a page."""
    sentence = "The officer read the record of the visit and called the school before the meeting. "
    blocks = [
        Heading(1, plain(f"Part {at}")) if at % 25 == 0 else Paragraph(plain(sentence * 4), str(at))
        for at in range(paragraphs)
    ]
    return Paper(
        "Review", "OFFICIAL", "Handle with care", "the public", "R 1", "en-GB", tuple(blocks)
    )
