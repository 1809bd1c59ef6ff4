"""Whole-hospital bed allocation: which bed each waiting patient gets, proven best or with its gap, and why."""

from optimizer.beds.allocation import allocate, allocate_problem
from optimizer.beds.hospital_index import HospitalIndex
from optimizer.beds.problem import BedProblem

__all__ = ["BedProblem", "HospitalIndex", "allocate", "allocate_problem"]
