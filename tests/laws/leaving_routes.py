"""The routes of what leaves a review, each with its act: who is in it, what is taken out of its
words for whom, and who asked.
"""

from portal.gate.policy import Act

LEAVING = {
    ("GET", "/reviews/{review}/redaction"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/redaction/new"): Act.READ_REVIEW,
    ("POST", "/reviews/{review}/redaction/new"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/redaction/{rendition}"): Act.READ_RENDITION,
    ("GET", "/reviews/{review}/redaction/{rendition}/add"): Act.MAKE_RENDITION,
    ("POST", "/reviews/{review}/redaction/{rendition}/add"): Act.MAKE_RENDITION,
    (
        "GET",
        "/reviews/{review}/redaction/sections/{rendition_section}/take-out",
    ): Act.MAKE_RENDITION,
    (
        "POST",
        "/reviews/{review}/redaction/sections/{rendition_section}/take-out",
    ): Act.MAKE_RENDITION,
    ("GET", "/reviews/{review}/redaction/{rendition}/look"): Act.MAKE_RENDITION,
    ("POST", "/reviews/{review}/redaction/{rendition}/look"): Act.MAKE_RENDITION,
    ("GET", "/reviews/{review}/redaction/{rendition}/groups"): Act.MAKE_RENDITION,
    ("POST", "/reviews/{review}/redaction/{rendition}/groups"): Act.MAKE_RENDITION,
    ("GET", "/reviews/{review}/redaction/{rendition}/proposals"): Act.MAKE_RENDITION,
    ("POST", "/reviews/{review}/redaction/{rendition}/proposals"): Act.MAKE_RENDITION,
    ("GET", "/reviews/{review}/redaction/{rendition}/ready"): Act.READ_RENDITION,
    ("GET", "/reviews/{review}/redaction/sections/{rendition_section}"): Act.READ_RENDITION,
    ("POST", "/reviews/{review}/redaction/sections/{rendition_section}"): Act.MAKE_RENDITION,
    ("GET", "/reviews/{review}/redaction/passages/{passage}"): Act.READ_RENDITION,
    ("POST", "/reviews/{review}/redaction/passages/{passage}"): Act.MAKE_RENDITION,
    ("GET", "/reviews/{review}/redaction/opinions"): Act.READ_REVIEW,
    ("POST", "/reviews/{review}/redaction/opinions"): Act.READ_REVIEW,
    ("GET", "/reviews/{review}/redaction/{rendition}/consult"): Act.MAKE_RENDITION,
    ("POST", "/reviews/{review}/redaction/{rendition}/consult"): Act.MAKE_RENDITION,
    ("GET", "/reviews/{review}/redaction/{rendition}/depart"): Act.MAKE_RENDITION,
    ("POST", "/reviews/{review}/redaction/{rendition}/depart"): Act.MAKE_RENDITION,
    ("GET", "/reviews/{review}/redaction/{rendition}/settle"): Act.MAKE_RENDITION,
    ("POST", "/reviews/{review}/redaction/{rendition}/settle"): Act.MAKE_RENDITION,
    ("GET", "/reviews/{review}/redaction/consultations/{consultation}"): Act.ANSWER_CONSULTATION,
    (
        "GET",
        "/reviews/{review}/redaction/consultations/{consultation}/sections/{place}",
    ): Act.READ_REVIEW,
    (
        "POST",
        "/reviews/{review}/redaction/consultations/{consultation}/sections/{place}",
    ): Act.READ_REVIEW,
    (
        "GET",
        "/reviews/{review}/redaction/consultations/{consultation}/sections/{place}/more",
    ): Act.READ_REVIEW,
    (
        "POST",
        "/reviews/{review}/redaction/consultations/{consultation}/sections/{place}/more",
    ): Act.READ_REVIEW,
    (
        "GET",
        "/reviews/{review}/redaction/consultations/{consultation}/finish",
    ): Act.ANSWER_CONSULTATION,
    (
        "POST",
        "/reviews/{review}/redaction/consultations/{consultation}/finish",
    ): Act.ANSWER_CONSULTATION,
}
