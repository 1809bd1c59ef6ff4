"""What ``onebed plan`` plans, whatever form it comes in: an IHTC-2024 instance, or the coming weeks of a hospital."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scenarios.admissions.check import problems_of_plan
from scenarios.admissions.of_scenario import admissions_problem
from scenarios.admissions.plan import AdmissionsPlan
from scenarios.admissions.problem import AdmissionsProblem
from scenarios.admissions.weeks_plan import admissions_plan
from scenarios.files.documents import parse_json
from scenarios.files.ihtc import instance_from_document, read_solution
from scenarios.files.load import WORKBOOKS, is_instance, load
from scenarios.files.text import read_bytes
from scenarios.files.weeks_plans import read_weeks_plan
from scenarios.input_problems import InputError
from scenarios.scenario import Scenario


@dataclass(frozen=True, slots=True)
class AdmissionsInput:
    """A problem, and the scenario it was made from; None for an instance."""

    problem: AdmissionsProblem
    scenario: Scenario | None = None

    def read_plan(self, path: Path) -> AdmissionsPlan:
        """Return the plan in a file: the competition's format for an instance, OneBed's own for a scenario.

        Raises
        ------
        InputError
            The file is no plan, or names what the problem does not have; all problems at once.
        """
        if self.scenario is None:
            return read_solution(path, self.problem)
        assert self.scenario.coming_weeks is not None, "a problem was made of it"
        plan, problems = admissions_plan(self.scenario.coming_weeks, read_weeks_plan(path))
        problems += problems_of_plan(self.problem, plan)
        if problems:
            raise InputError(problems)
        return plan


def load_admissions(source: str, *, rule_names: Mapping[str, bool] | None = None) -> AdmissionsInput:
    """Return what a file, a folder or the name of a bundled scenario asks to be planned.

    Raises
    ------
    InputError
        The input cannot be read, contradicts itself, or has no coming weeks; all problems at once.
    """
    path = Path(source)
    if path.is_file() and path.suffix.lower() not in WORKBOOKS:
        document = parse_json(read_bytes(path), path.name)
        if is_instance(document):
            return AdmissionsInput(instance_from_document(document, path.stem))
    scenario = load(source, rule_names=rule_names)
    return AdmissionsInput(admissions_problem(scenario), scenario)
