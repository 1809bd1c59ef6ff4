"""One way to read a scenario, whatever form it comes in."""

from collections.abc import Mapping
from pathlib import Path

from scenarios.catalogue import bundled, names
from scenarios.check import checked
from scenarios.files.documents import parse_json, scenario_from_document
from scenarios.files.ihtc import instance_from_document
from scenarios.files.ihtc_scenario import scenario_of_day
from scenarios.files.tables.build import scenario_from_tables
from scenarios.files.tables.read import read_folder, read_workbook
from scenarios.files.text import read_bytes
from scenarios.input_problems import InputError
from scenarios.scenario import Scenario

_IHTC_KEYS = {"occupants", "patients", "rooms", "surgeons", "operating_theaters"}
_TELLING_KEYS = 3
"""So many of them make an instance, so that one that lacks a key is told so in its own words."""
WORKBOOKS = (".xlsx", ".xlsm")


def load(source: Path | str, *, day: int | None = None, rule_names: Mapping[str, bool] | None = None) -> Scenario:
    """Return the scenario that a file, a folder or the name of a bundled one stands for, checked.

    Parameters
    ----------
    source : path or str
        A scenario document (``.json``), a folder of ``.csv`` or ``.parquet`` tables, a workbook (``.xlsx``), an
        IHTC-2024 instance (``.json``, told by its keys), or a bundled scenario's name (``demo``). A file or folder of
        that name goes before a bundled scenario.
    day : int, optional
        Day of an IHTC-2024 instance, from 0 (the default); only they have days.
    rule_names : mapping of str to bool, optional
        Names that the settings may use, see :func:`scenarios.check.check`.

    Raises
    ------
    InputError
        All problems of the input at once.
    """
    path = Path(source)
    if path.is_file() and path.suffix.lower() not in WORKBOOKS:
        return load_json(read_bytes(path), path.name, day=day, rule_names=rule_names)
    if day:
        raise InputError.single("day", f"day {day} of {source}, expected none: only IHTC-2024 instances have days")
    if path.is_dir():
        return scenario_from_tables(read_folder(path), path.resolve().name, rule_names)
    if path.is_file():
        return scenario_from_tables(read_workbook(path), path.stem, rule_names)
    if str(source) not in names():
        message = f"no such file or folder, expected one that exists or a bundled scenario: {', '.join(names())}"
        raise InputError.single(str(source), message)
    return checked(bundled(str(source)), rule_names=rule_names)


def is_bundled(source: Path | str) -> bool:
    """Return whether :func:`load` would take a source for the name of a bundled scenario."""
    return not Path(source).exists() and str(source) in names()


def load_json(
    data: bytes, name: str, *, day: int | None = None, rule_names: Mapping[str, bool] | None = None
) -> Scenario:
    """Return the scenario in the bytes of a JSON file: a scenario document or an IHTC-2024 instance.

    Parameters
    ----------
    data : bytes
        UTF-8.
    name : str
        What the file is called in problems; its stem names an instance.
    day, rule_names
        As in :func:`load`.

    Raises
    ------
    InputError
        All problems at once.
    """
    document = parse_json(data, name)
    if is_instance(document):
        return checked(scenario_of_day(instance_from_document(document, Path(name).stem), day or 0))
    if day:
        raise InputError.single("day", f"day {day} of {name}, expected none: only IHTC-2024 instances have days")
    return scenario_from_document(document, data, name, rule_names)


def is_instance(document: object) -> bool:
    """Return whether a parsed JSON file is meant as an IHTC-2024 instance."""
    return (
        isinstance(document, dict) and "hospital" not in document and len(document.keys() & _IHTC_KEYS) >= _TELLING_KEYS
    )


def load_ihtc(path: Path | str, day: int = 0) -> Scenario:
    """Return the morning of one day of an IHTC-2024 instance.

    Raises
    ------
    InputError
        All problems of the file at once.
    """
    path = Path(path)
    document = parse_json(read_bytes(path), path.name)
    return checked(scenario_of_day(instance_from_document(document, path.stem), day))
