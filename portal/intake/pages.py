"""Which reviews the rules give: the table of all rules, and the two lists of offences."""

from portal.gate.policy import Act
from portal.intake import offences, words
from portal.intake.eligibility import rules
from portal.web.page import Ask, Deed, Page, Values, page


@page("/eligibility", act=Act.OWN_AFFAIRS, template="intake/rules.html")
def table(_: Ask) -> Values:
    return {
        "kinds": [
            {"name": words.kind(kind), "rows": [words.rule(r) for r in rules() if r.kind == kind]}
            for kind in dict.fromkeys(r.kind for r in rules())
        ],
        "lists": [
            {
                "name": said,
                "source": next(o.source for o in offences.offences() if o.listed == listed),
                "rows": [words.offence(o) for o in offences.offences() if o.listed == listed],
                "forms": [words.form(f) for f in offences.forms() if f.listed == listed],
            }
            for listed, said in offences.LISTS.items()
        ],
    }


ROUTES: list[Page | Deed] = [table]
