"""What-if scenarios as data: a name, some policies, a length; read from the catalogue or a file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from json import loads
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from scenarios.input_problems import InputError, InputProblem
from scenarios.local_checks import within
from simulation.limits import MOST_DAYS
from simulation.policies import Policy
from simulation.policies.from_input import policy, problems_of
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
        for number, one in enumerate(self.policies):
            try:
                settings = one.apply(settings)
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
    except (ValueError, RecursionError) as error:  # wrong JSON, wrong letters, huge numbers, endless nesting
        raise InputError.single(name, f"is not JSON: {error}") from None
    entries = raw.get("policies", ()) if isinstance(raw, dict) else ()
    policies, found = _policies(entries if isinstance(entries, list) else [], name)
    try:
        document = _DOCUMENT.validate_python(raw)
    except ValidationError as error:
        raise InputError([*problems_of(name, error), *found]) from None
    if problem := within("days", document.days, 1, MOST_DAYS):
        found.append(InputProblem(f"{name}: days", problem))
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
