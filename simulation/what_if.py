"""What-if scenarios as data: a name, some policies, a length; read from the catalogue or a file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from importlib.resources import files
from json import JSONDecodeError, loads
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from scenarios.input_problems import InputError, InputProblem
from simulation.policies import POLICIES, Policy
from simulation.settings import HospitalSettings

BASE = "base"


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """A question to the simulation.

    Attributes
    ----------
    title, title_zh : str
        What a planner reads.
    description, description_zh : str
        What is assumed and where it comes from.
    policies : tuple of Policy
        Applied in this order.
    days : int
        Days that are measured.
    from_now : bool
        Whether the run starts from the live state and measures from then on, without a warm-up.
    """

    title: str
    policies: tuple[Policy, ...] = ()
    title_zh: str = ""
    description: str = ""
    description_zh: str = ""
    days: int = 365
    from_now: bool = False

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with all policies applied.

        Raises
        ------
        InputError
            When a policy does not fit the hospital.
        """
        for number, policy in enumerate(self.policies):
            try:
                settings = policy.apply(settings)
            except ValueError as error:
                raise InputError.single(f"policies.{number}", str(error)) from None
        return settings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Document:
    """A what-if file as it is written."""

    __pydantic_config__ = {"extra": "forbid"}

    title: str
    title_zh: str = ""
    description: str = ""
    description_zh: str = ""
    days: int = 365
    from_now: bool = False
    policies: tuple[dict[str, Any], ...] = field(default=())


_DOCUMENT = TypeAdapter(_Document)


def names() -> tuple[str, ...]:
    """Return the names of the bundled what-if scenarios, in alphabetical order."""
    folder = files("scenarios.catalogue") / "what_if"
    return tuple(sorted(item.name.removesuffix(".json") for item in folder.iterdir() if item.name.endswith(".json")))


def bundled(name: str) -> WhatIf:
    """Return a bundled what-if scenario.

    Raises
    ------
    InputError
        For another name; the message lists the known ones.
    """
    if name not in names():
        raise InputError.single("", f"what-if {name!r} is not bundled, expected one of: {', '.join(names())}")
    return parsed((files("scenarios.catalogue") / "what_if" / f"{name}.json").read_bytes(), f"{name}.json")


def read(path: Path) -> WhatIf:
    """Read a what-if scenario from a JSON file."""
    try:
        return parsed(path.read_bytes(), path.name)
    except OSError as error:
        raise InputError.single(str(path), f"cannot be read: {error.strerror}") from None


def parsed(data: bytes, name: str) -> WhatIf:
    """Return the what-if scenario of a document.

    Raises
    ------
    InputError
        With every problem, each with its place in the document.
    """
    try:
        raw = loads(data)
    except (JSONDecodeError, UnicodeDecodeError) as error:
        raise InputError.single(name, f"is not JSON: {error}") from None
    entries = raw.get("policies", ()) if isinstance(raw, dict) else ()
    policies, found = _policies(entries if isinstance(entries, list) else [], name)
    try:
        document = _DOCUMENT.validate_python(raw)
    except ValidationError as error:
        raise InputError([*_problems(name, error), *found]) from None
    if document.days < 1:
        found.append(InputProblem(f"{name}: days", f"days {document.days}, expected >= 1"))
    if found:
        raise InputError(found)
    return WhatIf(
        title=document.title,
        title_zh=document.title_zh,
        description=document.description,
        description_zh=document.description_zh,
        days=document.days,
        from_now=document.from_now,
        policies=policies,
    )


def _policies(entries: Sequence[object], name: str) -> tuple[tuple[Policy, ...], list[InputProblem]]:
    """Return the policies of a document, and every problem of those that are none."""
    policies: list[Policy] = []
    found: list[InputProblem] = []
    for number, entry in enumerate(entries):
        if not isinstance(entry, dict):
            continue
        values = dict(entry)
        try:
            policies.append(policy(str(values.pop("policy", "")), values, f"{name}: policies.{number}"))
        except InputError as error:
            found += error.problems
    return tuple(policies), found


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
        found += _problems(path, error)
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


def _problems(path: str, error: ValidationError) -> Iterable[InputProblem]:
    for problem in error.errors():
        place = ".".join(str(part) for part in problem["loc"])
        where = f"{path}: {place}" if place else path
        # A policy lists all that is wrong with it in one sentence; whoever mends it does so one by one.
        for message in problem["msg"].removeprefix("Value error, ").split("; "):
            yield InputProblem(where, message)
