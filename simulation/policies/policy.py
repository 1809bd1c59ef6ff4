"""What a policy is."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from simulation.settings import HospitalSettings
from simulation.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(ABC):
    """One decision of the hospital: changes how it works, and nothing else.

    Subclasses are frozen dataclasses whose fields are the decision's parameters, with defaults and the words that a
    planner reads. Several policies are applied one after the other.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    words: ClassVar[Words]

    @abstractmethod
    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the decision taken.

        Raises
        ------
        ValueError
            When a parameter does not fit the hospital.
        """
