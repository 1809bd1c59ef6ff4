"""New coming weeks for a hospital that is known already: a document, a workbook, or some of their tables."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic_core import to_json as pydantic_to_json

from scenarios.coming_weeks import ComingWeeks
from scenarios.files.documents import parse_json, to_json, validated
from scenarios.files.tables.build import add_new, derive_weeks, fill
from scenarios.files.tables.draft import Draft
from scenarios.files.tables.read import read_folder, read_workbook
from scenarios.files.tables.rows import headers
from scenarios.files.tables.setting_tables import SETTINGS
from scenarios.files.tables.weeks_tables import WEEKS_TABLES
from scenarios.files.text import read_bytes
from scenarios.files.weeks_plans import COMING_WEEKS
from scenarios.input_problems import InputError
from scenarios.scenario import Scenario

PART = "coming_weeks"
_READ = {SETTINGS, *(table.name for table in WEEKS_TABLES)}


def read_coming_weeks(path: Path, scenario: Scenario) -> ComingWeeks:
    """Return the coming weeks in a file or folder, checked against a hospital.

    Parameters
    ----------
    path : Path
        A document of coming weeks, or of a scenario that has some (``.json``), a workbook (``.xlsx``), or a folder of
        tables. Tables that are not given stay as they are in the scenario; tables of the hospital are left alone.
    scenario : Scenario
        The hospital as it stands, with the weeks that are planned now if there are any.

    Raises
    ------
    InputError
        All problems at once, each with its table, row and column where there is one.
    """
    whole: dict[str, Any] = parse_json(to_json(scenario), "scenario")  # type: ignore[assignment]
    draft = Draft({"hospital": {}, "census": {"at": scenario.census.at.isoformat()}, PART: whole.get(PART) or {}})
    if path.suffix.lower() == ".json" and path.is_file():
        document = parse_json(read_bytes(path), path.name)
        if not isinstance(document, dict):
            raise InputError.single(path.name, f"holds {type(document).__name__}, expected coming weeks")
        given: object = document.get(PART) if "hospital" in document else document
    else:
        given = _of_tables(path, draft)
    if not given:
        raise InputError.single(path.name, "has no coming weeks, expected a waiting list")
    return _checked({**whole, PART: given}, draft)


def _of_tables(path: Path, draft: Draft) -> object:
    found = read_folder(path) if path.is_dir() else read_workbook(path)
    tables = {name: cells for name, cells in found.items() if name in _READ}
    if not tables.keys() - {SETTINGS}:
        names = ", ".join(table.name for table in WEEKS_TABLES)
        raise InputError.single(path.name, f"has no table of the coming weeks, expected one of {names}")
    if not headers(tables, draft, WEEKS_TABLES):
        raise InputError(draft.problems)
    fill(tables, draft)
    derive_weeks(draft)
    return draft.document.get(PART)


def _checked(document: Mapping[str, Any], draft: Draft) -> ComingWeeks:
    _, problems = validated(document, pydantic_to_json(document))
    add_new((problem for problem in problems if problem.path.split(".")[0] == PART), draft)
    if draft.problems:
        raise InputError(draft.problems)
    return COMING_WEEKS.validate_json(pydantic_to_json(document[PART]), strict=True)
