"""Unclassified is closed: routes, acts, columns, stages and templates are on lists, and no more.

Each law is a function that gives the breaches; each is shown to find one.
"""

from collections.abc import Iterable, Mapping

import pytest
import sqlalchemy as sa
from litestar import Litestar

from portal import place
from portal.app import DEMO_ROUTES, ROUTES
from portal.contributions.models import MOVES as CONTRIBUTION_MOVES
from portal.contributions.models import State
from portal.db import Base
from portal.gate.keys import KEY_MOVES, KeyState
from portal.gate.policy import STAGE_MOVES, Act, Role, Stage, law
from portal.gate.sealed import SealedText
from portal.importing.models import IMPORT_MOVES, ImportStage
from portal.intake.models import STAGE_MOVES as INTAKE_MOVES
from portal.intake.models import STAGES as INTAKE_STAGES
from portal.links.models import LINK_MOVES
from portal.pimr.models import PIMR_MOVES
from portal.pimr.models import State as PimrState
from portal.questions.models import QUESTION_MOVES
from portal.reviews.models import ASKED_MOVES, Asked
from portal.web.page import Deed, Page
from portal.web.shell import ELSEWHERE, build
from portal.web.wrapper import House
from tests.laws.columns import COLUMNS

LISTED = {
    ("GET", "/"): Act.OWN_AFFAIRS,
    ("GET", "/sign-in"): Act.ARRIVE,
    ("POST", "/sign-in"): Act.ARRIVE,
    ("POST", "/sign-out"): Act.OWN_AFFAIRS,
    ("GET", "/calendar"): Act.OWN_AFFAIRS,
    ("GET", "/calendar/new"): Act.OWN_AFFAIRS,
    ("POST", "/calendar/new"): Act.OWN_AFFAIRS,
    ("GET", "/calendar/address"): Act.OWN_AFFAIRS,
    ("GET", "/calendar/end"): Act.OWN_AFFAIRS,
    ("POST", "/calendar/end"): Act.OWN_AFFAIRS,
    ("GET", "/calendar/{feed}"): Act.READ_CALENDAR,
    ("GET", "/kept"): Act.OWN_AFFAIRS,
    ("POST", "/kept"): Act.OWN_AFFAIRS,
    ("GET", "/kept/throw-away"): Act.OWN_AFFAIRS,
    ("POST", "/kept/throw-away"): Act.OWN_AFFAIRS,
    ("GET", "/enrol"): Act.ARRIVE,
    ("POST", "/enrol"): Act.ARRIVE,
    ("GET", "/enrol/factors"): Act.ARRIVE,
    ("POST", "/enrol/factors"): Act.ARRIVE,
    ("GET", "/directory"): Act.KEEP_DIRECTORY,
    ("GET", "/directory/agencies/new"): Act.KEEP_DIRECTORY,
    ("POST", "/directory/agencies/new"): Act.KEEP_DIRECTORY,
    ("GET", "/directory/agencies/{agency}"): Act.KEEP_DIRECTORY,
    ("GET", "/directory/people/new"): Act.KEEP_DIRECTORY,
    ("POST", "/directory/people/new"): Act.KEEP_DIRECTORY,
    ("GET", "/directory/people/{person}"): Act.KEEP_DIRECTORY,
    ("GET", "/directory/people/{person}/code"): Act.KEEP_DIRECTORY,
    ("GET", "/directory/people/{person}/new-code"): Act.KEEP_DIRECTORY,
    ("POST", "/directory/people/{person}/new-code"): Act.KEEP_DIRECTORY,
    ("GET", "/directory/people/{person}/suspend"): Act.KEEP_DIRECTORY,
    ("POST", "/directory/people/{person}/suspend"): Act.KEEP_DIRECTORY,
    ("GET", "/directory/people/{person}/let-in"): Act.KEEP_DIRECTORY,
    ("POST", "/directory/people/{person}/let-in"): Act.KEEP_DIRECTORY,
    ("GET", "/directory/appointments"): Act.KEEP_DIRECTORY,
    ("GET", "/directory/people/{person}/appoint"): Act.KEEP_DIRECTORY,
    ("POST", "/directory/people/{person}/appoint"): Act.KEEP_DIRECTORY,
    ("GET", "/directory/people/{person}/dismiss"): Act.KEEP_DIRECTORY,
    ("POST", "/directory/people/{person}/dismiss"): Act.KEEP_DIRECTORY,
    ("GET", "/directory/boards"): Act.KEEP_DIRECTORY,
    ("GET", "/directory/boards/new"): Act.KEEP_DIRECTORY,
    ("POST", "/directory/boards/new"): Act.KEEP_DIRECTORY,
    ("GET", "/directory/boards/{board}"): Act.KEEP_DIRECTORY,
    ("GET", "/directory/boards/{board}/title"): Act.KEEP_DIRECTORY,
    ("POST", "/directory/boards/{board}/title"): Act.KEEP_DIRECTORY,
    ("GET", "/directory/bodies/{of}/seat"): Act.KEEP_DIRECTORY,
    ("POST", "/directory/bodies/{of}/seat"): Act.KEEP_DIRECTORY,
    ("GET", "/directory/desks/{desk}/end"): Act.KEEP_DIRECTORY,
    ("POST", "/directory/desks/{desk}/end"): Act.KEEP_DIRECTORY,
    ("GET", "/directory/bodies/{of}/close"): Act.KEEP_DIRECTORY,
    ("POST", "/directory/bodies/{of}/close"): Act.KEEP_DIRECTORY,
    ("GET", "/registers"): Act.OWN_AFFAIRS,
    ("GET", "/registers/{of}"): Act.OWN_AFFAIRS,
    ("GET", "/registers/{of}/export"): Act.OWN_AFFAIRS,
    ("POST", "/registers/{of}/export"): Act.OWN_AFFAIRS,
    ("GET", "/search"): Act.OWN_AFFAIRS,
    ("POST", "/search"): Act.OWN_AFFAIRS,
    ("GET", "/reviews/{review}/papers"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/papers/close"): Act.READ_REVIEW,
    ("POST", "/reviews/{review}/papers/close"): Act.READ_REVIEW,
    ("GET", "/directory/reviews"): Act.KEEP_DIRECTORY,
    ("GET", "/directory/reviews/new"): Act.KEEP_DIRECTORY,
    ("POST", "/directory/reviews/new"): Act.KEEP_DIRECTORY,
    ("GET", "/directory/reviews/{opened}"): Act.KEEP_DIRECTORY,
    ("GET", "/directory/reviews/{opened}/join"): Act.KEEP_DIRECTORY,
    ("POST", "/directory/reviews/{opened}/join"): Act.KEEP_DIRECTORY,
    ("GET", "/directory/joinings/{joining}/take-back"): Act.KEEP_DIRECTORY,
    ("POST", "/directory/joinings/{joining}/take-back"): Act.KEEP_DIRECTORY,
    ("GET", "/reviews/{review}/joinings/{joining}"): Act.CONFIRM_MEMBER,
    ("POST", "/reviews/{review}/joinings/{joining}"): Act.CONFIRM_MEMBER,
    ("GET", "/reviews/{review}/parts"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/parts/{membership}/end"): Act.END_MEMBERSHIP,
    ("POST", "/reviews/{review}/parts/{membership}/end"): Act.END_MEMBERSHIP,
    ("GET", "/reviews/{review}/parts/{membership}/stand-down"): Act.READ_REVIEW,
    ("POST", "/reviews/{review}/parts/{membership}/stand-down"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/stand-downs/{stand_down}/lift"): Act.STAND_DOWN,
    ("POST", "/reviews/{review}/stand-downs/{stand_down}/lift"): Act.STAND_DOWN,
    ("GET", "/reviews/{review}"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/meetings"): Act.READ_REVIEW,
    ("POST", "/reviews/{review}/meetings"): Act.SET_MEETING,
    ("GET", "/reviews/{review}/meetings/{meeting}/cancel"): Act.SET_MEETING,
    ("POST", "/reviews/{review}/meetings/{meeting}/cancel"): Act.SET_MEETING,
    ("GET", "/reviews/{review}/timetable"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/timetable/happened"): Act.KEEP_TIMETABLE,
    ("POST", "/reviews/{review}/timetable/happened"): Act.KEEP_TIMETABLE,
    ("GET", "/reviews/{review}/timetable/deadline"): Act.KEEP_TIMETABLE,
    ("POST", "/reviews/{review}/timetable/deadline"): Act.KEEP_TIMETABLE,
    ("GET", "/reviews/{review}/timetable/pause"): Act.KEEP_TIMETABLE,
    ("POST", "/reviews/{review}/timetable/pause"): Act.KEEP_TIMETABLE,
    ("GET", "/reviews/{review}/timetable/pauses/{pause}/run-on"): Act.KEEP_TIMETABLE,
    ("POST", "/reviews/{review}/timetable/pauses/{pause}/run-on"): Act.KEEP_TIMETABLE,
    ("GET", "/reviews/{review}/panel"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/panel/people/{membership}/rank"): Act.STATE_RANK,
    ("POST", "/reviews/{review}/panel/people/{membership}/rank"): Act.STATE_RANK,
    ("GET", "/reviews/{review}/panel/ranks/{rank}/end"): Act.STATE_RANK,
    ("POST", "/reviews/{review}/panel/ranks/{rank}/end"): Act.STATE_RANK,
    ("GET", "/reviews/{review}/panel/delegate"): Act.DELEGATE_RANK,
    ("POST", "/reviews/{review}/panel/delegate"): Act.DELEGATE_RANK,
    ("GET", "/reviews/{review}/panel/delegations/{delegation}/end"): Act.DELEGATE_RANK,
    ("POST", "/reviews/{review}/panel/delegations/{delegation}/end"): Act.DELEGATE_RANK,
    ("GET", "/reviews/{review}/proceedings"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/proceedings/investigation"): Act.KEEP_PROCEEDINGS,
    ("POST", "/reviews/{review}/proceedings/investigation"): Act.KEEP_PROCEEDINGS,
    ("GET", "/reviews/{review}/proceedings/agreement"): Act.KEEP_PROCEEDINGS,
    ("POST", "/reviews/{review}/proceedings/agreement"): Act.KEEP_PROCEEDINGS,
    ("GET", "/reviews/{review}/proceedings/agreements/{cps_agreement}/end"): Act.KEEP_PROCEEDINGS,
    ("POST", "/reviews/{review}/proceedings/agreements/{cps_agreement}/end"): Act.KEEP_PROCEEDINGS,
    ("GET", "/reviews/{review}/links"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/links/new"): Act.LINK_REVIEWS,
    ("POST", "/reviews/{review}/links/new"): Act.LINK_REVIEWS,
    ("GET", "/reviews/{review}/links/{linked}/answer"): Act.LINK_REVIEWS,
    ("POST", "/reviews/{review}/links/{linked}/answer"): Act.LINK_REVIEWS,
    ("GET", "/reviews/{review}/links/{linked}/take-back"): Act.LINK_REVIEWS,
    ("POST", "/reviews/{review}/links/{linked}/take-back"): Act.LINK_REVIEWS,
    ("GET", "/reviews/{review}/links/end"): Act.LINK_REVIEWS,
    ("POST", "/reviews/{review}/links/end"): Act.LINK_REVIEWS,
    ("GET", "/reviews/{review}/links/people"): Act.NAME_PEOPLE,
    ("POST", "/reviews/{review}/links/people"): Act.NAME_PEOPLE,
    ("GET", "/reviews/{review}/links/days"): Act.KEEP_TIMETABLE,
    ("POST", "/reviews/{review}/links/days"): Act.KEEP_TIMETABLE,
    ("GET", "/reviews/{review}/contributions/{document}/carry"): Act.WRITE_SECTION,
    ("POST", "/reviews/{review}/contributions/{document}/carry"): Act.WRITE_SECTION,
    ("GET", "/reviews/{review}/timetable/effort"): Act.KEEP_TIMETABLE,
    ("POST", "/reviews/{review}/timetable/effort"): Act.KEEP_TIMETABLE,
    ("GET", "/reviews/{review}/panel/people/{membership}/appoint"): Act.APPOINT_PANEL,
    ("POST", "/reviews/{review}/panel/people/{membership}/appoint"): Act.APPOINT_PANEL,
    ("GET", "/reviews/{review}/panel/appointments/{appointment}/end"): Act.APPOINT_PANEL,
    ("POST", "/reviews/{review}/panel/appointments/{appointment}/end"): Act.APPOINT_PANEL,
    ("GET", "/reviews/{review}/panel/resign"): Act.RESIGN_PART,
    ("POST", "/reviews/{review}/panel/resign"): Act.RESIGN_PART,
    ("GET", "/reviews/{review}/panel/declare"): Act.DECLARE_INTEREST,
    ("POST", "/reviews/{review}/panel/declare"): Act.DECLARE_INTEREST,
    ("GET", "/reviews/{review}/panel/people/{membership}/interest"): Act.RECORD_CONFLICT,
    ("POST", "/reviews/{review}/panel/people/{membership}/interest"): Act.RECORD_CONFLICT,
    ("GET", "/reviews/{review}/panel/declarations/{declaration}"): Act.DECIDE_CONFLICT,
    ("POST", "/reviews/{review}/panel/declarations/{declaration}"): Act.DECIDE_CONFLICT,
    ("GET", "/reviews/{review}/panel/meetings/{meeting}/attendance"): Act.KEEP_ATTENDANCE,
    ("POST", "/reviews/{review}/panel/meetings/{meeting}/attendance"): Act.KEEP_ATTENDANCE,
    ("GET", "/reviews/{review}/panel/meetings/{meeting}/challenge"): Act.CHALLENGE,
    ("POST", "/reviews/{review}/panel/meetings/{meeting}/challenge"): Act.CHALLENGE,
    ("GET", "/reviews/{review}/panel/challenges/{challenge}/answer"): Act.ANSWER_CHALLENGE,
    ("POST", "/reviews/{review}/panel/challenges/{challenge}/answer"): Act.ANSWER_CHALLENGE,
    ("GET", "/reviews/{review}/panel/meetings/{meeting}"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/proceedings/register/new"): Act.KEEP_PROCEEDINGS,
    ("POST", "/reviews/{review}/proceedings/register/new"): Act.KEEP_PROCEEDINGS,
    ("GET", "/reviews/{review}/proceedings/register/{proceeding}/date"): Act.KEEP_PROCEEDINGS,
    ("POST", "/reviews/{review}/proceedings/register/{proceeding}/date"): Act.KEEP_PROCEEDINGS,
    ("GET", "/reviews/{review}/proceedings/register/{proceeding}/asked"): Act.KEEP_PROCEEDINGS,
    ("POST", "/reviews/{review}/proceedings/register/{proceeding}/asked"): Act.KEEP_PROCEEDINGS,
    ("GET", "/reviews/{review}/proceedings/register/{proceeding}/outcome"): Act.KEEP_PROCEEDINGS,
    ("POST", "/reviews/{review}/proceedings/register/{proceeding}/outcome"): Act.KEEP_PROCEEDINGS,
    ("GET", "/reviews/{review}/proceedings/register/{proceeding}/close"): Act.KEEP_PROCEEDINGS,
    ("POST", "/reviews/{review}/proceedings/register/{proceeding}/close"): Act.KEEP_PROCEEDINGS,
    ("GET", "/reviews/{review}/proceedings/dates/{proceeding_date}/drop"): Act.KEEP_PROCEEDINGS,
    ("POST", "/reviews/{review}/proceedings/dates/{proceeding_date}/drop"): Act.KEEP_PROCEEDINGS,
    ("GET", "/reviews/{review}/proceedings/asked/{outside_request}/answer"): Act.KEEP_PROCEEDINGS,
    ("POST", "/reviews/{review}/proceedings/asked/{outside_request}/answer"): Act.KEEP_PROCEEDINGS,
    ("GET", "/reviews/{review}/proceedings/disclosure"): Act.KEEP_PROCEEDINGS,
    ("POST", "/reviews/{review}/proceedings/disclosure"): Act.KEEP_PROCEEDINGS,
    ("GET", "/reviews/{review}/proceedings/hold"): Act.KEEP_PROCEEDINGS,
    ("POST", "/reviews/{review}/proceedings/hold"): Act.KEEP_PROCEEDINGS,
    ("GET", "/reviews/{review}/proceedings/holds/{publication_hold}"): Act.KEEP_PROCEEDINGS,
    ("POST", "/reviews/{review}/proceedings/holds/{publication_hold}"): Act.KEEP_PROCEEDINGS,
    ("GET", "/reviews/{review}/proceedings/register/{proceeding}"): Act.READ_PROCEEDINGS,
    ("GET", "/reviews/{review}/proceedings/relevance"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/proceedings/relevance/{document}"): Act.MARK_RELEVANCE,
    ("POST", "/reviews/{review}/proceedings/relevance/{document}"): Act.MARK_RELEVANCE,
    ("GET", "/reviews/{review}/proceedings/schedule"): Act.READ_SCHEDULE,
    ("POST", "/reviews/{review}/proceedings/schedule"): Act.READ_SCHEDULE,
    ("GET", "/reviews/{review}/compulsion"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/compulsion/new"): Act.READ_REVIEW,
    ("POST", "/reviews/{review}/compulsion/new"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/compulsion/{notice}"): Act.KEEP_NOTICE,
    ("GET", "/reviews/{review}/compulsion/{notice}/withdraw"): Act.KEEP_NOTICE,
    ("POST", "/reviews/{review}/compulsion/{notice}/withdraw"): Act.KEEP_NOTICE,
    ("GET", "/reviews/{review}/compulsion/{notice}/decide"): Act.KEEP_NOTICE,
    ("POST", "/reviews/{review}/compulsion/{notice}/decide"): Act.KEEP_NOTICE,
    ("GET", "/reviews/{review}/compulsion/{notice}/bundle"): Act.KEEP_NOTICE,
    ("POST", "/reviews/{review}/compulsion/{notice}/bundle"): Act.KEEP_NOTICE,
    ("GET", "/reviews/{review}/compulsion/material/{notice_material}"): Act.ANSWER_NOTICE,
    ("GET", "/reviews/{review}/compulsion/material/{notice_material}/answer"): Act.ANSWER_NOTICE,
    ("POST", "/reviews/{review}/compulsion/material/{notice_material}/answer"): Act.ANSWER_NOTICE,
    ("GET", "/reviews/{review}/compulsion/bundles/{bundle}"): Act.KEEP_NOTICE,
    ("GET", "/reviews/{review}/compulsion/bundles/{bundle}/served"): Act.KEEP_NOTICE,
    ("POST", "/reviews/{review}/compulsion/bundles/{bundle}/served"): Act.KEEP_NOTICE,
    ("GET", "/clocks"): Act.OWN_AFFAIRS,
    ("GET", "/eligibility"): Act.OWN_AFFAIRS,
    ("GET", "/notify"): Act.NOTIFY,
    ("POST", "/notify"): Act.NOTIFY,
    ("GET", "/reviews/{review}/notification"): Act.READ_NOTIFICATION,
    ("POST", "/reviews/{review}/notification"): Act.WRITE_NOTIFICATION,
    ("GET", "/reviews/{review}/particulars"): Act.WRITE_NOTIFICATION,
    ("POST", "/reviews/{review}/particulars"): Act.WRITE_NOTIFICATION,
    ("GET", "/reviews/{review}/assessment"): Act.READ_ASSESSMENT,
    ("GET", "/reviews/{review}/evidence"): Act.READ_ASSESSMENT,
    ("GET", "/reviews/{review}/decision"): Act.DECIDE_REVIEW,
    ("POST", "/reviews/{review}/decision"): Act.DECIDE_REVIEW,
    ("GET", "/reviews/{review}/incident"): Act.LINK_INCIDENT,
    ("POST", "/reviews/{review}/incident"): Act.LINK_INCIDENT,
    ("GET", "/reviews/{review}/first-look"): Act.READ_FIRST_LOOK,
    ("POST", "/reviews/{review}/first-look"): Act.WRITE_FIRST_LOOK,
    ("GET", "/reviews/{review}/notices"): Act.KEEP_NOTICES,
    ("POST", "/reviews/{review}/notices"): Act.KEEP_NOTICES,
    ("GET", "/reviews/{review}/doors"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/doors/new"): Act.READ_REVIEW,
    ("POST", "/reviews/{review}/doors/new"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/doors/{door}/code"): Act.KEEP_DOOR,
    ("GET", "/reviews/{review}/doors/{door}/close"): Act.KEEP_DOOR,
    ("POST", "/reviews/{review}/doors/{door}/close"): Act.KEEP_DOOR,
    ("GET", "/drop-off/link/{secret}"): Act.ARRIVE,
    ("POST", "/drop-off/link/{secret}"): Act.DROP_OFF,
    ("GET", "/drop-off/send"): Act.ARRIVE,
    ("POST", "/drop-off/send"): Act.DROP_OFF,
    ("GET", "/drop-off/receipt"): Act.ARRIVE,
    ("GET", "/reviews/{review}/letters"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/letters/new"): Act.READ_REVIEW,
    ("POST", "/reviews/{review}/letters/new"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/letters/{letter}"): Act.TAKE_IN,
    ("GET", "/reviews/{review}/letters/{letter}/attest"): Act.ATTEST,
    ("POST", "/reviews/{review}/letters/{letter}/attest"): Act.ATTEST,
    ("GET", "/reviews/{review}/arrivals"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/arrivals/enter"): Act.READ_REVIEW,
    ("POST", "/reviews/{review}/arrivals/enter"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/arrivals/{arrival}"): Act.TAKE_IN,
    ("GET", "/reviews/{review}/arrivals/{arrival}/scan"): Act.TAKE_IN,
    ("POST", "/reviews/{review}/arrivals/{arrival}/scan"): Act.TAKE_IN,
    ("GET", "/reviews/{review}/arrivals/{arrival}/file"): Act.TAKE_IN,
    ("GET", "/reviews/{review}/arrivals/{arrival}/keep"): Act.TAKE_IN,
    ("POST", "/reviews/{review}/arrivals/{arrival}/keep"): Act.TAKE_IN,
    ("GET", "/reviews/{review}/arrivals/{arrival}/note"): Act.TAKE_IN,
    ("POST", "/reviews/{review}/arrivals/{arrival}/note"): Act.TAKE_IN,
    ("GET", "/reviews/{review}/arrivals/{arrival}/decline"): Act.TAKE_IN,
    ("POST", "/reviews/{review}/arrivals/{arrival}/decline"): Act.TAKE_IN,
    ("GET", "/reviews/{review}/act-as"): Act.OWN_AFFAIRS,
    ("POST", "/reviews/{review}/act-as"): Act.OWN_AFFAIRS,
    ("GET", "/reviews/{review}/people"): Act.FIND_SUBJECT,
    ("POST", "/reviews/{review}/people"): Act.FIND_SUBJECT,
    ("GET", "/reviews/{review}/people/{subject}"): Act.READ_SUBJECT,
    ("GET", "/reviews/{review}/agreement"): Act.READ_AGREEMENT,
    ("GET", "/reviews/{review}/agreement/draft"): Act.READ_AGREEMENT,
    ("POST", "/reviews/{review}/agreement/draft"): Act.READ_AGREEMENT,
    ("GET", "/reviews/{review}/agreement/propose"): Act.READ_AGREEMENT,
    ("POST", "/reviews/{review}/agreement/propose"): Act.READ_AGREEMENT,
    ("GET", "/reviews/{review}/agreement/withdraw"): Act.READ_AGREEMENT,
    ("POST", "/reviews/{review}/agreement/withdraw"): Act.READ_AGREEMENT,
    ("GET", "/reviews/{review}/agreement/withdrawn"): Act.READ_AGREEMENT,
    ("GET", "/reviews/{review}/agreements/{agreement}"): Act.READ_AGREEMENT,
    ("GET", "/reviews/{review}/agreements/{agreement}/proposed"): Act.READ_AGREEMENT,
    ("GET", "/reviews/{review}/agreements/{agreement}/sign"): Act.READ_AGREEMENT,
    ("POST", "/reviews/{review}/agreements/{agreement}/sign"): Act.READ_AGREEMENT,
    ("GET", "/reviews/{review}/agreements/{agreement}/signed"): Act.READ_AGREEMENT,
    ("GET", "/reviews/{review}/contributions/{document}/import"): Act.WRITE_SECTION,
    ("POST", "/reviews/{review}/contributions/{document}/import"): Act.WRITE_SECTION,
    ("GET", "/reviews/{review}/imports/{import}"): Act.IMPORT_WORDS,
    ("GET", "/reviews/{review}/imports/{import}/reading"): Act.IMPORT_WORDS,
    ("POST", "/reviews/{review}/imports/{import}"): Act.IMPORT_WORDS,
    ("GET", "/reviews/{review}/imports/{import}/confirm"): Act.IMPORT_WORDS,
    ("POST", "/reviews/{review}/imports/{import}/confirm"): Act.IMPORT_WORDS,
    ("GET", "/reviews/{review}/imports/{import}/cancel"): Act.IMPORT_WORDS,
    ("POST", "/reviews/{review}/imports/{import}/cancel"): Act.IMPORT_WORDS,
    ("GET", "/reviews/{review}/imports/{import}/over"): Act.IMPORT_WORDS,
    ("GET", "/reviews/{review}/contributions/{document}/attachments"): Act.READ_ATTACHMENT,
    ("POST", "/reviews/{review}/contributions/{document}/attachments"): Act.KEEP_ATTACHMENT,
    ("GET", "/reviews/{review}/attachments"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/attachments/{attachment}"): Act.READ_ATTACHMENT,
    ("GET", "/reviews/{review}/read"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/find-words"): Act.READ_REVIEW,
    ("POST", "/reviews/{review}/find-words"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/sections/{version}/why"): Act.READ_SECTION,
    ("GET", "/reviews/{review}/sections/{version}/who"): Act.READ_SECTION,
    ("GET", "/reviews/{review}/sections/{version}/readers"): Act.SEE_READERS,
    ("GET", "/reviews/{review}/sections/{version}/questions"): Act.READ_SECTION,
    ("POST", "/reviews/{review}/sections/{version}/questions"): Act.READ_SECTION,
    ("GET", "/reviews/{review}/scoping"): Act.SCOPE_AGENCIES,
    ("GET", "/reviews/{review}/scoping/new"): Act.SCOPE_AGENCIES,
    ("POST", "/reviews/{review}/scoping/new"): Act.SCOPE_AGENCIES,
    ("GET", "/reviews/{review}/scoping/chase"): Act.SCOPE_AGENCIES,
    ("POST", "/reviews/{review}/scoping/chase"): Act.SCOPE_AGENCIES,
    ("GET", "/reviews/{review}/scoping/contributions"): Act.ASK_AGENCY,
    ("POST", "/reviews/{review}/scoping/contributions"): Act.ASK_AGENCY,
    ("GET", "/reviews/{review}/scoping/{scoping}"): Act.READ_SCOPING,
    ("POST", "/reviews/{review}/scoping/{scoping}"): Act.ANSWER_SCOPING,
    ("GET", "/reviews/{review}/scoping/{scoping}/answer"): Act.ANSWER_SCOPING,
    ("POST", "/reviews/{review}/scoping/{scoping}/answer"): Act.ANSWER_SCOPING,
    ("GET", "/reviews/{review}/scoping/{scoping}/escalate"): Act.SCOPE_AGENCIES,
    ("POST", "/reviews/{review}/scoping/{scoping}/escalate"): Act.SCOPE_AGENCIES,
    ("GET", "/reviews/{review}/scoping/{scoping}/withdraw"): Act.SCOPE_AGENCIES,
    ("POST", "/reviews/{review}/scoping/{scoping}/withdraw"): Act.SCOPE_AGENCIES,
    ("GET", "/reviews/{review}/requests/{asked}/letter"): Act.READ_REQUEST,
    ("POST", "/reviews/{review}/requests/{asked}/letter"): Act.ACKNOWLEDGE_REQUEST,
    ("GET", "/reviews/{review}/requests/{asked}/commission"): Act.ASK_AGENCY,
    ("POST", "/reviews/{review}/requests/{asked}/commission"): Act.ASK_AGENCY,
    ("GET", "/reviews/{review}/requests/unacknowledged"): Act.ASK_AGENCY,
    ("POST", "/reviews/{review}/requests/unacknowledged"): Act.ASK_AGENCY,
    ("GET", "/reviews/{review}/contributions/{document}/template"): Act.WRITE_SECTION,
    ("POST", "/reviews/{review}/contributions/{document}/template"): Act.WRITE_SECTION,
    ("GET", "/reviews/{review}/mandatory"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/mandatory/waive"): Act.WAIVE_CONTRIBUTION,
    ("POST", "/reviews/{review}/mandatory/waive"): Act.WAIVE_CONTRIBUTION,
    ("GET", "/reviews/{review}/waivers/{waiver}/take-back"): Act.WAIVE_CONTRIBUTION,
    ("POST", "/reviews/{review}/waivers/{waiver}/take-back"): Act.WAIVE_CONTRIBUTION,
    ("GET", "/reviews/{review}/requests"): Act.ASK_AGENCY,
    ("GET", "/reviews/{review}/requests/new"): Act.ASK_AGENCY,
    ("POST", "/reviews/{review}/requests/new"): Act.ASK_AGENCY,
    ("GET", "/reviews/{review}/requests/{asked}"): Act.READ_REQUEST,
    ("GET", "/reviews/{review}/requests/{asked}/chase"): Act.ASK_AGENCY,
    ("POST", "/reviews/{review}/requests/{asked}/chase"): Act.ASK_AGENCY,
    ("GET", "/reviews/{review}/requests/{asked}/date"): Act.ASK_AGENCY,
    ("POST", "/reviews/{review}/requests/{asked}/date"): Act.ASK_AGENCY,
    ("GET", "/reviews/{review}/requests/{asked}/withdraw"): Act.ASK_AGENCY,
    ("POST", "/reviews/{review}/requests/{asked}/withdraw"): Act.ASK_AGENCY,
    ("GET", "/reviews/{review}/requests/{asked}/begin"): Act.ANSWER_REQUEST,
    ("POST", "/reviews/{review}/requests/{asked}/begin"): Act.ANSWER_REQUEST,
    ("GET", "/reviews/{review}/requests/{asked}/nil"): Act.RETURN_NIL,
    ("POST", "/reviews/{review}/requests/{asked}/nil"): Act.RETURN_NIL,
    ("GET", "/reviews/{review}/contributions/{document}"): Act.READ_CONTRIBUTION,
    ("GET", "/reviews/{review}/contributions/{document}/who"): Act.READ_CONTRIBUTION,
    ("GET", "/reviews/{review}/contributions/{document}/submit"): Act.WRITE_SECTION,
    ("POST", "/reviews/{review}/contributions/{document}/submit"): Act.WRITE_SECTION,
    ("GET", "/reviews/{review}/contributions/{document}/send-back"): Act.SIGN_OFF,
    ("POST", "/reviews/{review}/contributions/{document}/send-back"): Act.SIGN_OFF,
    ("GET", "/reviews/{review}/contributions/{document}/sign-off"): Act.SIGN_OFF,
    ("POST", "/reviews/{review}/contributions/{document}/sign-off"): Act.SIGN_OFF,
    ("GET", "/reviews/{review}/contributions/{document}/decide"): Act.DECIDE_SHARING,
    ("POST", "/reviews/{review}/contributions/{document}/decide"): Act.DECIDE_SHARING,
    ("GET", "/reviews/{review}/contributions/{document}/query"): Act.ACCEPT_CONTRIBUTION,
    ("POST", "/reviews/{review}/contributions/{document}/query"): Act.ACCEPT_CONTRIBUTION,
    ("GET", "/reviews/{review}/contributions/{document}/accept"): Act.ACCEPT_CONTRIBUTION,
    ("POST", "/reviews/{review}/contributions/{document}/accept"): Act.ACCEPT_CONTRIBUTION,
    ("GET", "/reviews/{review}/sections/{version}/class"): Act.RECLASSIFY,
    ("POST", "/reviews/{review}/sections/{version}/class"): Act.RECLASSIFY,
    ("GET", "/reviews/{review}/sections/{version}/withdraw"): Act.WITHDRAW_SECTION,
    ("POST", "/reviews/{review}/sections/{version}/withdraw"): Act.WITHDRAW_SECTION,
    ("GET", "/reviews/{review}/sections/{version}/edit"): Act.WRITE_SECTION,
    ("POST", "/reviews/{review}/sections/{version}/edit"): Act.WRITE_SECTION,
    ("GET", "/reviews/{review}/sections/{version}/show"): Act.WRITE_SECTION,
    ("POST", "/reviews/{review}/sections/{version}/show"): Act.WRITE_SECTION,
    ("GET", "/reviews/{review}/sections/{version}/draft"): Act.WRITE_SECTION,
    ("POST", "/reviews/{review}/sections/{version}/draft"): Act.WRITE_SECTION,
    ("GET", "/reviews/{review}/sections/{version}/discard"): Act.WRITE_SECTION,
    ("POST", "/reviews/{review}/sections/{version}/discard"): Act.WRITE_SECTION,
    ("GET", "/reviews/{review}/sections/{version}/saved"): Act.WRITE_SECTION,
    ("GET", "/reviews/{review}/sections/{version}/compare"): Act.READ_SECTION,
    ("GET", "/reviews/{review}/contributions/{document}/add"): Act.WRITE_SECTION,
    ("POST", "/reviews/{review}/contributions/{document}/add"): Act.WRITE_SECTION,
    ("GET", "/reviews/{review}/contributions/{document}/order"): Act.WRITE_SECTION,
    ("POST", "/reviews/{review}/contributions/{document}/order"): Act.WRITE_SECTION,
    ("GET", "/reviews/{review}/record"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/record/export"): Act.READ_REVIEW,
    ("POST", "/reviews/{review}/record/export"): Act.READ_REVIEW,
    ("GET", "/ledger"): Act.VERIFY_LEDGER,
    ("POST", "/ledger"): Act.VERIFY_LEDGER,
    ("GET", "/reviews/{review}/custody"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/custody/hold"): Act.READ_REVIEW,
    ("POST", "/reviews/{review}/custody/hold"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/custody/lift"): Act.READ_REVIEW,
    ("POST", "/reviews/{review}/custody/lift"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/custody/files/{attachment}/covert"): Act.RECLASSIFY,
    ("POST", "/reviews/{review}/custody/files/{attachment}/covert"): Act.RECLASSIFY,
    ("GET", "/reviews/{review}/custody/files/{attachment}/remove"): Act.REMOVE_COVERT,
    ("POST", "/reviews/{review}/custody/files/{attachment}/remove"): Act.REMOVE_COVERT,
    ("GET", "/reviews/{review}/custody/{version}/remove"): Act.REMOVE_COVERT,
    ("POST", "/reviews/{review}/custody/{version}/remove"): Act.REMOVE_COVERT,
    ("GET", "/reviews/{review}/pimr"): Act.COMMISSION_PIMR,
    ("POST", "/reviews/{review}/pimr"): Act.COMMISSION_PIMR,
    ("GET", "/pimr-form"): Act.OWN_AFFAIRS,
    ("GET", "/reviews/{review}/pimr/{form}"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/print"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/versions"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/earlier"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/evidence"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/schedule"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/schedule-table"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/stage-1"): Act.READ_PIMR,
    ("POST", "/reviews/{review}/pimr/{form}/stage-1"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/stage-2"): Act.READ_PIMR,
    ("POST", "/reviews/{review}/pimr/{form}/stage-2"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/stage-3"): Act.READ_PIMR,
    ("POST", "/reviews/{review}/pimr/{form}/stage-3"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/stage-4"): Act.READ_PIMR,
    ("POST", "/reviews/{review}/pimr/{form}/stage-4"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/stage-5"): Act.READ_PIMR,
    ("POST", "/reviews/{review}/pimr/{form}/stage-5"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/person"): Act.READ_PIMR,
    ("POST", "/reviews/{review}/pimr/{form}/person"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/form-n"): Act.READ_PIMR,
    ("POST", "/reviews/{review}/pimr/{form}/form-n"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/receive"): Act.READ_PIMR,
    ("POST", "/reviews/{review}/pimr/{form}/receive"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/hand-on"): Act.READ_PIMR,
    ("POST", "/reviews/{review}/pimr/{form}/hand-on"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/send-back"): Act.READ_PIMR,
    ("POST", "/reviews/{review}/pimr/{form}/send-back"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/updated"): Act.READ_PIMR,
    ("POST", "/reviews/{review}/pimr/{form}/updated"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/full"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/full/author"): Act.READ_PIMR,
    ("POST", "/reviews/{review}/pimr/{form}/full/author"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/full/terms"): Act.READ_PIMR,
    ("POST", "/reviews/{review}/pimr/{form}/full/terms"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/full/source"): Act.READ_PIMR,
    ("POST", "/reviews/{review}/pimr/{form}/full/source"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/full/key-decision"): Act.READ_PIMR,
    ("POST", "/reviews/{review}/pimr/{form}/full/key-decision"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/full/interview"): Act.READ_PIMR,
    ("POST", "/reviews/{review}/pimr/{form}/full/interview"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/full/standard"): Act.ASSESS_STANDARD,
    ("POST", "/reviews/{review}/pimr/{form}/full/standard"): Act.ASSESS_STANDARD,
    ("GET", "/reviews/{review}/pimr/{form}/full/flag"): Act.READ_PIMR,
    ("POST", "/reviews/{review}/pimr/{form}/full/flag"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/full/key-issues"): Act.READ_PIMR,
    ("POST", "/reviews/{review}/pimr/{form}/full/key-issues"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/full/endorse"): Act.READ_PIMR,
    ("POST", "/reviews/{review}/pimr/{form}/full/endorse"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr/{form}/full/in-force"): Act.READ_PIMR,
    ("POST", "/reviews/{review}/pimr/{form}/full/in-force"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr-entries/{entry}"): Act.READ_PIMR,
    ("POST", "/reviews/{review}/pimr-entries/{entry}"): Act.READ_PIMR,
    ("GET", "/reviews/{review}/pimr-notices/{pimr_flag}/receive"): Act.RECEIVE_FLAG,
    ("POST", "/reviews/{review}/pimr-notices/{pimr_flag}/receive"): Act.RECEIVE_FLAG,
    ("GET", "/reviews/{review}/pimr-dispatches/{dispatch}/send"): Act.DECIDE_PIMR,
    ("POST", "/reviews/{review}/pimr-dispatches/{dispatch}/send"): Act.DECIDE_PIMR,
    ("GET", "/reviews/{review}/pimr-dispatches/{dispatch}/acknowledge"): Act.DECIDE_PIMR,
    ("POST", "/reviews/{review}/pimr-dispatches/{dispatch}/acknowledge"): Act.DECIDE_PIMR,
    ("GET", "/reviews/{review}/pimr-dispatches/{dispatch}/chase"): Act.DECIDE_PIMR,
    ("POST", "/reviews/{review}/pimr-dispatches/{dispatch}/chase"): Act.DECIDE_PIMR,
    ("GET", "/reviews/{review}/releases"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/releases/{release}/end"): Act.END_RELEASE,
    ("POST", "/reviews/{review}/releases/{release}/end"): Act.END_RELEASE,
    ("GET", "/reviews/{review}/releases/{release}/ended"): Act.END_RELEASE,
    ("GET", "/reviews/{review}/sharing"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/sharing/as/{kind}/{name}"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/sharing/departures"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/sharing/urgent"): Act.READ_REVIEW,
    ("POST", "/reviews/{review}/sharing/urgent"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/sharing/withheld"): Act.READ_REVIEW,
    ("POST", "/reviews/{review}/sharing/withheld"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/releases/{release}/countersign"): Act.SEE_SHARING,
    ("POST", "/reviews/{review}/releases/{release}/countersign"): Act.SIGN_RELEASE,
    ("GET", "/reviews/{review}/sections/{version}/correct"): Act.SEND_CORRECTION,
    ("POST", "/reviews/{review}/sections/{version}/correct"): Act.SEND_CORRECTION,
    ("GET", "/reviews/{review}/sections/{version}/sent"): Act.SEND_CORRECTION,
    ("GET", "/reviews/{review}/sections/{version}/changed"): Act.READ_SECTION,
    ("GET", "/reviews/{review}/sharing/new"): Act.READ_REVIEW,
    ("POST", "/reviews/{review}/sharing/new"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/proposals/{proposal}/sections"): Act.PROPOSE_RELEASE,
    ("POST", "/reviews/{review}/proposals/{proposal}/sections"): Act.PROPOSE_RELEASE,
    ("GET", "/reviews/{review}/proposals/{proposal}/terms"): Act.PROPOSE_RELEASE,
    ("POST", "/reviews/{review}/proposals/{proposal}/terms"): Act.PROPOSE_RELEASE,
    ("GET", "/reviews/{review}/proposals/{proposal}/sign"): Act.PROPOSE_RELEASE,
    ("POST", "/reviews/{review}/proposals/{proposal}/sign"): Act.SIGN_RELEASE,
    ("GET", "/reviews/{review}/schedules/{schedule}"): Act.SEE_SHARING,
}
LISTED_IN_DEMO = {("POST", "/demo/sign-in"): Act.ARRIVE}
WITHOUT_A_ROUTE = {
    Act.READ_CHALLENGE,
    Act.READ_REGISTER,
    Act.EXPORT_REGISTER,
    Act.CLOSE_REVIEW,
    Act.READ_DECISION,
    Act.BRING_BACK,
    Act.READ_AGE_BAND,
    Act.KEEP_DRAFT,
    Act.PROPOSE_AGREEMENT,
    Act.SIGN_AGREEMENT,
    Act.WITHDRAW_SIGNATURE,
    Act.DISCLOSE_URGENTLY,
    Act.COUNT_WITHHELD,
    Act.KEEP_HOLD,
    Act.COMMENT,
    Act.ANSWER,
    Act.EXPORT_RECORD,
    Act.TELL_WITHHELD,
    Act.READ_TELLING,
    Act.WRITE_PIMR,
    Act.SUPERVISE_PIMR,
    Act.WRITE_FULL_PIMR,
}
"""Acts of the console, of a page about something else, or whose pages are to come."""


def declared(routes: Iterable[Page | Deed]) -> dict[tuple[str, str], Act]:
    told = {}
    for one in routes:
        if isinstance(one, Deed) or one.form:
            told["POST", one.path] = one.act
        if isinstance(one, Page):
            told["GET", one.path] = one.act
    return told


def test_every_route_is_listed_with_its_act() -> None:
    assert declared(ROUTES) == LISTED
    assert declared(DEMO_ROUTES) == LISTED_IN_DEMO


def test_the_running_program_has_the_declared_routes_and_no_other() -> None:
    assert answered(build(House(None, "https://x", False, {}), ROUTES)) == set(LISTED)  # type: ignore[arg-type]


def answered(app: Litestar) -> set[tuple[str, str]]:
    """Every verb and path that the application itself answers with a page of ours."""
    found = set()
    for one in app.routes:
        for handler in getattr(one, "route_handlers", ()):
            if handler.name and handler.name != ELSEWHERE and handler.name.startswith("/"):
                found |= {(str(verb), handler.name) for verb in handler.http_methods}
    return {(verb, path) for verb, path in found if verb in {"GET", "POST"}}


def test_a_route_too_many_is_noticed() -> None:
    extra = Page("/new", Act.ARRIVE, "web/absent.html", lambda _: {})
    assert declared([*ROUTES, extra]) != LISTED
    assert answered(build(House(None, "https://x", False, {}), [*ROUTES, extra])) != set(LISTED)  # type: ignore[arg-type]


def test_static_files_are_the_only_other_addresses() -> None:
    app = build(House(None, "https://x", False, {}), ROUTES)  # type: ignore[arg-type]
    paths = {one.path for one in app.routes}
    ours = {path.replace("{", "{").split(":")[0] for _, path in LISTED}
    strange = {p for p in paths if not p.startswith(("/static", "/{elsewhere"))}
    assert {p.replace(":str}", "}") for p in strange} == ours


def acts_without_law(acts: Iterable[str]) -> set[str]:
    return set(acts) - {row.may for row in law().rows}


def test_every_act_has_law_and_a_route_or_a_reason() -> None:
    assert not acts_without_law(Act)
    assert acts_without_law(["drive"]) == {"drive"}
    assert set(Act) == set(LISTED.values()) | WITHOUT_A_ROUTE
    assert not set(LISTED.values()) & WITHOUT_A_ROUTE


def test_every_role_can_do_something() -> None:
    spoken = {row.who for row in law().rows}
    assert set(Role) == spoken


def breaches_of_columns(tables: Mapping[str, sa.Table]) -> list[str]:
    found = []
    for table in tables.values():
        for column in table.columns:
            listed = COLUMNS.get(f"{table.name}.{column.name}")
            sealed = isinstance(column.type, SealedText)
            if listed is None:
                found.append(f"{table.name}.{column.name} is on no list")
            elif sealed != (listed == "sealed"):
                found.append(f"{table.name}.{column.name} is not {listed}")
            if sealed and not _has_header(table, column.name):
                found.append(f"{table.name}.{column.name} has no CHECK")
    return found


def _has_header(table: sa.Table, column: str) -> bool:
    return any(
        str(c.name).endswith(f"{column}_sealed")
        for c in table.constraints
        if isinstance(c, sa.CheckConstraint)
    )


def test_every_column_is_classified() -> None:
    assert breaches_of_columns(Base.metadata.tables) == []
    known = {f"{t.name}.{c.name}" for t in Base.metadata.tables.values() for c in t.columns}
    assert set(COLUMNS) == known


def test_an_unlisted_or_plain_column_is_noticed() -> None:
    table = sa.Table("person", sa.MetaData(), sa.Column("name", sa.Text), sa.Column("age", sa.Text))
    assert breaches_of_columns({"person": table}) == [
        "person.name is not sealed",
        "person.age is on no list",
    ]


@pytest.mark.parametrize(
    ("moves", "states"),
    [
        (STAGE_MOVES, Stage),
        (KEY_MOVES, KeyState),
        (QUESTION_MOVES, QUESTION_MOVES),
        (CONTRIBUTION_MOVES, State),
        (IMPORT_MOVES, ImportStage),
        (ASKED_MOVES, Asked),
        (INTAKE_MOVES, INTAKE_STAGES),
        (LINK_MOVES, LINK_MOVES),
        (PIMR_MOVES, PimrState),
    ],
)
def test_stages_are_closed(moves: Mapping[str, set[str]], states: Iterable[str]) -> None:
    assert set(moves) == set(states)
    assert set().union(*moves.values()) <= set(states)
    first = next(iter(states))
    assert reachable(moves, first) == set(states), "a state that nothing leads to"
    assert not all(moves.values()), "no state is the end"


def reachable(moves: Mapping[str, set[str]], first: str) -> set[str]:
    found, edge = {first}, [first]
    while edge:
        fresh = moves[edge.pop()] - found
        found |= fresh
        edge += fresh
    return found


DRAWN_BY_THE_WRAPPER = {
    "web/refused.html",
    "web/absent.html",
    "web/unavailable.html",
    "web/failed.html",
}


A_DOWNLOAD = ""
"""The template of what is kept and never drawn."""


def strays(templates: set[str], routes: Iterable[Page | Deed]) -> set[str]:
    """Templates without a page, and pages without a template."""
    drawn = {one.template for one in routes if isinstance(one, Page)} | DRAWN_BY_THE_WRAPPER
    whole = {t for t in templates if not t.startswith("parts/") and "/_" not in t}
    return (whole - {"web/base.html"}) ^ (drawn - {A_DOWNLOAD})


def test_templates_mirror_the_pages() -> None:
    folder = place.templates()
    found = {str(p.relative_to(folder)) for p in folder.rglob("*.html")}
    assert strays(found, ROUTES) == set()
    assert strays({*found, "people/stray.html"}, ROUTES) == {"people/stray.html"}
