"""What may be asked at the door, and each refusal as a sentence."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from portal.people import passwords
from portal.people.models import findable
from portal.web.answer import local_path
from portal.web.page import Wrong

NOT_RIGHT = (
    "The email address, the password or the security code is not right. Check all three. A "
    "security code counts once: if you have used this one, wait for the next."
)
CODE_NOT_RIGHT = (
    "The email address or the enrolment code is not right, or the code has been used or is more "
    "than 7 days old. Ask your administrator for a new code."
)
BUSY = "The portal is busy signing people in. Try again in a few seconds."
TOTP_NOT_RIGHT = "The security code is not the one that your app shows now. Enter the newest one."
BEGIN_AGAIN = "Enter your enrolment code again. Setting up your account took too long."
MOST_EMAIL = 254
MOST_NAME = 120
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")


def wait(seconds: int) -> str:
    """Told to somebody who has failed too often; it says nothing of whether she is right now."""
    return (
        f"There were too many attempts. Wait {seconds} second{'' if seconds == 1 else 's'}, "
        "then try again. Your account is not locked."
    )


@dataclass(frozen=True, slots=True)
class SignIn:
    email: str
    password: str
    code: str
    next: str


def sign_in(fields: Mapping[str, str]) -> SignIn:
    email = fields.get("email", "").strip()
    password = fields.get("password", "")
    code = _figures(fields.get("code", ""))
    refuse(email=email_wrong(email), password=_password_wrong(password), code=_code_wrong(code))
    return SignIn(email, password, code, local_path(fields.get("next", "")))


@dataclass(frozen=True, slots=True)
class Enrolment:
    email: str
    code: str


def enrolment(fields: Mapping[str, str]) -> Enrolment:
    """The first step: who she is, and the code that she was given."""
    email = fields.get("email", "").strip()
    code = passwords.bare_code(fields.get("code", ""))
    short = len(code) != passwords.CODE_LENGTH
    said = f"The enrolment code is {passwords.CODE_LENGTH} letters and figures long."
    refuse(email=email_wrong(email), code=said if short else "")
    return Enrolment(email, code)


@dataclass(frozen=True, slots=True)
class Factors:
    totp: str
    password: str


def factors(fields: Mapping[str, str]) -> Factors:
    """The second step: the app's first code and the new password."""
    totp = _figures(fields.get("totp", ""))
    password, again = fields.get("password", ""), fields.get("again", "")
    weak = _password_wrong(password) or _password_weak(password)
    differs = not weak and passwords.normal(password) != passwords.normal(again)
    said = "The two passwords are not the same." if differs else ""
    refuse(totp=_code_wrong(totp), password=weak, again=said)
    return Factors(totp, password)


def not_the_email(password: str, email: str) -> None:
    """Raises Wrong for a password that stands beside it on every sign-in page."""
    bare = findable(password)
    if bare == findable(email):
        raise Wrong.one("password", "Choose a password that is not your email address.")


def chosen(fields: Mapping[str, str]) -> str:
    """Whom a demonstration's visitor wants to be; whether there is such a person shows later."""
    return fields.get("person", "")


# Why not, or nothing


def refuse(**sentences: str) -> None:
    wrong = [{"field": f, "sentence": said} for f, said in sentences.items() if said]
    if wrong:
        raise Wrong(wrong)


def _writable(text: str) -> bool:
    """Neither control characters, which names do not have, nor halves of characters."""
    return not any(unicodedata.category(c) in {"Cc", "Cs"} for c in text)


def email_wrong(email: str) -> str:
    if not email:
        return "Enter your work email address."
    if not _EMAIL.fullmatch(email) or not _writable(email) or len(email) > MOST_EMAIL:
        return "Enter an email address in the usual form, such as name@agency.example."
    return ""


def name_wrong(name: str, what: str) -> str:
    if not name:
        return f"Enter {what}."
    if not _writable(name):
        return "A name is one line of text, without control characters."
    return f"Use {MOST_NAME} characters or fewer." if len(name) > MOST_NAME else ""


def _password_wrong(password: str) -> str:
    if not password:
        return "Enter your password."
    if any(unicodedata.category(c) == "Cs" for c in password):
        return "The password holds half a character. Type it again."
    if len(password) > passwords.MOST or len(passwords.normal(password)) > passwords.MOST:
        return f"A password has {passwords.MOST} characters or fewer."
    return ""


def _password_weak(password: str) -> str:
    if len(passwords.normal(password)) < passwords.MINIMUM:
        return f"Use {passwords.MINIMUM} characters or more. Three or four words will do."
    if passwords.common(password):
        return "That password is among the first that others would try. Choose another."
    return ""


def _figures(typed: str) -> str:
    """Six figures however they were grouped or typed."""
    return "".join(unicodedata.normalize("NFKC", typed[:32]).split())


def _code_wrong(code: str) -> str:
    return "" if re.fullmatch(r"[0-9]{6}", code) else "The security code is 6 figures long."


def which(fields: Mapping[str, str]) -> str:
    return fields.get("which", "")
