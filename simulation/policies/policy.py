"""What a policy is."""

from abc import ABC, abstractmethod
from typing import ClassVar

from simulation.settings import HospitalSettings


class Policy(ABC):
    """One decision of the hospital: changes how it works, and nothing else.

    Subclasses are frozen dataclasses whose fields are the decision's parameters, with defaults. Several policies are
    applied one after the other.
    """

    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    @abstractmethod
    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the decision taken.

        Raises
        ------
        ValueError
            When a parameter does not fit the hospital.
        """
