"""Bed requests: made, changed, cancelled; and exceptions from the lending rules."""

from typing import Any

from pydantic import ValidationError
from sqlalchemy import select

from api.store.commands.expiry import end_hold
from api.store.commands.identity import as_the_patient_lies
from api.store.commands.reports import apply_early_admission
from api.store.documents import REQUEST, request_document
from api.store.images import Row
from api.store.kinds import EventKind, RequestStatus
from api.store.refusals import Invalid, WrongState
from api.store.tables import bed_request, lending_override
from api.store.transaction import Answer, Transaction
from scenarios.patients import BedRequest

OPEN = (RequestStatus.WAITING, RequestStatus.HELD)
NO_MATTER_OF_RULES = ("urgency", "needed_by", "requested_at", "expected_stay")
"""Fields of a request that no rule about beds asks for."""


def make_request(tx: Transaction, request: BedRequest, *, reason: str = "") -> Answer:
    """Put a request on the list; refused when its id is known, or when its patient lies in a bed as somebody else.

    An admission that was reported before it is applied.
    """
    if tx.one(select(bed_request).where(bed_request.c.id == request.id)) is not None:
        raise WrongState("Request {request} exists, expected a new id", request=request.id)
    request = as_the_patient_lies(tx, request)
    tx.add("bed_request", request.id, status=RequestStatus.WAITING.value, document=request_document(request))
    sequence = tx.record(
        EventKind.REQUEST_MADE, request=request.id, patient=request.patient.id, reason=reason, at=request.requested_at
    )
    admitted = apply_early_admission(tx, request.id)
    status = RequestStatus.ADMITTED if admitted else RequestStatus.WAITING
    return {"request": request.id, "status": status.value, "version": tx.last_sequence if admitted else sequence}


def change_request(
    tx: Transaction,
    request_id: str,
    changes: dict[str, Any],
    *,
    version: int | None = None,
    reason: str = "",
    override: str = "",
) -> Answer:
    """Change fields of an open request; who the patient is stays.

    While a bed is held for it, the bed must keep the rules for the request as it will be.

    Parameters
    ----------
    tx : Transaction
        Of the command.
    request_id : str
        Which.
    changes : dict
        Fields of :class:`scenarios.patients.BedRequest` to their new JSON values.
    version : int, optional
        That the caller saw.
    reason : str
        Why.
    override : str
        Why rules of the hospital are set aside, if they must be.
    """
    row = tx.request(request_id)
    tx.expect_version("request", row, version)
    _expect_open(row)
    try:
        request = REQUEST.validate_python({**row["document"], **changes, "id": request_id})
    except ValidationError as error:
        raise Invalid(
            "Request {request} cannot be changed like this: {problem}",
            request=request_id,
            problem="; ".join(str(problem["msg"]) for problem in error.errors()),
        ) from error
    if request.patient.id != row["document"]["patient"]["id"]:
        raise Invalid("Request {request} cannot go to another patient, expected a new request", request=request_id)
    request = as_the_patient_lies(tx, request, bed_was_named="current_bed" in changes)
    document = request_document(request)
    hold = tx.hold_of(request_id)
    overridden: list[str] = []
    if hold is not None:
        if _asked_of_a_bed(document) != _asked_of_a_bed(row["document"]):
            overridden = tx.expect_rules_kept((request, hold["bed"]), override=override)
        _change_hold(tx, hold, request)
    tx.change("bed_request", row, document=document)
    sequence = tx.record(
        EventKind.REQUEST_CHANGED,
        request=request_id,
        bed=hold["bed"] if hold else None,
        patient=request.patient.id,
        reason=reason,
        overridden=overridden,
        override=override,
    )
    return {"request": request_id, "status": row["status"], "version": sequence}


def _asked_of_a_bed(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in NO_MATTER_OF_RULES}


def _change_hold(tx: Transaction, hold: Row, request: BedRequest) -> None:
    if hold["department"] != request.department:
        tx.change("bed_occupation", hold, department=request.department)
        tx.change("bed", tx.bed(hold["bed"]))


def cancel_request(tx: Transaction, request_id: str, *, version: int | None = None, reason: str = "") -> Answer:
    """Take a request off the list; a bed held for it is what it was before."""
    row = tx.request(request_id)
    tx.expect_version("request", row, version)
    _expect_open(row)
    hold = tx.hold_of(request_id)
    if hold is not None:
        end_hold(tx, hold, "cancelled")
    tx.change("bed_request", row, status=RequestStatus.CANCELLED.value, closed_at=tx.now)
    sequence = tx.record(
        EventKind.REQUEST_CANCELLED,
        request=request_id,
        bed=hold["bed"] if hold else None,
        patient=row["document"]["patient"]["id"],
        reason=reason,
    )
    return {"request": request_id, "status": RequestStatus.CANCELLED.value, "version": sequence}


def allow_lending(tx: Transaction, request_id: str, lender: str, *, reason: str) -> Answer:
    """Open one department's beds to one request, against the lending rules; recorded with its reason."""
    row = tx.request(request_id)
    _expect_open(row)
    if not reason.strip():
        raise Invalid("Lending override for {request} has no reason, expected one", request=request_id)
    override = f"{request_id}/{lender}"
    known = tx.one(select(lending_override).where(lending_override.c.id == override))
    if known is None:
        tx.add("lending_override", override, request=request_id, lender=lender, reason=reason.strip(), by=tx.actor)
    else:
        tx.change("lending_override", known, reason=reason.strip(), by=tx.actor)
    sequence = tx.record(
        EventKind.LENDING_ALLOWED, request=request_id, patient=row["document"]["patient"]["id"], reason=reason
    )
    return {"request": request_id, "lender": lender, "version": sequence}


def _expect_open(row: dict[str, Any]) -> None:
    if row["status"] not in OPEN:
        raise WrongState(
            "Request {request} is {state}, expected waiting or held", request=row["id"], state=row["status"]
        )
