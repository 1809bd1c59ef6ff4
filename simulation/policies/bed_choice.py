"""Which bed a patient gets: the ways that a scenario may choose from."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, ClassVar, Literal

from optimizer.beds import HospitalIndex
from simulation.beds.board import WardOrder
from simulation.beds.layout import BoardLayout
from simulation.engine.journeys import Steps
from simulation.policies import nearest_free, one_pool, optimised, own_ward_only
from simulation.policies.policy import Policy
from simulation.settings import HospitalSettings
from simulation.words import Words
from simulation.world import World

LIVE_ALLOCATOR = "live allocator"

BED_CHOICES: dict[str, Callable[[BoardLayout, HospitalIndex], WardOrder]] = {
    "own ward only": own_ward_only.ward_order,
    "nearest free": nearest_free.ward_order,
    "one pool": one_pool.ward_order,
    LIVE_ALLOCATOR: optimised.ward_order,
}
"""Name to the order in which wards are tried; every way keeps the rules of the live allocation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BedChoice(Policy):
    """How beds are given.

    Attributes
    ----------
    way : str
        ``own ward only``; ``nearest free``: own ward, then the nearest that lends; ``one pool``: own ward, then any
        that lends, clinically nearest first; ``live allocator``: the CP-SAT allocation that the dispatch centre runs.
    every_minutes : float
        How often the live allocator runs.
    """

    words: ClassVar[Words] = Words("Way of giving beds", "床位分配方式")
    way: Annotated[Literal["own ward only", "nearest free", "one pool", "live allocator"], Words("way", "方式")] = (
        "one pool"
    )
    every_minutes: Annotated[
        float, Words("live allocator runs every", "实时分配间隔", "minutes", least=1, most=1_440)
    ] = 60.0

    def apply(self, settings: HospitalSettings) -> HospitalSettings:
        """Return the settings with the choice."""
        return replace(settings, bed_choice=self.way, allocation_minutes=self.every_minutes)


@dataclass(frozen=True, slots=True)
class BedGiving:
    """How a run gives beds.

    Attributes
    ----------
    order : callable
        From the layout to the order in which wards are tried.
    decides : callable or None
        The journey of whoever decides regularly; None when beds are given as soon as there is one.
    """

    order: Callable[[BoardLayout], WardOrder]
    decides: Callable[[World], Steps] | None


def bed_giving(settings: HospitalSettings) -> BedGiving:
    """Return the way of giving beds that the settings name."""
    index = HospitalIndex(settings.hospital)
    order = partial(_order, settings.bed_choice, index)
    if settings.bed_choice != LIVE_ALLOCATOR:
        return BedGiving(order, None)
    return BedGiving(order, partial(optimised.allocate_regularly, index=index))


def _order(way: str, index: HospitalIndex, layout: BoardLayout) -> WardOrder:
    return BED_CHOICES[way](layout, index)
