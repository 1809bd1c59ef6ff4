"""Cross-object checks of a scenario: everything that contradicts itself, at once, each with its path."""

from collections.abc import Callable, Iterator, Mapping

from scenarios.check.beds_in_use import beds_in_use
from scenarios.check.coming_weeks import coming_weeks
from scenarios.check.consistency import consistency
from scenarios.check.index import ScenarioIndex
from scenarios.check.magnitudes import magnitudes
from scenarios.check.references import references
from scenarios.check.repetitions import repetitions
from scenarios.check.rule_names import unknown_rules
from scenarios.check.times import times
from scenarios.input_problems import InputError, InputProblem
from scenarios.scenario import Scenario

CHECKS: tuple[Callable[[Scenario, ScenarioIndex], Iterator[InputProblem]], ...] = (
    repetitions,
    references,
    beds_in_use,
    consistency,
    times,
    magnitudes,
    coming_weeks,
)
"""What every scenario is checked for, in the order in which problems are reported."""


__all__ = ["CHECKS", "ScenarioIndex", "check", "checked"]


def check(scenario: Scenario, *, rule_names: Mapping[str, bool] | None = None) -> list[InputProblem]:
    """Return everything in a scenario that contradicts itself.

    Each object has checked itself when it was made; this looks at what objects say about each other. Paths are those
    of the scenario's JSON document: ``hospital.wards.3.rooms.1``.

    Parameters
    ----------
    scenario : Scenario
        What to check.
    rule_names : mapping of str to bool, optional
        Names that ``allocation.rules`` may use, and whether a hospital may weigh them or switch them off. The rules
        live with the optimiser, which this floor does not know; without names they are not checked.

    Returns
    -------
    list of InputProblem
        Empty when all is well.
    """
    index = ScenarioIndex.of(scenario)
    found = [problem for checks in CHECKS for problem in checks(scenario, index)]
    if rule_names is not None:
        found.extend(unknown_rules(scenario, rule_names))
    return found


def checked(scenario: Scenario, *, rule_names: Mapping[str, bool] | None = None) -> Scenario:
    """Return the scenario when nothing is wrong with it.

    Raises
    ------
    InputError
        With all problems that :func:`check` finds.
    """
    problems = check(scenario, rule_names=rule_names)
    if problems:
        raise InputError(problems)
    return scenario
