"""Settings speak only of rules that exist."""

from collections.abc import Collection, Iterator

from scenarios.check.index import unknown
from scenarios.input_problems import InputProblem
from scenarios.scenario import Scenario


def unknown_rules(scenario: Scenario, rule_names: Collection[str]) -> Iterator[InputProblem]:
    """Yield a problem for every rule in the allocation settings that nobody has written."""
    for name in scenario.allocation.rules:
        if name not in rule_names:
            path = f"allocation.rules.{name}"
            yield InputProblem(path, unknown("Allocation settings", "rules", name, "rule", rule_names))
