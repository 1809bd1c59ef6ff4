"""Find and build a bundled scenario."""

import tomllib
from importlib.resources import files

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from scenarios.generate import generate
from scenarios.input_problems import InputError
from scenarios.scenario import Scenario

_SUFFIX = ".toml"


@dataclass(frozen=True, slots=True, kw_only=True, config={"extra": "forbid"})
class _Entry:
    """A generated hospital's size and seed, and what it is called on screen."""

    title: str
    title_zh: str
    beds: int
    waiting: int
    seed: int


_ENTRY = TypeAdapter(_Entry)


def names() -> tuple[str, ...]:
    """Return the names of the bundled scenarios, in alphabetical order."""
    folder = files("scenarios.catalogue")
    return tuple(sorted(item.name.removesuffix(_SUFFIX) for item in folder.iterdir() if item.name.endswith(_SUFFIX)))


def bundled(name: str) -> Scenario:
    """Return a bundled scenario.

    Parameters
    ----------
    name : str
        One of :func:`names`, such as ``demo``.

    Raises
    ------
    InputError
        For another name; the message lists the known ones.
    """
    if name not in names():
        raise InputError.single("", f"scenario {name!r} is not bundled, expected one of: {', '.join(names())}")
    text = (files("scenarios.catalogue") / f"{name}{_SUFFIX}").read_text(encoding="utf-8")
    entry = _ENTRY.validate_python(tomllib.loads(text))
    return generate(beds=entry.beds, waiting=entry.waiting, seed=entry.seed, name=name)
