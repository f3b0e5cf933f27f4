"""What the demonstration's people do about proceedings beside the review, and what is compelled."""

from collections.abc import Callable

from portal.compulsion import acts as compulsion
from portal.demo_steps import Story, Told
from portal.gate.gate import Gate
from portal.persons import acts as persons
from portal.persons.told import Told as KnownOf
from portal.proceedings import acts as proceedings
from portal.proceedings import findings, matches, register
from portal.proceedings.findings import parted
from portal.web.dates import today


def investigate(story: Story, step: Told, gate: Gate) -> None:
    since = today(story.on(step["on"]))
    proceedings.record_investigation(state=step["state"], since=since, gate=gate)


def agree_with_cps(story: Story, step: Told, gate: Gate) -> None:
    told = {key: step[key] for key in ("agreed_by", "name", "conditions")}
    on, permitted = today(story.on(step["on"])), set(step["permits"])
    proceedings.record_agreement(**told, on=on, permitted=permitted, gate=gate)


def register_process(story: Story, step: Told, gate: Gate) -> None:
    """With its next dates, and what it asked of the review."""
    told = {key: step[key] for key in ("kind", "body", "reference", "scope")}
    made = register.begin(**told, opened_on=today(story.on(step["on"])), gate=gate)
    for what, number in step.get("dates", ()):
        register.set_date(proceeding=made, what=what, on=today(story.on(number)), gate=gate)
    for kind, number, words in step.get("asked", ()):
        given = {"received_on": today(story.on(number)), "due_on": None, "words": words}
        register.asked(proceeding=made, kind=kind, **given, gate=gate)
    for kind, words in step.get("came", ()):
        register.came_of_it(proceeding=made, kind=kind, words=words, shared=True, gate=gate)


def enter_findings(story: Story, step: Told, gate: Gate) -> None:
    """What a process found that has reported, and which sections of the review meet it."""
    told = {key: step[key] for key in ("kind", "body", "reference", "scope")}
    made = register.begin(**told, opened_on=today(story.on(step["on"])), gate=gate)
    given = {"source": step["source"], "given_on": today(story.on(step["given"]))}
    found = parted(step["found"])
    rows = findings.enter(proceeding=made, told=found, shared=True, **given, gate=gate)
    for number, relation, words, section, why in step["meets"]:
        version = story.version({"words": words, "section": section}, gate) if section else None
        stands = {"relation": relation, "section": version.section_id if version else ""}
        matches.enter(finding=rows[number - 1], **stands, why=why, gate=gate)


def demand(story: Story, step: Told, gate: Gate) -> None:
    """A notice for documents that the step names."""
    told = {key: step[key] for key in ("power", "demander", "words")}
    came, due = (today(story.on(number)) for number in step["days"])
    named = [story.documents[name] for name in step["documents"]]
    compulsion.register(**told, received_on=came, due_on=due, documents=named, gate=gate)


def know_people(_: Story, step: Told, gate: Gate) -> None:
    """Entries of the register of people; those that the step names are shown to all who redact."""
    for name, role, nicknames, addresses, references in step["people"]:
        told = KnownOf(
            names=(name,),
            nicknames=tuple(nicknames),
            addresses=tuple(addresses),
            references=tuple((scheme, value) for scheme, value in references),
        )
        made = persons.enter(role=role, deceased="unknown", told=told, gate=gate)
        if name in step["shown"]:
            persons.show(person=made, shown=True, why=step["why"], gate=gate)


BESIDE: dict[str, Callable[[Story, Told, Gate], None]] = {
    each.__name__: each
    for each in (investigate, agree_with_cps, register_process, enter_findings, demand, know_people)
}
