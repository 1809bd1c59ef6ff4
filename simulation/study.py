"""A study: what-if questions about one hospital, asked with the same patients, as the runs of one experiment."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scenarios.input_problems import InputError, InputProblem
from scenarios.scenario import Scenario
from simulation.demand_of_hospital import demand_of
from simulation.hospital_model import Run
from simulation.replications import Precision
from simulation.settings import HospitalSettings
from simulation.what_if import WhatIf

DEFAULT_WARM_UP_DAYS = 28
PRECISION = Precision(measures=("alos", "occupancy", "bed_wait_mean"), relative_half_width=0.05, minimum=5, maximum=40)
"""When replications are enough, unless their number is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """Questions, and what they share.

    Attributes
    ----------
    questions : mapping of str to WhatIf
        By option; the others are compared with the first.
    world : Scenario
        Hospital, census and requests that every run starts from.
    days : int
        Days that are measured.
    seed : int
        Of everything random.
    """

    questions: Mapping[str, WhatIf]
    world: Scenario
    days: int
    seed: int = 0

    def __post_init__(self) -> None:
        if len({question.from_now for question in self.questions.values()}) > 1:
            raise InputError.single("SCENARIO", "some start from now and some do not, expected scenarios of one kind")

    @property
    def from_now(self) -> bool:
        """Return whether the runs measure from their start on, without a warm-up."""
        return all(question.from_now for question in self.questions.values())

    def as_it_is(self) -> Run:
        """Return the run of the hospital without any change, on which the warm-up is found."""
        settings = HospitalSettings(hospital=self.world.hospital, demand=demand_of(self.world.hospital))
        return Run(settings=settings, start=self.world.census.at, days=self.days, seed=self.seed, state=self.world)

    def refuse_what_is_not_seen(self, warm_up_days: int) -> None:
        """Refuse events that would not show in the measured days.

        Raises
        ------
        InputError
            For every policy that begins after the last day, or is over before the first that is measured.
        """
        before = 0 if self.from_now else warm_up_days
        end = before + self.days
        problems = [
            InputProblem(f"{option}.policies.{number}", message)
            for option, question in self.questions.items()
            for number, policy in enumerate(question.policies)
            if policy.span and (message := _unseen(policy.words.en, *policy.span, before, end))
        ]
        if problems:
            raise InputError(problems)

    def runs(self, warm_up_days: int) -> dict[str, Run]:
        """Return what is to be run, by option; the warm-up comes before the measured days.

        Raises
        ------
        InputError
            When a policy does not fit the hospital.
        """
        before = 0 if self.from_now else warm_up_days
        plain = replace(self.as_it_is(), days=self.days + before, warm_up_days=before)
        return {
            option: replace(plain, settings=question.apply(plain.settings))
            for option, question in self.questions.items()
        }


def _unseen(name: str, first: int, end: int, measured_from: int, measured_to: int) -> str | None:
    if first < measured_to and end > measured_from:
        return None
    until = measured_to - 1
    if first >= measured_to:
        return f"{name} begins on day {first} of the run, expected 0 to {until}: the first day is 0, the last {until}"
    return f"{name} is over on day {end - 1} of the run, expected {measured_from} or later: before is the warm-up"
