"""The page on which somebody makes, renews and ends the address of her calendar."""

from portal.calendar import acts
from portal.gate.policy import Act
from portal.web.dates import day, day_and_time
from portal.web.page import Ask, Cookie, Deed, Page, Values, deed, no_fields, page

SHOWN_ONCE = "__Host-calendar"
"""Carries a new address from the deed that made it to the one page that shows it."""
MINUTES = 300
"""Seconds that the cookie lasts."""


@page("/calendar", act=Act.OWN_AFFAIRS, template="calendar/calendar.html")
def calendar(ask: Ask) -> Values:
    row = acts.mine(gate=ask.gate)
    return {
        "until": day(row.until) if row else "",
        "made": day_and_time(row.made_at) if row else "",
        "asked": day_and_time(row.asked_at) if row and row.asked_at else "",
        "ended": ask.raw.query.get("done", "") == "ended" and row is None,
    }


@page("/calendar/new", act=Act.OWN_AFFAIRS, template="calendar/new.html")
def new_page(ask: Ask) -> Values:
    return {"renews": acts.mine(gate=ask.gate) is not None}


@deed("/calendar/new", act=Act.OWN_AFFAIRS, form=no_fields)
def new(ask: Ask) -> str:
    ask.cookies[SHOWN_ONCE] = Cookie(acts.make(gate=ask.gate), MINUTES)
    return "/calendar/address"


@page("/calendar/address", act=Act.OWN_AFFAIRS, template="calendar/address.html")
def address(ask: Ask) -> Values:
    """Once: with this answer the browser forgets the address, and the portal holds a digest."""
    token, row = ask.raw.cookies.get(SHOWN_ONCE, ""), acts.mine(gate=ask.gate)
    ask.cookies[SHOWN_ONCE] = None
    hers = row is not None and acts.is_of(row, token)
    return {
        "address": f"{ask.origin}/calendar/{token}.ics" if hers else "",
        "until": day(row.until) if row else "",
    }


@page("/calendar/end", act=Act.OWN_AFFAIRS, template="calendar/end.html")
def end_page(_: Ask) -> Values:
    return {}


@deed("/calendar/end", act=Act.OWN_AFFAIRS, form=no_fields)
def end(ask: Ask) -> str:
    acts.end(gate=ask.gate)
    return "/calendar?done=ended"


ROUTES: list[Page | Deed] = [calendar, new_page, new, address, end_page, end]
