"""Which beds somebody wants to see."""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.readiness import free_at, is_overdue
from api.store.live import BedNow
from scenarios.census import BedState
from scenarios.hospital import Hospital, LevelOfCare

Name = Annotated[str, Field(max_length=100)]


class BedFilter(BaseModel):
    """Filters of the bed list and the board; what is left out takes every bed.

    Attributes
    ----------
    department, ward : str, optional
        Owner of the bed.
    level_of_care : LevelOfCare, optional
        Of the ward.
    state : BedState, optional
        Now.
    free_within_hours : int, optional
        0: free now; otherwise expected to be free and clean by then (middle of its forecast).
    overdue : bool
        Only beds that somebody has to be chased for: patients who should have left, cleaning that should be over.
    """

    model_config = ConfigDict(frozen=True)

    department: Name | None = None
    ward: Name | None = None
    level_of_care: LevelOfCare | None = None
    state: BedState | None = None
    free_within_hours: Annotated[int, Field(ge=0, le=168)] | None = None
    overdue: bool = False

    @property
    def is_empty(self) -> bool:
        """Return whether every bed is wanted."""
        return not self.model_dump(exclude_defaults=True)

    def takes(self, bed: BedNow, hospital: Hospital, now: datetime) -> bool:
        """Return whether a bed is wanted."""
        ward = bed.place.ward
        if self.department is not None and ward.department != self.department:
            return False
        if self.ward is not None and ward.id != self.ward:
            return False
        if self.level_of_care is not None and ward.level_of_care is not self.level_of_care:
            return False
        if self.state is not None and bed.state is not self.state:
            return False
        if self.overdue and not is_overdue(bed, now):
            return False
        if self.free_within_hours is None:
            return True
        if bed.hold is not None or bed.promise is not None:
            return False
        free = free_at(bed, hospital, now)
        return free is not None and free <= now + timedelta(hours=self.free_within_hours)
