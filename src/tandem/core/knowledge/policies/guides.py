"""Step-by-step guides: what is asked at each step, where it leads, and whether every way leads out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tandem.core.kit.phrases import Phrase
from tandem.core.kit.refusals import Invalid, Refused
from tandem.core.knowledge.policies.expressions import ALWAYS, Expression
from tandem.core.knowledge.policies.fields import Field, read_field, restored, stored, typed, written_field
from tandem.core.knowledge.policies.parsing import WORDS
from tandem.core.knowledge.policies.reading import Fault, Reader, kept
from tandem.core.knowledge.policies.rules import condition
from tandem.core.knowledge.policies.truth import holds
from tandem.core.knowledge.policies.vocabulary import OF_A_CONVERSATION, Known, Value, Vocabulary

OUTCOMES = ("resolved", "handed_over", "refused", "waiting")
MOST_STEPS_TAKEN = 200  # of one run: beyond it somebody walks in a circle


@dataclass(frozen=True, slots=True)
class Branch:
    """Where a step leads when a condition holds; the first that does is taken."""

    when: Expression
    to: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a guide ends at a step."""

    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What to say, what to ask, and where to go: by its branches, else `then`; or an outcome, and no further."""

    key: str
    title: str
    say: str = ""
    fields: tuple[Field, ...] = ()
    branches: tuple[Branch, ...] = ()
    then: str = ""
    outcome: Outcome | None = None

    def leads_to(self) -> tuple[str, ...]:
        """Every step that may come next."""
        return (*(branch.to for branch in self.branches), *((self.then,) if self.then else ()))


@dataclass(frozen=True, slots=True)
class Guide:
    """Steps, the first of which begins. It is offered for these intents (none: for any) when the condition holds."""

    steps: tuple[Step, ...]
    intents: tuple[str, ...] = ()
    when: Expression = ALWAYS

    def step(self, key: str) -> Step:
        """The step of this name. Raises Refused (`no_such_step`)."""
        found = next((step for step in self.steps if step.key == key), None)
        if found is None:
            raise Refused("This guide has no such step.", code="no_such_step")
        return found


def read_guide(given: Any, reader: Reader) -> Guide:
    parts = reader.parts(given, "", ("steps", "intents", "when"))
    names = _vocabulary(parts.get("steps"))
    steps = reader.many(parts.get("steps"), "steps", lambda part, path: _step(part, path, reader, names), least=1)
    guide = Guide(steps, reader.lines(parts.get("intents"), "intents"), reader.condition(parts.get("when"), "when"))
    reader.once((step.key for step in steps), "steps", ".key")
    _check_places(steps, reader)
    reader.faults += dead_ends(guide)
    return guide


def written_guide(guide: Guide) -> dict[str, Any]:
    return kept(steps=[_written(step) for step in guide.steps], intents=list(guide.intents), when=condition(guide.when))


def dead_ends(guide: Guide) -> list[Fault]:
    """Steps that there are not, that nothing leads to, and that never lead to an outcome."""
    place = {step.key: number for number, step in reversed(list(enumerate(guide.steps)))}
    faults = []
    for number, step in enumerate(guide.steps):
        named = [(f"branches[{at}].to", branch.to) for at, branch in enumerate(step.branches)] + ([("then", step.then)] if step.then else [])
        faults += [Fault(f"steps[{number}].{path}", Phrase("a step of this guide, not %(key)s", {"key": to})) for path, to in named if to not in place]
    forward = {step.key: [to for to in step.leads_to() if to in place] for step in guide.steps}
    backward: dict[str, list[str]] = {key: [] for key in place}
    for key, leads in forward.items():
        for to in leads:
            backward[to].append(key)
    reached = _reached([guide.steps[0].key] if guide.steps else [], forward)
    ends = [step.key for step in guide.steps if step.outcome is not None or not set(step.leads_to()) <= set(place)]  # a wrong name is told already
    ending = _reached(ends, backward)
    for number, step in enumerate(guide.steps):
        if step.key not in reached:
            faults.append(Fault(f"steps[{number}]", Phrase("a step that some way leads to")))
        elif step.key not in ending and step.leads_to():
            faults.append(Fault(f"steps[{number}]", Phrase("a way on to an outcome; this one goes round in a circle")))
    return faults


def next_step(guide: Guide, at: str, known: Known) -> str:
    """Where a step leads for what is known: the first branch that holds (an unknown does not), else `then`; "" at an outcome."""
    step = guide.step(at)
    if step.outcome is not None:
        return ""
    return next((branch.to for branch in step.branches if holds(branch.when, known) is True), step.then)


def answered(step: Step, given: Mapping[str, str]) -> dict[str, Any]:
    """What was typed at a step, checked, as it is kept. Raises Invalid (field: the place)."""
    unknown = sorted(set(given) - {place.key for place in step.fields})
    if unknown:
        raise Invalid("This step does not ask for %(key)s.", named={"key": unknown[0]}, field=unknown[0])
    values = {place.key: typed(place, given.get(place.key, "")) for place in step.fields}
    return {key: stored(value) for key, value in values.items() if value is not None}


def known_of(guide: Guide, answers: Mapping[str, Any]) -> dict[str, Value]:
    """Kept answers as facts that conditions compare."""
    places = {place.key: place for step in guide.steps for place in step.fields}
    values = {key: restored(places[key], given) for key, given in answers.items() if key in places}
    return {key: value for key, value in values.items() if value is not None}


def _step(given: Any, path: str, reader: Reader, names: Vocabulary) -> Step:
    parts = reader.parts(given, path, ("key", "title", "say", "fields", "branches", "then", "outcome"))
    ends = parts.get("outcome")
    outcome = None
    if ends is not None:
        said = reader.parts(ends, f"{path}.outcome", ("kind", "note"))
        kind = reader.choice(said.get("kind"), f"{path}.outcome.kind", OUTCOMES)
        outcome = Outcome(kind, reader.text(said.get("note"), f"{path}.outcome.note", optional=True))
    step = Step(
        reader.key(parts.get("key"), f"{path}.key"), reader.line(parts.get("title"), f"{path}.title"),
        reader.text(parts.get("say"), f"{path}.say", optional=True),
        reader.many(parts.get("fields"), f"{path}.fields", lambda part, at: read_field(part, at, reader)),
        reader.many(parts.get("branches"), f"{path}.branches", lambda part, at: _branch(part, at, reader, names)),
        reader.key(parts.get("then"), f"{path}.then") if parts.get("then") else "", outcome,
    )  # fmt: skip
    if outcome is not None and step.leads_to():
        reader.fault(f"{path}.outcome", Phrase("no way on, since the guide ends here"))
    if outcome is None and not step.then:
        reader.fault(f"{path}.then", Phrase("the step that comes next, or an outcome"))
    return step


def _branch(given: Any, path: str, reader: Reader, names: Vocabulary) -> Branch:
    parts = reader.parts(given, path, ("when", "to"))
    if not parts.get("when"):
        reader.fault(f"{path}.when", Phrase("a condition"))
    return Branch(reader.condition(parts.get("when"), f"{path}.when", names), reader.key(parts.get("to"), f"{path}.to"))


def _vocabulary(given: Any) -> Vocabulary:
    """What a branch may name: the facts of a conversation and what the steps ask for."""
    spare = Reader()  # the faults of the places are told when the steps are read
    steps = [step for step in given if isinstance(step, dict)] if isinstance(given, list) else []
    asked = [step["fields"] for step in steps if isinstance(step.get("fields"), list)]
    places = [read_field(place, "", spare) for fields in asked for place in fields]
    return Vocabulary((*OF_A_CONVERSATION.facts, *(place.fact() for place in places if place.key)))


def _check_places(steps: tuple[Step, ...], reader: Reader) -> None:
    taken = {*OF_A_CONVERSATION.names(), *WORDS}
    for number, step in enumerate(steps):
        for at, place in enumerate(step.fields):
            if place.key and place.key in taken:
                reader.fault(f"steps[{number}].fields[{at}].key", Phrase("another name than %(key)s, which is taken", {"key": place.key}))
            taken.add(place.key)


def _written(step: Step) -> dict[str, Any]:
    return kept(
        key=step.key, title=step.title, say=step.say, fields=[written_field(place) for place in step.fields],
        branches=[{"when": condition(branch.when) or "always", "to": branch.to} for branch in step.branches], then=step.then,
        outcome=kept(kind=step.outcome.kind, note=step.outcome.note) if step.outcome else None,
    )  # fmt: skip


def _reached(begin: list[str], leads: Mapping[str, list[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(begin)
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting += leads.get(key, [])
    return seen
