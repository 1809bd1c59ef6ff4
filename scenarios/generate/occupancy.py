"""Which beds are in use: near the norm over the hospital, uneven between departments."""

import numpy as np

from scenarios.generate.bed_table import BedTable
from scenarios.generate.norms import Norms
from scenarios.generate.sharing import Bools, Floats
from scenarios.generate.streams import Streams
from scenarios.hospital import Hospital


def ward_occupancy(hospital: Hospital, table: BedTable, norms: Norms, random: np.random.Generator) -> Floats:
    """Return the share of staffed beds in use in each ward; the mean over staffed beds is ``norms.occupancy``."""
    position = {department.id: index for index, department in enumerate(hospital.departments)}
    owner = np.array([position[ward.department] for ward in hospital.wards])
    targets: Floats = norms.occupancy + norms.occupancy_sd * random.standard_normal(len(hospital.departments))[owner]
    targets += norms.ward_occupancy_sd * random.standard_normal(len(hospital.wards))
    for _ in range(50):
        targets = np.clip(targets, norms.least_occupancy, 1.0)
        missing = norms.occupancy - float(np.average(targets, weights=table.ward_staffed))
        if abs(missing) < 1e-4:
            break
        targets += missing
    return np.minimum(targets, 1.0)


def beds_in_use(hospital: Hospital, table: BedTable, norms: Norms, streams: Streams) -> Bools:
    """Return which beds have a patient; no ward exceeds its staffed beds."""
    wanted = ward_occupancy(hospital, table, norms, streams.occupancy) * table.ward_staffed
    patients = np.minimum(np.floor(wanted + streams.beds_in_use.random(len(wanted))), table.ward_staffed)
    return table.rank_in_ward(streams.beds_in_use.random(len(table.beds))) < patients[table.ward]
