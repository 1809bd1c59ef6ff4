"""What a caller of ``onebed simulate`` asks, read from the command line."""

import re
from collections.abc import Container
from dataclasses import replace
from pathlib import Path

from scenarios.files import load
from scenarios.input_problems import InputError
from simulation import what_if
from simulation.limits import MOST_DAYS, MOST_REPLICATIONS
from simulation.policies.from_input import policies_from_words
from simulation.replications import Precision
from simulation.study import PRECISION, Study
from simulation.what_if import BASE, WhatIf

AUTO = "auto"
CHANGED = "policies"
"""Name of the hospital as it is with policies of the command line."""


def asked_study(
    scenarios: str, hospital: str, policies: list[str], days: int | None, seed: int, *, compare: bool
) -> Study:
    """Return what is asked, and of which hospital.

    Raises
    ------
    InputError
        With everything wrong with it.
    """
    names = [name.strip() for name in scenarios.split(",") if name.strip()]
    if not names:
        raise InputError.single("SCENARIO", f"{scenarios!r} names no scenario, expected one at least")
    if len(names) == 1 and names[0] not in what_if.names() and not _asks(Path(names[0])):
        if not _exists(Path(names[0])) and names[0] != hospital:
            known = ", ".join(what_if.names())
            raise InputError.single(
                "", f"scenario {names[0]!r} is neither a file nor bundled, expected one of: {known}"
            )
        names, hospital = [BASE], names[0]
    added = policies_from_words(policies)
    questions: dict[str, WhatIf] = {}
    for name in names:
        question = what_if.bundled(name) if name in what_if.names() else what_if.read(Path(name))
        option = CHANGED if name == BASE and added else _option(name, questions)
        questions[option] = replace(question, policies=(*question.policies, *added))
    if compare and BASE not in questions:
        first = next(iter(questions.values()))
        questions = {BASE: replace(what_if.bundled(BASE), from_now=first.from_now), **questions}
    measured = days or max(question.days for name, question in questions.items() if name != BASE or len(questions) == 1)
    return Study(questions=questions, world=load(hospital), days=measured, seed=seed)


def _option(name: str, taken: Container[str]) -> str:
    """Return what a scenario is called in tables and folders; files of one name are told apart."""
    if name in what_if.names():
        if name in taken:
            raise InputError.single("SCENARIO", f"{name} stands twice, expected once")
        return name
    bare = re.sub(r"[^\w.-]+", "-", Path(name).stem).strip(".-") or "scenario"
    option, number = bare, 2
    while option in taken or option in what_if.names() or option == CHANGED:
        option, number = f"{bare}-{number}", number + 1
    return option


def _asks(path: Path) -> bool:
    """Return whether a file is a what-if scenario, not a hospital."""
    return path.suffix == ".json" and _exists(path) and path.is_file() and b'"policies"' in path.read_bytes()


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # no file has such a name
        return False


def asked_replications(words: str) -> int | Precision:
    """Return how many replications are asked for.

    Raises
    ------
    InputError
        For anything but ``auto`` and a number that makes sense.
    """
    if words == AUTO:
        return PRECISION
    number = _number(words)
    if number is None or not 1 <= number <= MOST_REPLICATIONS:
        raise InputError.single("--replications", f"{words!r}, expected auto or a number from 1 to {MOST_REPLICATIONS}")
    return number


def asked_warm_up(words: str) -> int | None:
    """Return the days to leave out; None when they are to be found.

    Raises
    ------
    InputError
        For anything but ``auto`` and a number that makes sense.
    """
    if words == AUTO:
        return None
    number = _number(words)
    if number is None or number > MOST_DAYS:
        raise InputError.single("--warm-up", f"{words!r}, expected auto or a number of days up to {MOST_DAYS}")
    return number


def _number(words: str) -> int | None:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else None
