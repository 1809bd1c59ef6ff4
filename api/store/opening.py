"""The first events of a store: a hospital opens with the beds, patients and requests of a scenario."""

from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import func, select

from api.store.commands.weeks import load_weeks
from api.store.documents import ALLOCATION, EXPECTED_DEMAND, HOSPITAL, request_document, stay_document
from api.store.kinds import NOW, EventKind, OccupationKind, RequestStatus
from api.store.store import Store
from api.store.tables import site
from api.store.transaction import Answer, Transaction
from scenarios.census import BedState
from scenarios.hospital import Ward
from scenarios.input_problems import InputError
from scenarios.scenario import Scenario


def is_open(store: Store) -> bool:
    """Return whether the store has a hospital; a nightly run may have put operating-room lists there before."""
    with store.database.reading() as connection:
        return bool(connection.execute(select(func.count()).select_from(site)).scalar_one())


def open_hospital(store: Store, scenario: Scenario) -> None:
    """Write a scenario as the first events of an empty store.

    Raises
    ------
    InputError
        When the store has a hospital already.
    """
    if is_open(store):
        raise InputError.single("database", "has a hospital already, expected an empty store")
    store.execute(lambda tx: _open(tx, scenario))


def _open(tx: Transaction, scenario: Scenario) -> Answer:
    hospital = scenario.hospital
    tx.add(
        "site",
        "site",
        hospital=HOSPITAL.dump_python(hospital, mode="json"),
        allocation=ALLOCATION.dump_python(scenario.allocation, mode="json"),
        expected_demand=EXPECTED_DEMAND.dump_python(scenario.expected_demand, mode="json"),
        cleaning_minutes=hospital.cleaning_minutes,
        terminal_cleaning_minutes=hospital.terminal_cleaning_minutes,
        seed=scenario.seed,
    )
    tx.record(EventKind.HOSPITAL_OPENED, reason=scenario.name)
    held = {status.held_for for status in scenario.census.statuses if status.held_for}
    requests = {request.id: request for request in scenario.requests}
    for request in scenario.requests:
        status = RequestStatus.HELD if request.id in held else RequestStatus.WAITING
        tx.add("bed_request", request.id, status=status.value, document=request_document(request))
    for override in scenario.overrides:
        row_id = f"{override.request}/{override.lender}"
        names = {"request": override.request, "lender": override.lender, "by": override.by}
        tx.add("lending_override", row_id, reason=override.reason, **names)
    tx.record(EventKind.CENSUS_LOADED, reason="requests", at=scenario.census.at)
    if scenario.coming_weeks is not None:
        load_weeks(tx, scenario.coming_weeks)
    for ward in hospital.wards:
        for bed_id, columns, occupation in _rows_of(ward, scenario):
            tx.add("bed", bed_id, **columns)
            if occupation is not None:
                request_of = requests.get(occupation.get("request") or "")
                if request_of is not None:
                    occupation |= {"patient": request_of.patient.id, "department": request_of.department}
                tx.add("bed_occupation", str(uuid5(NAMESPACE_OID, f"{scenario.name}/{bed_id}")), **occupation)
        tx.record(EventKind.CENSUS_LOADED, reason=f"ward: {ward.id}", at=scenario.census.at)
    return {"beds": len(hospital.place_of_bed)}


def _rows_of(ward: Ward, scenario: Scenario) -> Iterator[tuple[str, dict[str, Any], dict[str, Any] | None]]:
    census = scenario.census
    for bed in ward.beds:
        state = census.state(bed.id)
        columns: dict[str, Any] = {"ward": ward.id, "state": state.value, "since": census.at}
        occupation: dict[str, Any] | None = None
        stay, status = census.stay_in_bed.get(bed.id), census.status_of_bed.get(bed.id)
        if stay is not None:
            columns["since"] = stay.admitted_at
            occupation = {
                "kind": OccupationKind.STAY.value,
                "patient": stay.patient.id,
                "department": stay.department,
                "since": stay.admitted_at,
                "ordered_at": stay.discharge_ordered_at,
                "stay": stay_document(stay),
            }
        elif status is not None:
            columns |= {"until": status.until, "block_reason": status.reason.value if status.reason else None}
            if state is BedState.BLOCKED:
                columns["resumes"] = BedState.CLEANING.value
            if state is BedState.HELD:
                hold = {"kind": OccupationKind.HOLD.value, "request": status.held_for, "since": census.at}
                confirmed_at = None if status.until else census.at
                occupation = {**hold, "expires_at": status.until, "confirmed_at": confirmed_at}
        if occupation is not None:
            occupation |= {"bed": bed.id, "slot": NOW, "live": True}
        yield bed.id, columns, occupation
