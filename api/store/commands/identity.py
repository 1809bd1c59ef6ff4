"""Who lies in a bed already: what is asked for that patient must not say otherwise."""

from dataclasses import replace

from api.store.documents import PATIENT
from api.store.images import Row
from api.store.refusals import WrongState
from api.store.transaction import Transaction
from scenarios.patients import BedRequest, Isolation, Patient

YEARS_APART = 1.0
"""Ages that differ by no more are of one person: a birthday in hospital, or years counted whole."""


def as_the_patient_lies(tx: Transaction, request: BedRequest, *, bed_was_named: bool = True) -> BedRequest:
    """Return a request with the bed that its patient lies in now.

    Parameters
    ----------
    tx : Transaction
        Of the command.
    request : BedRequest
        As it was asked for.
    bed_was_named : bool
        Whether ``current_bed`` is what the caller says now; an older one follows the patient.

    Raises
    ------
    WrongState
        The patient lies in a bed as somebody else, or does not lie in the bed that the request names.
    """
    stay = tx.stay_of(request.patient.id)
    if stay is not None:
        expect_same_person(request, stay)
    lies_in = stay["bed"] if stay is not None else None
    if bed_was_named and request.current_bed not in (None, lies_in):
        _refuse_bed(request, lies_in)
    return replace(request, current_bed=lies_in)


def expect_same_person(request: BedRequest, stay: Row) -> None:
    """Refuse a request whose patient is, by sex, age or isolation, not the one of that name in a bed."""
    patient, lies = request.patient, PATIENT.validate_python(stay["stay"]["patient"])
    differs = [
        (known, asked)
        for known, asked, same in (
            (lies.sex.value, patient.sex.value, lies.sex is patient.sex),
            (_age(lies), _age(patient), abs(lies.age_years - patient.age_years) <= YEARS_APART),
            (_isolation(lies), _isolation(patient), _isolation(lies) == _isolation(patient)),
        )
        if not same
    ]
    if differs:
        raise WrongState(
            "Patient {patient} lies in bed {bed} ({lies_as}), request {request} says {asks_as}; "
            "expected the same person, and an isolation that was found recorded for the bed first",
            patient=patient.id,
            bed=stay["bed"],
            lies_as=[known for known, _ in differs],
            request=request.id,
            asks_as=[asked for _, asked in differs],
        )


def _refuse_bed(request: BedRequest, lies_in: str | None) -> None:
    if lies_in is None:
        raise WrongState(
            "Request {request}: patient {patient} lies in no bed, not in {bed}; expected no current bed",
            request=request.id,
            patient=request.patient.id,
            bed=request.current_bed,
        )
    raise WrongState(
        "Request {request}: patient {patient} lies in bed {bed}, not in {other}; expected that bed, or none",
        request=request.id,
        patient=request.patient.id,
        bed=lies_in,
        other=request.current_bed,
    )


def _age(patient: Patient) -> str:
    return f"{patient.age_years:.3g}"


def _isolation(patient: Patient) -> str:
    if patient.isolation is Isolation.NONE:
        return "no isolation"
    return f"{patient.isolation.value} {patient.pathogen}".strip()
