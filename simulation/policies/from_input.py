"""Policies from their names and settings, as documents and the command line give them."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from pydantic import TypeAdapter, ValidationError

from scenarios.input_problems import InputError, InputProblem
from simulation.policies import POLICIES, Policy


def policy(name: str, values: Mapping[str, Any], path: str) -> Policy:
    """Return a policy from its name and parameters.

    Raises
    ------
    InputError
        For an unknown name, an unknown parameter, or a value out of range.
    """
    kind = POLICIES.get(name)
    if kind is None:
        raise InputError.single(path, f"policy {name!r}, expected one of: {', '.join(POLICIES)}")
    known = [field.name for field in fields(kind)]
    found = [
        InputProblem(path, f"{key} is no setting of {name}, expected one of: {', '.join(known)}")
        for key in values
        if key not in known
    ]
    try:
        made: Policy = TypeAdapter(kind).validate_python({key: values[key] for key in values if key in known})
    except ValidationError as error:
        found += problems_of(path, error)
    if found:
        raise InputError(found)
    return made


def policies_from_words(said: Iterable[str]) -> tuple[Policy, ...]:
    """Return the policies of the command line.

    Raises
    ------
    InputError
        With the problems of all of them.
    """
    policies: list[Policy] = []
    found: list[InputProblem] = []
    for words in said:
        try:
            policies.append(policy_from_words(words))
        except InputError as error:
            found += error.problems
    if found:
        raise InputError(found)
    return tuple(policies)


def policy_from_words(words: str) -> Policy:
    """Return a policy from the command line's form ``NAME`` or ``NAME:KEY=VALUE,KEY=VALUE``."""
    name, _, rest = words.partition(":")
    values = {}
    for part in filter(None, rest.split(",")):
        key, equals, value = part.partition("=")
        if not equals:
            raise InputError.single(f"--policy {words}", f"{part!r}, expected KEY=VALUE")
        values[key.strip().replace("-", "_")] = value.strip()
    return policy(name.strip(), values, f"--policy {words}")


def problems_of(path: str, error: ValidationError) -> Iterable[InputProblem]:
    """Return what pydantic found wrong, each with its place below a path."""
    for problem in error.errors():
        place = ".".join(str(part) for part in problem["loc"])
        where = f"{path}: {place}" if place else path
        # A policy lists all that is wrong with it in one sentence; whoever mends it does so one by one.
        for message in problem["msg"].removeprefix("Value error, ").split("; "):
            yield InputProblem(where, message)
