"""The form that asks what-if questions: what it shows, and what it says when it comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from types import NoneType
from typing import Any, get_args, get_type_hints

from starlette.datastructures import FormData

from api.simulations.documents import AUTO, AskedOption, AskSimulation
from api.simulations.views import choices_of
from api.web.labels import Labels, mark
from api.web.simulation_words import either
from scenarios.hospital import Hospital
from scenarios.input_problems import InputError, InputProblem
from simulation import what_if
from simulation.policies import POLICIES, Policy
from simulation.what_if import BASE, WhatIf
from simulation.words import SHARE, Words, words_of_fields

WEEKDAYS = (mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"))
GROUPS: dict[str, tuple[str, ...]] = {
    mark("Surgery"): tuple(f"day-surgery-{percent}" for percent in (10, 20, 30, 40, 47, 50, 60)),
    mark("Beds and discharge"): (
        "one-pool",
        "own-wards",
        "discharge-lounge",
        "weekend-discharge",
        "smoothing",
        "closed-ward",
    ),
    mark("Crises"): ("winter-peak", "outbreak", "mass-casualty"),
    mark("From now"): ("now-14-days", "live-allocator"),
}
"""Scenarios by what they are about; those in no group stand under :data:`OTHERS`."""
OTHERS = mark("Your own")
LENGTHS = {
    "days": mark("Days measured"),
    "warm_up": mark("Warm-up"),
    "replications": mark("Replications"),
    "seed": mark("Seed"),
}
"""Fields about length and precision, and what they are called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One field of the form.

    Attributes
    ----------
    name, label, unit : str
        Of the field; the unit as it is shown.
    kind : str
        ``number``, ``choice``, ``ward`` or ``text``.
    value : str
        Filled in.
    choices : tuple of (str, str)
        Values and what they are called.
    whole : bool
        Whether only whole numbers make sense.
    least, most : str
        Limits as the field shows them; empty for none.
    """

    name: str
    label: str
    unit: str
    kind: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    whole: bool = False
    least: str = ""
    most: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFields:
    """A policy in the form."""

    name: str
    title: str
    chosen: bool
    parameters: tuple[Parameter, ...]


def scenario_groups(labels: Labels) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the scenarios' names and titles, by group."""
    known = what_if.names()
    grouped = {name for names in GROUPS.values() for name in names}
    groups = {**GROUPS, OTHERS: tuple(name for name in known if name not in grouped)}
    return [
        (labels.gettext(group), [(name, either(labels, *_titles(name))) for name in names if name in known])
        for group, names in groups.items()
    ]


def policy_fields(question: WhatIf, labels: Labels, hospital: Hospital) -> list[PolicyFields]:
    """Return every policy, the question's own first with their values."""
    own = {type(policy): policy for policy in question.policies}
    chosen = [_fields(policy, labels, hospital, chosen=True) for policy in own.values()]
    others = [_fields(kind(), labels, hospital, chosen=False) for kind in POLICIES.values() if kind not in own]
    return chosen + others


def asked_simulation(form: FormData, labels: Labels) -> AskSimulation:
    """Return what a form asks.

    Raises
    ------
    InputError
        With every field that cannot be read, in the reader's words.
    """
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    problems: list[InputProblem] = []
    policies = []
    for name in form.getlist("policy"):
        try:
            policies.append(_policy_document(str(name), fields, labels))
        except InputError as error:
            problems += error.problems
    numbers = {name: _number(fields, name, labels, problems) for name in LENGTHS}
    if problems:
        raise InputError(problems)
    if "compare" in fields and not policies and _changes(fields.get("scenario", BASE)):
        text = mark("No change is ticked, expected one at least to compare with the hospital as it is")
        raise InputError.single("", labels.gettext(text))
    option = AskedOption(
        scenario=fields.get("scenario", BASE), policies=policies, title=fields.get("title", "").strip()
    )
    return AskSimulation(
        options=[option],
        compare="compare" in fields,
        **{name: number for name, number in numbers.items() if number is not None},
        from_now=fields.get("from_now") == "yes",
        like=fields.get("like") or None,
    )


def _changes(scenario: str) -> bool:
    return scenario in what_if.names() and bool(what_if.bundled(scenario).policies)


def _titles(name: str) -> tuple[str, str]:
    question = what_if.bundled(name)
    return question.title, question.title_zh


