"""How large a generated hospital is, and the hospital itself."""

from dataclasses import dataclass

from scenarios.generate import generate
from scenarios.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Size:
    """Beds of a hospital, and requests that wait for one."""

    beds: int
    waiting: int

    def __str__(self) -> str:
        return f"{self.beds:,} beds, {self.waiting} waiting"

    def scenario(self, seed: int) -> Scenario:
        """Return the generated hospital of a seed, with all rules on."""
        return generate(beds=self.beds, waiting=self.waiting, seed=seed)


QUICK = Size(500, 20)
