"""Beds that are empty but not simply vacant: being cleaned, held or blocked."""

from datetime import datetime

import numpy as np

from scenarios.census import BedState, BedStatus, BlockReason
from scenarios.generate.bed_table import BedTable
from scenarios.generate.norms import Norms
from scenarios.generate.sharing import Bools, chosen
from scenarios.generate.staying import later
from scenarios.hospital import Hospital


def bed_statuses(
    hospital: Hospital,
    table: BedTable,
    occupied: Bools,
    blocked: Bools,
    at: datetime,
    norms: Norms,
    random: np.random.Generator,
) -> tuple[BedStatus, ...]:
    """Return a status for some of the unoccupied beds; ``blocked`` ones are blocked by a neighbour's isolation."""
    empty = np.flatnonzero(~occupied)
    shares = [norms.cleaning_share, norms.held_share, norms.contaminated_share, norms.closed_share]
    kinds = chosen(random.random(len(empty)), [*shares, 1 - sum(shares)])
    progress = random.random(len(empty))
    statuses = []
    for bed, kind, share in zip(empty, kinds, progress, strict=True):
        name = table.beds[bed].id
        if blocked[bed]:
            statuses.append(BedStatus(bed=name, state=BedState.BLOCKED, reason=BlockReason.ISOLATION))
        elif kind == 0:
            until = later(at, 5 + int(share * (hospital.cleaning_minutes - 5)))
            statuses.append(BedStatus(bed=name, state=BedState.CLEANING, until=until))
        elif kind == 1:
            statuses.append(BedStatus(bed=name, state=BedState.HELD, until=later(at, 10 + int(share * 110))))
        elif kind == 2:
            until = later(at, 10 + int(share * (hospital.terminal_cleaning_minutes - 10)))
            statuses.append(BedStatus(bed=name, state=BedState.BLOCKED, reason=BlockReason.CONTAMINATED, until=until))
        elif kind == 3:
            until = later(at, (1 + int(share * 9)) * 24 * 60)
            statuses.append(BedStatus(bed=name, state=BedState.BLOCKED, reason=BlockReason.CLOSED, until=until))
    return tuple(statuses)
