"""The state of every bed at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from scenarios.local_checks import refuse, zoned
from scenarios.patients import Stay


class BedState(StrEnum):
    """What a bed is at one moment. Held is not occupied; discharge ordered is still occupied."""

    VACANT = "vacant"
    HELD = "held"
    OCCUPIED = "occupied"
    DISCHARGE_ORDERED = "discharge ordered"
    CLEANING = "cleaning"
    BLOCKED = "blocked"


class BlockReason(StrEnum):
    """Why a bed is blocked."""

    ISOLATION = "isolation"
    CONTAMINATED = "contaminated"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BedStatus:
    """A bed that is neither plainly vacant nor occupied: held, being cleaned or blocked.

    Attributes
    ----------
    bed : str
        Which bed.
    state : BedState
        ``held``, ``cleaning`` or ``blocked``; the other states follow from the stays.
    until : datetime or None
        Hold expires, cleaning ends, block ends; None when unknown.
    held_for : str or None
        Request the bed is held for; None when held by someone outside the list.
    reason : BlockReason or None
        For a blocked bed.
    """

    __pydantic_config__ = {"extra": "forbid"}

    bed: str
    state: BedState
    until: datetime | None = None
    held_for: str | None = None
    reason: BlockReason | None = None

    def __post_init__(self) -> None:
        settable = (BedState.HELD, BedState.CLEANING, BedState.BLOCKED)
        refuse(
            f"Bed {self.bed}",
            [
                zoned("until", self.until),
                None if self.state in settable else f"state {self.state}, expected held, cleaning or blocked",
                None
                if self.held_for is None or self.state is BedState.HELD
                else f"held_for {self.held_for} on a bed that is {self.state}, expected state held",
                None
                if self.reason is None or self.state is BedState.BLOCKED
                else f"reason {self.reason} on a bed that is {self.state}, expected state blocked",
            ],
        )


@dataclass(frozen=True, kw_only=True)
class Census:
    """Every bed's state at one moment.

    Attributes
    ----------
    at : datetime
        The moment, with a zone.
    stays : tuple of Stay
        Everyone in a bed.
    statuses : tuple of BedStatus
        Beds held, being cleaned or blocked. A bed in neither list is vacant.
    """

    __pydantic_config__ = {"extra": "forbid"}

    at: datetime
    stays: tuple[Stay, ...] = ()
    statuses: tuple[BedStatus, ...] = ()

    def __post_init__(self) -> None:
        refuse("Census", [zoned("at", self.at)])

    @cached_property
    def stay_in_bed(self) -> Mapping[str, Stay]:
        """Bed id to the stay in it."""
        return {stay.bed: stay for stay in self.stays}

    @cached_property
    def status_of_bed(self) -> Mapping[str, BedStatus]:
        """Bed id to its status, for beds held, being cleaned or blocked."""
        return {status.bed: status for status in self.statuses}

    def state(self, bed: str) -> BedState:
        """Return the state of a bed."""
        stay = self.stay_in_bed.get(bed)
        if stay is not None:
            return BedState.DISCHARGE_ORDERED if stay.discharge_ordered_at else BedState.OCCUPIED
        status = self.status_of_bed.get(bed)
        return status.state if status else BedState.VACANT