def _fields(policy: Policy, labels: Labels, hospital: Hospital, *, chosen: bool) -> PolicyFields:
    name = next(name for name, kind in POLICIES.items() if kind is type(policy))
    parameters: list[Parameter] = []
    for field, words in words_of_fields(type(policy)).items():
        parameters += _parameters(name, type(policy), field, words, getattr(policy, field), labels, hospital)
    return PolicyFields(
        name=name, title=either(labels, policy.words.en, policy.words.zh), chosen=chosen, parameters=tuple(parameters)
    )


def _parameters(
    policy: str,
    kind: type,
    field: str,
    words: Words,
    value: Any,  # noqa: ANN401  of any parameter
    labels: Labels,
    hospital: Hospital,
) -> list[Parameter]:
    label = either(labels, words.en, words.zh)
    unit = "%" if words.unit == SHARE else labels.gettext(words.unit)
    name = f"{policy}.{field}"
    choices = choices_of(kind, field)
    if choices:
        named = tuple((choice, labels.gettext(choice)) for choice in choices)
        return [Parameter(name=name, label=label, unit=unit, kind="choice", value=str(value), choices=named)]
    if field == "ward":
        wards = (
            ("", labels.gettext("the first general ward")),
            *((w.id, f"{w.id} {labels.ward(w.id)}") for w in hospital.wards),
        )
        return [Parameter(name=name, label=label, unit=unit, kind="choice", value=str(value), choices=wards)]
    if isinstance(value, tuple):
        return [
            Parameter(
                name=f"{name}.{day}",
                label=f"{label} {labels.gettext(weekday)}" if not day else labels.gettext(weekday),
                unit="",
                kind="number",
                value=f"{part:g}",
            )
            for day, (weekday, part) in enumerate(zip(WEEKDAYS, value, strict=True))
        ]
    shown = "" if value is None else f"{100 * value:g}" if words.unit == SHARE else f"{value:g}"
    hint = get_type_hints(kind)[field]
    whole = hint is int or set(get_args(hint)) == {int, NoneType}
    return [
        Parameter(
            name=name,
            label=label,
            unit=unit,
            kind="number",
            value=shown,
            whole=whole,
            least=_limit(words, words.least),
            most=_limit(words, words.most),
        )
    ]


def _limit(words: Words, limit: float | None) -> str:
    return "" if limit is None else f"{100 * limit:g}" if words.unit == SHARE else f"{limit:g}"


def _policy_document(name: str, fields: Mapping[str, str], labels: Labels) -> dict[str, Any]:
    kind = POLICIES.get(name)
    if kind is None:
        raise InputError.single("policy", f"{name!r}, expected one of: {', '.join(POLICIES)}")
    document: dict[str, Any] = {"policy": name}
    problems: list[InputProblem] = []
    for field, words in words_of_fields(kind).items():
        path = f"{either(labels, kind.words.en, kind.words.zh)}: {either(labels, words.en, words.zh)}"
        try:
            value = _value(fields, f"{name}.{field}", kind, field, words)
        except ValueError:
            problems.append(InputProblem(path, labels.gettext("is not a number")))
            continue
        if value is None and f"{name}.{field}" in fields and getattr(kind(), field) is not None:
            problems.append(InputProblem(path, labels.gettext("is empty, expected a number")))
        if value is not None:
            document[field] = value
    if problems:
        raise InputError(problems)
    return document


def _value(fields: Mapping[str, str], name: str, kind: type, field: str, words: Words) -> Any:  # noqa: ANN401
    if choices_of(kind, field) or field == "ward":
        return fields.get(name)
    if isinstance(getattr(kind(), field), tuple):
        days = [fields.get(f"{name}.{day}") for day in range(len(WEEKDAYS))]
        return None if days == [None] * len(days) else [_finite(day or "") for day in days]
    text = fields.get(name, "").strip()
    if not text:
        return None
    number = _finite(text)
    if words.unit == SHARE:
        return round(number / 100, 6)
    return int(number) if number == int(number) else number


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number


def _number(fields: Mapping[str, str], name: str, labels: Labels, problems: list[InputProblem]) -> Any:  # noqa: ANN401
    """Return a whole number or ``auto``; None for a field that was not sent, or not filled in, or is a problem."""
    text = fields.get(name, "").strip()
    if not text or (text == AUTO and name in ("warm_up", "replications")):
        return text or None
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    problems.append(InputProblem(labels.gettext(LENGTHS[name]), labels.gettext("is not a number")))
    return None
