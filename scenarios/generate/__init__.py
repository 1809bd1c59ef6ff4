"""A synthetic tertiary hospital from a seed, at any size."""

from scenarios.generate.generated import CENSUS_AT, LEAST_BEDS, generate
from scenarios.generate.norms import Norms

__all__ = ["CENSUS_AT", "LEAST_BEDS", "Norms", "generate"]
