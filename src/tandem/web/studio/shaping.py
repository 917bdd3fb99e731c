"""Between a policy's content and its form: what was typed, where rows were added or moved, and the faults beside their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.kit.money import Money
from tandem.core.kit.phrases import Phrase
from tandem.core.kit.refusals import Invalid
from tandem.core.knowledge.policies.fields import Field, typed
from tandem.core.knowledge.policies.reading import MOST_ITEMS, Fault
from tandem.core.knowledge.policies.vocabulary import shown
from tandem.web.refusals import said
from tandem.web.studio.shapes import SHAPES, WORDS, Spot

_ROW = re.compile(r"\[(\d{1,2})\]$")
AMOUNT = Field("amount", "", "money")


@dataclass(slots=True)
class Input:
    """A place as the page shows it: its name is its path in the content."""

    spot: Spot
    path: str
    value: Any
    errors: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def id(self) -> str:
        return "at_" + re.sub(r"\W+", "_", self.path)

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """What may be chosen, in words; nothing where that is an answer."""
        none = [("", "–")] if self.spot.optional else []
        return none + [(one, WORDS.get(one, one)) for one in self.spot.choices]


@dataclass(slots=True)
class Row:
    """One of several: its path, its places, and what is wrong with the whole of it."""

    path: str
    number: int
    inputs: list[Input]
    errors: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return "at_" + re.sub(r"\W+", "_", self.path)


def typed_state(kind: str, post: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, as deep as the content. A save leaves empty rows away; other buttons add, move or remove the row they name."""
    state = _typed(SHAPES[kind], post, "")
    if "save" in post:
        _drop_empty(SHAPES[kind], state)
    for verb in ("add", "remove", "up", "down"):
        if path := post.get(verb, ""):
            _turn(state, verb, path)
    return state


