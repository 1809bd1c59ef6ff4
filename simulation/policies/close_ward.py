"""A ward closed for rebuilding."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from simulation.limits import MOST_DAYS
from simulation.policies.policy import Policy, general_wards
from simulation.settings import Closure, HospitalSettings
from simulation.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseWard(Policy):
    """A ward takes nobody for some days; who lies there stays until the discharge.

    Attributes
    ----------
    ward : str
        Which; empty for the hospital's first general ward.
    from_day, days : int
        Days of the run, warm-up included; the first is 0.
    """

    words: ClassVar[Words] = Words("Closed ward", "病区停用")
    ward: Annotated[str, Words("ward", "病区")] = ""
    from_day: Annotated[
        int, Words("from day of the run (the first is 0)", "从运行第几天起（首日为0）", least=0, most=MOST_DAYS)
    ] = 0
    days: Annotated[int, Words("for", "持续", "days", least=1, most=MOST_DAYS)] = MOST_DAYS

    @property
    def span(self) -> tuple[int, int]:
        """Days of the run on which it happens, the last not part of it."""
        return self.from_day, self.from_day + self.days

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the ward closed."""
        names = [ward.id for ward in settings.hospital.wards]
        ward = self.ward or next((ward.id for ward in general_wards(settings.hospital)), names[0])
        if ward not in names:
            raise ValueError(f"ward {ward}, expected one of {', '.join(names)}")
        closure = Closure(ward=ward, from_day=self.from_day, to_day=self.from_day + self.days)
        return replace(settings, closures=(*settings.closures, closure))
