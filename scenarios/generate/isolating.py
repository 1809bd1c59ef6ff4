"""Who is isolated, with which pathogen, so that every room keeps the isolation rules."""

from dataclasses import dataclass

import numpy as np

from scenarios.generate.bed_table import BedTable
from scenarios.generate.norms import AIRBORNE_PATHOGENS, CONTACT_PATHOGENS, Norms
from scenarios.generate.sharing import Bools, chosen
from scenarios.patients import Isolation


@dataclass(frozen=True, slots=True)
class IsolationPlan:
    """For each bed the isolation and pathogen of its patient, and whether it is blocked by a neighbour's isolation."""

    contact: Bools
    airborne: Bools
    pathogen: list[str]
    blocked: Bools

    def of(self, bed: int) -> tuple[Isolation, str]:
        """Return the isolation and pathogen of the patient in a bed."""
        if self.airborne[bed]:
            return Isolation.AIRBORNE, self.pathogen[bed]
        if self.contact[bed]:
            return Isolation.CONTACT, self.pathogen[bed]
        return Isolation.NONE, ""


def isolation_plan(table: BedTable, occupied: Bools, norms: Norms, random: np.random.Generator) -> IsolationPlan:
    """Isolate whole rooms: isolation rooms by cohort of one pathogen, other rooms for one patient alone."""
    rooms = len(table.room_ward)
    kind, which = random.random(rooms)[table.room], random.random(rooms)
    in_room = table.per_room(occupied)
    airborne = occupied & table.negative_pressure & (kind < norms.airborne_in_negative_pressure)
    alone = occupied & (in_room == 1) & ~table.isolation & ~table.critical & ~table.day
    contact = occupied & table.isolation & ~airborne & (kind > 1 - norms.contact_in_isolation_room)
    contact |= alone & (table.room_beds == 1) & (kind < norms.contact_in_single_room)
    contact |= alone & (table.room_beds == 2) & (kind < norms.contact_in_double_room)
    contact_names, airborne_names = list(CONTACT_PATHOGENS), list(AIRBORNE_PATHOGENS)
    contact_index = chosen(which, list(CONTACT_PATHOGENS.values()))[table.room]
    airborne_index = chosen(which, list(AIRBORNE_PATHOGENS.values()))[table.room]
    pathogen = [
        airborne_names[airborne_index[bed]]
        if airborne[bed]
        else contact_names[contact_index[bed]]
        if contact[bed]
        else ""
        for bed in range(len(table.beds))
    ]
    blocked = ~occupied & (table.per_room(contact) > 0) & ~table.isolation
    return IsolationPlan(contact, airborne, pathogen, blocked)
