"""Distributions given by their mean and standard deviation, drawn many at a time."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenarios.input_problems import InputProblem

Kind = Literal["constant", "exponential", "lognormal", "gamma", "normal", "uniform"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """A distribution of a duration or interval.

    Attributes
    ----------
    kind : str
        ``constant``, ``exponential``, ``lognormal``, ``gamma``, ``normal`` (cut below at ``minimum``) or ``uniform``
        (between ``minimum`` and ``maximum``).
    mean, sd : float
        Mean and standard deviation of the variable itself, not of its logarithm, in the model's unit.
    minimum, maximum : float
        Bounds of ``uniform``; ``minimum`` also shifts ``lognormal`` and cuts ``normal``.
    """

    kind: Kind
    mean: float = 0.0
    sd: float = 0.0
    minimum: float = 0.0
    maximum: float = 0.0

    def problems(self, path: str) -> list[InputProblem]:
        """Return everything wrong with the parameters."""
        found = []
        if self.kind == "uniform":
            if not 0 <= self.minimum <= self.maximum:
                found.append(InputProblem(path, f"uniform {self.minimum}..{self.maximum}, expected 0 <= low <= high"))
        elif self.mean < 0 or (self.mean == 0 and self.kind != "constant"):
            found.append(InputProblem(path, f"mean {self.mean}, expected > 0"))
        if self.kind in ("lognormal", "gamma") and self.sd <= 0:
            found.append(InputProblem(path, f"sd {self.sd}, expected > 0 for {self.kind}"))
        if self.kind == "lognormal" and self.minimum >= self.mean:
            found.append(InputProblem(path, f"minimum {self.minimum}, expected below the mean {self.mean}"))
        return found

    def draw(self, generator: np.random.Generator, size: int) -> NDArray[np.float64]:
        """Return ``size`` independent draws, never negative."""
        match self.kind:
            case "constant":
                return np.full(size, self.mean)
            case "exponential":
                return generator.exponential(self.mean, size)
            case "lognormal":
                mean = self.mean - self.minimum
                variance_of_log = np.log1p((self.sd / mean) ** 2)
                location = np.log(mean) - variance_of_log / 2
                return self.minimum + generator.lognormal(location, np.sqrt(variance_of_log), size)
            case "gamma":
                shape = (self.mean / self.sd) ** 2
                return generator.gamma(shape, self.mean / shape, size)
            case "normal":
                return np.maximum(generator.normal(self.mean, self.sd, size), self.minimum)
            case "uniform":
                return generator.uniform(self.minimum, self.maximum, size)
