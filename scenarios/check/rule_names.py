"""Settings speak only of rules that exist, and leave those alone that always hold."""

from collections.abc import Iterator, Mapping

from scenarios.allocation_settings import RuleMode
from scenarios.check.index import unknown
from scenarios.input_problems import InputProblem
from scenarios.scenario import Scenario


def unknown_rules(scenario: Scenario, rule_names: Mapping[str, bool]) -> Iterator[InputProblem]:
    """Yield a problem for every rule in the allocation settings that nobody has written or that is always hard.

    Parameters
    ----------
    rule_names : mapping of str to bool
        Every rule, and whether a hospital may weigh it or switch it off.
    """
    for name, setting in scenario.allocation.rules.items():
        path = f"allocation.rules.{name}"
        if name not in rule_names:
            message = unknown("Allocation settings", "rules", name, "rule", rule_names)
            yield InputProblem(path, f"{message}: {', '.join(sorted(rule_names))}" if len(rule_names) > 6 else message)
        elif setting.mode is not RuleMode.HARD and not rule_names[name]:
            message = f"Allocation settings: rule {name!r} {setting.mode}, expected hard: it always holds"
            yield InputProblem(path, message)
