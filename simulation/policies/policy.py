"""What a policy is."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from scenarios.hospital import Hospital, LevelOfCare, Ward
from scenarios.local_checks import refuse
from simulation.settings import HospitalSettings
from simulation.words import Words, words_of_fields


def general_wards(hospital: Hospital) -> list[Ward]:
    """Return the wards of single departments that give general care, in the hospital's order."""
    return [ward for ward in hospital.wards if ward.level_of_care is LevelOfCare.GENERAL and not ward.shared]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(ABC):
    """One decision of the hospital: changes how it works, and nothing else.

    Subclasses are frozen dataclasses whose fields are the decision's parameters, with defaults, the words that a
    planner reads, and their limits. Several policies are applied one after the other.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    words: ClassVar[Words]

    def __post_init__(self) -> None:
        fields = words_of_fields(type(self)).items()
        alone = (words.problem(name, getattr(self, name)) for name, words in fields)
        refuse(self.words.en, [*alone, *self.conflicts()])

    def conflicts(self) -> Iterable[str | None]:
        """Return what is wrong with several parameters together, one sentence each; None where a check passed."""
        return ()

    @property
    def span(self) -> tuple[int, int] | None:
        """Days of the run on which something happens, the last not part of it; None for a decision that stays."""
        return None

    @abstractmethod
    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the decision taken.

        Raises
        ------
        ValueError
            When a parameter does not fit the hospital.
        """
