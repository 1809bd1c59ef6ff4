"""Whole-hospital bed allocation: which bed each waiting patient gets, proven best or with its gap, and why."""

from optimizer.beds.allocation import allocate, allocate_problem
from optimizer.beds.conflict import Conflict, why_waiting
from optimizer.beds.evaluate import broken_rules, violations
from optimizer.beds.explain import Explanation, explain
from optimizer.beds.hospital_index import HospitalIndex
from optimizer.beds.people import person_of_request
from optimizer.beds.plan_view import World
from optimizer.beds.problem import BedProblem
from optimizer.beds.recommend import Option, Recommender
from optimizer.beds.why_not import WhyNot, why_not

__all__ = [
    "BedProblem",
    "Conflict",
    "Explanation",
    "HospitalIndex",
    "Option",
    "Recommender",
    "WhyNot",
    "World",
    "allocate",
    "allocate_problem",
    "broken_rules",
    "explain",
    "person_of_request",
    "violations",
    "why_not",
    "why_waiting",
]
