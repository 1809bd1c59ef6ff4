"""Isolation that is found, changed or lifted later: for a patient in bed, and for the requests of that patient."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select

from api.store.commands.moves import wish_of
from api.store.commands.stays import stay_in
from api.store.documents import PATIENT, REQUEST
from api.store.images import Row
from api.store.kinds import EventKind, RequestStatus
from api.store.refusals import Invalid, WrongState
from api.store.tables import bed_request
from api.store.transaction import Answer, Transaction
from scenarios.patients import BedRequest, Isolation

ABOUT_ISOLATION = ("isolation room", "one pathogen a room")
"""Names of the rules that a change of isolation can break."""
OPEN = (RequestStatus.WAITING.value, RequestStatus.HELD.value)


def isolate_in_bed(
    tx: Transaction,
    bed_id: str,
    isolation: Isolation,
    pathogen: str = "",
    *,
    version: int | None = None,
    reason: str = "",
) -> Answer:
    """Record which isolation the patient of a bed needs from now on; their open requests need it, too.

    What was found is true wherever the patient lies, so nothing is refused: ``rules`` of the answer are those that the
    beds of the patient break now, the one lain in and the one held.
    """
    bed, stay = tx.bed(bed_id), stay_in(tx, bed_id)
    tx.expect_version("bed", bed, version)
    return _isolate(tx, stay, _requests_of(tx, stay["patient"]), isolation, pathogen, reason)


def isolate_request(
    tx: Transaction,
    request_id: str,
    isolation: Isolation,
    pathogen: str = "",
    *,
    version: int | None = None,
    reason: str = "",
) -> Answer:
    """Record which isolation the patient of an open request needs from now on, as :func:`isolate_in_bed` does."""
    row = tx.request(request_id)
    tx.expect_version("request", row, version)
    if row["status"] not in OPEN:
        raise WrongState(
            "Request {request} is {state}, expected waiting or held", request=request_id, state=row["status"]
        )
    patient = row["document"]["patient"]["id"]
    others = [one for one in _requests_of(tx, patient) if one["id"] != request_id]
    return _isolate(tx, tx.stay_of(patient), [row, *others], isolation, pathogen, reason)


def _isolate(
    tx: Transaction, stay: Row | None, requests: list[Row], isolation: Isolation, pathogen: str, reason: str
) -> Answer:
    known = stay["stay"]["patient"] if stay is not None else requests[0]["document"]["patient"]
    patient = _patient_with(known, isolation, pathogen.strip())
    if patient == known:
        raise WrongState("Patient {patient} has this isolation already, expected another one", patient=patient["id"])
    given: list[tuple[BedRequest, str]] = []
    if stay is not None:
        stay = tx.change("bed_occupation", stay, stay={**stay["stay"], "patient": patient})
        tx.change("bed", tx.bed(stay["bed"]))
        given.append((wish_of(stay, tx.now, stay["bed"]), stay["bed"]))
    held_in = None
    for row in requests:
        document = {**row["document"], "patient": patient}
        tx.change("bed_request", row, document=document)
        hold = tx.hold_of(row["id"])
        if hold is not None:
            held_in = hold["bed"]
            tx.change("bed", tx.bed(held_in))
            given.append((REQUEST.validate_python(document), held_in))
    sequence = tx.record(
        EventKind.ISOLATION_CHANGED,
        bed=stay["bed"] if stay else held_in,
        request=requests[0]["id"] if requests else None,
        patient=patient["id"],
        reason=reason,
    )
    rules = [one for one_bed in given for one in about_isolation(tx.rules.broken_by([one_bed], tx.now))]
    return {"patient": patient["id"], "bed": stay["bed"] if stay else None, "rules": rules, "version": sequence}


def about_isolation(broken: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return those of some broken rules that are about isolation."""
    return [one for one in broken if one["rule"] in ABOUT_ISOLATION]


def _patient_with(known: dict[str, Any], isolation: Isolation, pathogen: str) -> dict[str, Any]:
    try:
        patient = PATIENT.validate_python({**known, "isolation": isolation, "pathogen": pathogen})
    except ValidationError as error:
        raise Invalid(
            "Patient {patient}: pathogen {pathogen} without isolation, expected isolation contact or airborne",
            patient=known["id"],
            pathogen=pathogen,
        ) from error
    document: dict[str, Any] = PATIENT.dump_python(patient, mode="json")
    return document


def _requests_of(tx: Transaction, patient: str) -> list[Row]:
    return list(_of_patient(tx, patient))


def _of_patient(tx: Transaction, patient: str) -> Iterator[Row]:
    waiting = select(bed_request).where(bed_request.c.status.in_(OPEN)).order_by(bed_request.c.id)
    for row in tx.connection.execute(waiting).mappings():
        if row["document"]["patient"]["id"] == patient:
            yield dict(row)
