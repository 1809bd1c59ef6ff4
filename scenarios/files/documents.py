"""Scenario documents: JSON that mirrors the dataclasses of the domain."""

from pathlib import Path

from pydantic import JsonValue, TypeAdapter, ValidationError
from pydantic_core import from_json
from pydantic_core import to_json as pydantic_to_json

from scenarios.check import checked
from scenarios.files.problem_words import problems_in_words
from scenarios.files.text import utf8
from scenarios.input_problems import InputError
from scenarios.scenario import SCHEMA_VERSION, Scenario

SCENARIO = TypeAdapter(Scenario)


def parse_json(data: bytes, name: str) -> JsonValue:
    """Return a parsed JSON file.

    Raises
    ------
    InputError
        Not UTF-8, or not JSON; with line and column.
    """
    text = utf8(data, name)
    if not text.strip():
        raise InputError.single(name, "is empty, expected a JSON document")
    try:
        document: JsonValue = from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise InputError.single(name, f"not JSON ({error}), expected a complete JSON document") from error
    return document


def scenario_from_json(data: bytes, name: str) -> Scenario:
    """Return the scenario in the bytes of a JSON document, checked.

    Raises
    ------
    InputError
        All problems at once: first of form; with a sound form, of what objects say about each other.
    """
    document = parse_json(data, name)
    refuse_other_schema(document, name)
    try:
        scenario = SCENARIO.validate_json(utf8(data, name), strict=True)
    except ValidationError as error:
        raise InputError(problems_in_words(error.errors(include_url=False), document, Scenario)) from error
    return checked(scenario)


def refuse_other_schema(document: object, name: str) -> None:
    """Refuse what is no scenario document at all, and one of another version, before any detail is complained of.

    Raises
    ------
    InputError
        With that one problem.
    """
    if not isinstance(document, dict):
        raise InputError.single(name, f"holds {type(document).__name__}, expected an object with hospital and census")
    version = document.get("schema_version", SCHEMA_VERSION)
    if version != SCHEMA_VERSION:
        message = f"Scenario: schema_version {version!r}, expected {SCHEMA_VERSION}"
        raise InputError.single("schema_version", message)


def to_json(scenario: Scenario) -> bytes:
    """Return a scenario as a UTF-8 JSON document that ends with a newline; equal scenarios give equal bytes.

    Every field is written, so that a file keeps its meaning when a default changes.
    """
    body = {name: _plain(part) for name, part in SCENARIO.dump_python(scenario).items()}
    return pydantic_to_json({"schema_version": scenario.schema_version, **body}, indent=1) + b"\n"


def dump(scenario: Scenario, path: Path | str) -> None:
    """Write a scenario as a JSON document."""
    Path(path).write_bytes(to_json(scenario))


def _plain(value: object) -> object:
    """Return a value with its sets as sorted lists, since a set has no order of its own."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return sorted(value) if isinstance(value, frozenset) else value
