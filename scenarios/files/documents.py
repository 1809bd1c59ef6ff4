"""Scenario documents: JSON that mirrors the dataclasses of the domain."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import JsonValue, TypeAdapter, ValidationError
from pydantic_core import from_json
from pydantic_core import to_json as pydantic_to_json

from scenarios.check import check
from scenarios.files.problem_words import problems_in_words
from scenarios.files.salvage import salvage
from scenarios.files.text import utf8
from scenarios.files.waiting_entries import hidden_problems
from scenarios.input_problems import InputError, InputProblem
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
        if name.lower().endswith(".csv"):
            text = "is one table, expected the folder with all its tables, or an operating-room log with its columns"
            raise InputError.single(name, text) from error
        raise InputError.single(name, f"not JSON ({error}), expected a complete JSON document") from error
    return document


def validated(
    document: object, data: bytes, rule_names: Mapping[str, bool] | None = None
) -> tuple[Scenario | None, list[InputProblem]]:
    """Return the scenario of a parsed document, or everything that is wrong with it.

    What is broken in form is told and set aside; what is left is still checked for what its objects say about each
    other, as far as that does not depend on the parts set aside.

    Parameters
    ----------
    document : object
        Parsed.
    data : bytes
        The same as UTF-8 JSON, which pydantic reads in its strict mode: no text for numbers, no numbers for times.
    rule_names : mapping of str to bool, optional
        Names that the settings may use, see :func:`scenarios.check.check`.
    """
    problems: list[InputProblem] = []
    try:
        scenario = SCENARIO.validate_json(data, strict=True)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        problems = [*problems_in_words(errors, document, Scenario), *hidden_problems(document, errors)]
        left = salvage(document, errors)
        try:
            scenario = SCENARIO.validate_json(pydantic_to_json(left.document), strict=True)
        except ValidationError:
            return None, problems
        return None, [*problems, *left.checks(scenario)]
    problems = check(scenario, rule_names=rule_names)
    return (None if problems else scenario), problems


def scenario_from_document(
    document: JsonValue, data: bytes, name: str, rule_names: Mapping[str, bool] | None = None
) -> Scenario:
    """Return the scenario of a document that :func:`parse_json` parsed from these bytes, checked.

    Raises
    ------
    InputError
        All problems at once; of a document of another schema that alone.
    """
    refuse_other_schema(document, name)
    scenario, problems = validated(document, utf8(data, name).encode(), rule_names)
    if scenario is None:
        raise InputError(problems)
    return scenario


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