def state_of(kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """A kept content as it is typed."""
    return _kept(SHAPES[kind], content)


def content_of(kind: str, state: Mapping[str, Any], *, currency: str) -> tuple[dict[str, Any], list[Fault]]:
    """(the content that was typed, faults of amounts and counts that are none)."""
    faults: list[Fault] = []
    return _content(SHAPES[kind], state, "", faults, currency), faults


def inputs_of(kind: str, state: Mapping[str, Any], faults: Iterable[Fault] = ()) -> list[Input]:
    """The places of the form with what stands in them, each fault beside its place."""
    inputs = _inputs(SHAPES[kind], state, "")
    every: list[Input | Row] = list(_each(inputs))
    for fault in faults:
        near = [one for one in every if fault.path == one.path or fault.path.startswith((f"{one.path}.", f"{one.path}["))]
        place = max(near, key=lambda one: len(one.path), default=None)
        told = _("Expected %(expected)s.") % {"expected": said(fault.wanted)}
        (place or inputs[0]).errors.append(told if place else f"{fault.path}: {told}")
    return inputs


def mended_at(inputs: Iterable[Input]) -> list[tuple[str, str, str]]:
    """(id on the page, what the place is called, what is wrong) of every fault, in order."""
    found = []
    for one in _each(inputs):
        label = str(one.spot.label) if isinstance(one, Input) else str(one.number + 1)
        found += [(one.id, label, error) for error in one.errors]
    return found


def lines_of(kind: str, content: Mapping[str, Any]) -> str:
    """A content as lines of text, for people who compare two of them."""
    return "\n".join(_lines(_inputs(SHAPES[kind], state_of(kind, content), ""), 0))


def _typed(spots: tuple[Spot, ...], post: Mapping[str, str], before: str) -> dict[str, Any]:
    state: dict[str, Any] = {}
    for spot in spots:
        path = before + spot.name
        if spot.kind != "rows":
            state[spot.name] = post.get(path, "").replace("\r\n", "\n").strip()
            continue
        numbers = {int(match[1]) for name in post if (match := re.match(re.escape(path) + r"\[(\d{1,2})\]", name))}
        state[spot.name] = [_typed(spot.rows, post, f"{path}[{number}].") for number in sorted(numbers)[:MOST_ITEMS]]
    return state


def _drop_empty(spots: tuple[Spot, ...], state: dict[str, Any]) -> None:
    for spot in (spot for spot in spots if spot.kind == "rows"):
        for row in state[spot.name]:
            _drop_empty(spot.rows, row)
        state[spot.name] = [row for row in state[spot.name] if not _is_empty(row, spot.rows)]


def _is_empty(row: Mapping[str, Any], spots: tuple[Spot, ...]) -> bool:
    """Whether nothing was typed in a row; a required choice always stands at something."""
    return not any(row[spot.name] for spot in spots if not (spot.kind == "choice" and not spot.optional))


def _turn(state: dict[str, Any], verb: str, path: str) -> None:
    """`add=steps[1].fields`, `remove=steps[1]`, `up=steps[2]`: a path that there is not changes nothing."""
    match = None if verb == "add" else _ROW.search(path)
    rows = _rows_at(state, path[: match.start()] if match else path)
    if rows is None or (verb != "add" and match is None):
        return
    place = int(match[1]) if match else len(rows)
    if verb == "add" and len(rows) < MOST_ITEMS:
        rows.append({"fields": [], "branches": []} if path == "steps" else {})
    elif verb == "remove" and place < len(rows):
        del rows[place]
    elif verb in ("up", "down"):
        other = place + (-1 if verb == "up" else 1)
        if 0 <= place < len(rows) and 0 <= other < len(rows):
            rows[place], rows[other] = rows[other], rows[place]


def _rows_at(state: dict[str, Any], path: str) -> list[Any] | None:
    at: Any = state
    for part in re.findall(r"[a-z_]+|\d+", path):
        if isinstance(at, list) and part.isdigit() and int(part) < len(at):
            at = at[int(part)]
        elif isinstance(at, dict) and part in at:
            at = at[part]
        else:
            return None
    return at if isinstance(at, list) else None


def _kept(spots: tuple[Spot, ...], content: Mapping[str, Any]) -> dict[str, Any]:
    state: dict[str, Any] = {}
    for spot in spots:
        value: Any = content
        for part in spot.name.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if spot.kind == "rows":
            state[spot.name] = [_kept(spot.rows, row) for row in value or []]
        elif spot.kind == "lines":
            state[spot.name] = "\n".join(value or [])
        elif spot.kind == "money":
            state[spot.name] = shown(Money(value["currency"], value["minor"])) if value else ""
        elif spot.kind == "yes":
            state[spot.name] = "on" if value else ""
        else:
            state[spot.name] = "" if value is None else str(value)
    return state


def _content(spots: tuple[Spot, ...], state: Mapping[str, Any], before: str, faults: list[Fault], currency: str) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for spot in spots:
        path, given = before + spot.name, state.get(spot.name, "")
        if spot.kind == "rows":
            value: Any = [_content(spot.rows, row, f"{path}[{number}].", faults, currency) for number, row in enumerate(given or [])]
        else:
            value = _value(spot, given, path, faults, currency)
        if value not in ("", None, []):
            *outer, last = spot.name.split(".")
            at = content
            for part in outer:
                at = at.setdefault(part, {})
            at[last] = value
    return content


def _value(spot: Spot, given: str, path: str, faults: list[Fault], currency: str) -> Any:
    if spot.kind == "lines":
        return [line.strip() for line in given.split("\n") if line.strip()]
    if spot.kind == "yes":
        return True if given else None
    if spot.kind == "money" and given:
        try:
            money = typed(AMOUNT, given if given[-1].isalpha() else f"{given} {currency}")
        except Invalid:
            faults.append(Fault(path, Phrase("an amount such as 75 %(currency)s", {"currency": currency})))
            return None
        return {"minor": money.minor, "currency": money.currency} if isinstance(money, Money) else None
    if spot.kind == "count" and given:
        if given.isascii() and given.isdigit() and len(given) < 8:
            return int(given)
        faults.append(Fault(path, Phrase("a whole number")))
        return None
    return given


def _inputs(spots: tuple[Spot, ...], state: Mapping[str, Any], before: str) -> list[Input]:
    found = []
    for spot in spots:
        path, value = before + spot.name, state.get(spot.name, "")
        rows = []
        if spot.kind == "rows":
            rows = [Row(f"{path}[{n}]", n, _inputs(spot.rows, row, f"{path}[{n}].")) for n, row in enumerate(value or [])]
        found.append(Input(spot, path, value, rows=rows))
    return found


def _each(inputs: Iterable[Input]) -> Iterator[Input | Row]:
    for one in inputs:
        yield one
        for row in one.rows:
            yield row
            yield from _each(row.inputs)


def _lines(inputs: Iterable[Input], depth: int) -> Iterator[str]:
    for one in inputs:
        label = str(one.spot.label)
        if one.spot.kind == "rows" and one.rows:
            yield f"{'#' * min(depth + 2, 4)} {label}"
            for row in one.rows:
                yield from (f"- {line}" if not line.startswith(("#", "-")) else line for line in _lines(row.inputs, depth + 1))
        elif one.value and one.spot.kind != "rows":
            words = [str(WORDS.get(line, line)) if one.spot.kind == "choice" else line for line in str(one.value).split("\n") if line]
            yield from (f"{label}: {_('yes') if one.spot.kind == 'yes' else line}" for line in words)
