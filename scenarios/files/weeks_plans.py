"""Plans of the coming weeks as JSON documents."""

from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json as pydantic_to_json

from scenarios.admissions.weeks_plan import WeeksPlan
from scenarios.coming_weeks import ComingWeeks
from scenarios.files.documents import parse_json
from scenarios.files.problem_words import problems_in_words
from scenarios.files.text import read_bytes
from scenarios.input_problems import InputError

WEEKS_PLAN = TypeAdapter(WeeksPlan)
COMING_WEEKS = TypeAdapter(ComingWeeks)


def read_weeks_plan(path: Path) -> WeeksPlan:
    """Return the plan in a file.

    Raises
    ------
    InputError
        The file is no plan; all problems at once.
    """
    document = parse_json(read_bytes(path), path.name)
    try:
        return WEEKS_PLAN.validate_json(pydantic_to_json(document), strict=True)
    except ValidationError as error:
        problems = problems_in_words(error.errors(include_url=False), document, WeeksPlan, whole="Plan")
        raise InputError(problems) from error


def weeks_plan_to_json(plan: WeeksPlan) -> bytes:
    """Return a plan as a UTF-8 JSON document; equal plans give equal bytes."""
    return WEEKS_PLAN.dump_json(plan, indent=1) + b"\n"
