"""A scenario by file or by name."""

from scenarios.generate import generate
from scenarios.scenario import Scenario


def scenario_named(name: str) -> Scenario:
    """Return a bundled scenario."""
    return generate(beds=2000, waiting=40, seed=1, name=name)
