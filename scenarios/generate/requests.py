"""Who waits for a bed: emergency, elective, step-down, recovery, transfer, lent patients coming home."""

from collections.abc import Sequence

from scenarios.census import Census
from scenarios.generate.departments import DepartmentProfile
from scenarios.generate.newcomers import LEVELS, newcomer_request
from scenarios.generate.norms import Norms
from scenarios.generate.request_mix import DRAWS, Draw
from scenarios.generate.requests_from_bed import patients_in_bed, request_from_bed
from scenarios.generate.sharing import picked
from scenarios.generate.streams import Streams
from scenarios.hospital import Hospital
from scenarios.patients import BedRequest, RequestSource


def waiting_requests(
    hospital: Hospital,
    profiles: Sequence[DepartmentProfile],
    census: Census,
    waiting: int,
    norms: Norms,
    streams: Streams,
) -> tuple[BedRequest, ...]:
    """Return this many requests; the first ones are the same whatever their number.

    Step-downs, transfers and homecomings take their patients from the census; when a source has no patient left, the
    request is one from emergency.
    """
    draw = Draw(hospital=hospital, profiles=[item for item in profiles if item.weight > 0], at=census.at, norms=norms)
    rows = streams.requests.random((waiting, DRAWS))
    in_bed = patients_in_bed(hospital, census, streams.current_patients)
    shares = {
        RequestSource.EMERGENCY: norms.emergency_requests,
        RequestSource.ELECTIVE: norms.elective_requests,
        RequestSource.ICU_STEP_DOWN: norms.step_down_requests,
        RequestSource.RECOVERY: norms.recovery_requests,
        RequestSource.TRANSFER: norms.transfer_requests,
    }
    shares[RequestSource.LENT_PATIENT_HOME] = 1 - sum(shares.values())
    sources, weights = list(shares), list(shares.values())
    requests = []
    for number, row in enumerate(rows, start=1):
        source = sources[picked(row[0], weights)]
        stay = next(in_bed[source], None) if source in in_bed else None
        if stay is not None:
            requests.append(request_from_bed(f"R{number:04d}", source, stay, row, draw))
        else:
            newcomer = source if source in LEVELS else RequestSource.EMERGENCY
            requests.append(newcomer_request(f"R{number:04d}", newcomer, row, draw))
    return tuple(requests)
