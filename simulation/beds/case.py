"""A simulated patient who needs a bed."""

from simulation.cohorts import Cohort
from simulation.needs import GENERAL


class Case:
    """One patient: what a bed must suit, where the patient is, and the position in the cohort with all draws.

    Attributes
    ----------
    name : str
        Pseudonym in the event table: pathway and number.
    number : int
        In the event log; -1 before the first event.
    cohort, index : Cohort, int
        Where everything random about the patient stands.
    department, sex, band, isolation, pathogen, level, equipment : int
        What a bed must suit, as numbers of the board; ``isolation`` 0 none, 1 contact, 2 airborne; ``pathogen`` 0 for
        none; ``equipment`` as bits.
    bed : int
        The bed held or taken; -1 for none.
    arrived : float
        Minute of arrival, or of the referral to the waiting list.
    cancelled : int
        How often the operation was called off.
    expected_leave : float
        Minute at which the discharge is expected; 0 while nobody can say.
    is_day : bool
        Whether the operation is planned as day surgery.
    """

    __slots__ = (
        "arrived",
        "band",
        "bed",
        "cancelled",
        "cohort",
        "department",
        "equipment",
        "expected_leave",
        "index",
        "is_day",
        "isolation",
        "level",
        "name",
        "number",
        "pathogen",
        "sex",
    )

    def __init__(self, name: str, cohort: Cohort, index: int, level: int, arrived: float) -> None:
        self.name = name
        self.number = -1
        self.cohort = cohort
        self.index = index
        self.department = cohort.department[index]
        self.sex = cohort.sex[index]
        self.band = cohort.band[index]
        self.isolation = cohort.isolation[index]
        self.pathogen = cohort.pathogen[index]
        self.bed = -1
        self.needs(level)
        self.arrived = arrived
        self.cancelled = 0
        self.expected_leave = 0.0
        self.is_day = False

    def needs(self, level: int) -> None:
        """Need another level of care; equipment at the bed counts on general wards, critical beds have their own."""
        self.level = level
        self.equipment = self.cohort.equipment[self.index] if level == GENERAL and not self.isolation else 0
