"""Small builders of domain objects for tests. All arguments are keywords with defaults that fit together.

``from tests import make`` and then, for a hospital of one ward with two rooms of two beds::

    make.scenario(
        wards=[make.ward(id="W1", rooms=[make.room(id="R1", beds=2), make.room(id="R2", beds=2)])],
        stays=[make.stay(bed="R1-1", sex="male", leaves_in_hours=5)],
        requests=[make.request(id="Q1", sex="female")],
    )

Signatures::

    NOW                                             2025-03-10 08:00 +08:00, the moment of every census
    hours(h)                                        NOW plus h hours (negative: before)
    bed(id="B1", equipment=())
    room(id="R1", beds=2, equipment=(), isolation=False, negative_pressure=False)
                                                    beds: how many (R1-1, R1-2, ...), or beds, or bed ids
    ward(id="W1", department="D1", rooms=None, **Ward fields)
                                                    rooms: rooms, or sizes [2, 3] (W1-R1, W1-R2; beds W1-R1-1, ...);
                                                    one room of two beds when not given
    department(id="D1", **Department fields)
    lending(lender="D2", borrower="D1", max_beds=None)
    building(id="A", **Building fields)
    walk(from_ward="W1", to_ward="W2", metres=100)
    hospital(wards=None, departments=None, **Hospital fields)
                                                    departments: those of the wards when not given
    patient(id="P1", sex="female", age_years=50, isolation="none", pathogen="")
    stay(bed="W1-R1-1", department="D1", leaves_in_hours=None, admitted_hours_ago=48, patient=None,
         patient_id=f"in {bed}", sex, age_years, isolation, pathogen, **Stay fields)
                                                    leaves_in_hours: a number, or (p10, p50, p90)
    status(bed="W1-R1-1", state="blocked", **BedStatus fields)
    request(id="Q1", department="D1", patient=None, patient_id=f"P-{id}", sex, age_years, isolation, pathogen,
            waited_hours=1, needed_in_hours=None, stay_hours=None, **BedRequest fields)
                                                    stay_hours: (p10, p50, p90)
    expected_demand(department="D1", beds=1, in_hours=12, **ExpectedDemand fields)
    override(request="Q1", lender="D2", reason="full house", by="dispatch centre")
    census(stays=(), statuses=(), at=NOW)
    scenario(hospital=None, wards=None, census=None, stays=(), statuses=(), requests=(), **Scenario fields)

Enums may be given by their values (``sex="male"``, ``level_of_care="icu"``), sets as any iterable of strings.
"""

# ruff: noqa: A002 - the builders take the names of the fields, `id` among them
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from scenarios.census import BedState, BedStatus, BlockReason, Census
from scenarios.hospital import (
    Bed,
    Building,
    Department,
    DepartmentKind,
    Hospital,
    LendingRule,
    LevelOfCare,
    Room,
    SexPolicy,
    WalkingDistance,
    Ward,
)
from scenarios.patients import (
    BedRequest,
    DischargeForecast,
    Isolation,
    Patient,
    RequestSource,
    Sex,
    Stay,
    StayForecast,
    Urgency,
)
from scenarios.scenario import ExpectedDemand, LendingOverride, Scenario

NOW = datetime(2025, 3, 10, 8, 0, tzinfo=timezone(timedelta(hours=8)))

_ENUMS = {
    "kind": DepartmentKind,
    "level_of_care": LevelOfCare,
    "sex_policy": SexPolicy,
    "urgency": Urgency,
    "source": RequestSource,
    "state": BedState,
    "reason": BlockReason,
}
_SETS = {"equipment", "age_bands", "forbidden_rooms"}


def hours(value: float) -> datetime:
    return NOW + timedelta(hours=value)


def _typed(fields: dict[str, Any]) -> dict[str, Any]:
    """Turn plain values into the enums, sets and tuples that the domain holds."""
    typed: dict[str, Any] = {}
    for name, value in fields.items():
        if name in _ENUMS and value is not None:
            typed[name] = _ENUMS[name](value)
        elif name == "also_takes":
            typed[name] = frozenset(LevelOfCare(level) for level in value)
        elif name in _SETS:
            typed[name] = frozenset(value)
        elif isinstance(value, list):
            typed[name] = tuple(value)
        else:
            typed[name] = value
    return typed


def bed(*, id: str = "B1", equipment: Iterable[str] = ()) -> Bed:
    return Bed(id=id, equipment=frozenset(equipment))


def room(*, id: str = "R1", beds: int | Iterable[Bed | str] = 2, equipment: Iterable[str] = (), **fields: Any) -> Room:
    named = [f"{id}-{number}" for number in range(1, beds + 1)] if isinstance(beds, int) else beds
    equipped = tuple(bed(id=one, equipment=equipment) if isinstance(one, str) else one for one in named)
    return Room(id=id, beds=equipped, **fields)


def ward(*, id: str = "W1", department: str = "D1", rooms: Iterable[Room | int] | None = None, **fields: Any) -> Ward:
    made = tuple(
        room(id=f"{id}-R{number}", beds=one) if isinstance(one, int) else one
        for number, one in enumerate([2] if rooms is None else rooms, start=1)
    )
    return Ward(id=id, department=department, rooms=made, **_typed(fields))


def department(*, id: str = "D1", **fields: Any) -> Department:
    return Department(id=id, **_typed(fields))


def building(*, id: str = "A", **fields: Any) -> Building:
    return Building(id=id, **fields)


def walk(*, from_ward: str = "W1", to_ward: str = "W2", metres: float = 100) -> WalkingDistance:
    return WalkingDistance(from_ward=from_ward, to_ward=to_ward, metres=metres)


def lending(*, lender: str = "D2", borrower: str = "D1", max_beds: int | None = None) -> LendingRule:
    return LendingRule(lender=lender, borrower=borrower, max_beds=max_beds)


def hospital(
    *, wards: Iterable[Ward] | None = None, departments: Iterable[Department] | None = None, **fields: Any
) -> Hospital:
    all_wards = (ward(),) if wards is None else tuple(wards)
    owners = dict.fromkeys(one.department for one in all_wards)
    return Hospital(
        name=fields.pop("name", "Test hospital"),
        departments=tuple(department(id=owner) for owner in owners) if departments is None else tuple(departments),
        wards=all_wards,
        **{name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()},
    )


_hospital = hospital  # `scenario` has an argument of that name


def patient(
    *, id: str = "P1", sex: str = "female", age_years: float = 50, isolation: str = "none", pathogen: str = ""
) -> Patient:
    return Patient(id=id, sex=Sex(sex), age_years=age_years, isolation=Isolation(isolation), pathogen=pathogen)


def _pop_patient(given: Patient | None, default_id: str, fields: dict[str, Any]) -> Patient:
    about = {name: fields.pop(name) for name in ("sex", "age_years", "isolation", "pathogen") if name in fields}
    patient_id = fields.pop("patient_id", default_id)
    return given or patient(id=patient_id, **about)


def stay(
    *,
    bed: str = "W1-R1-1",
    department: str = "D1",
    leaves_in_hours: float | tuple[float, float, float] | None = None,
    admitted_hours_ago: float = 48,
    patient: Patient | None = None,
    **fields: Any,
) -> Stay:
    who = _pop_patient(patient, f"in {bed}", fields)
    if leaves_in_hours is not None:
        ends = leaves_in_hours if isinstance(leaves_in_hours, tuple) else (leaves_in_hours,) * 3
        p10, p50, p90 = map(hours, ends)
        fields["expected_discharge"] = DischargeForecast(p10=p10, p50=p50, p90=p90)
    fields.setdefault("admitted_at", hours(-admitted_hours_ago))
    return Stay(patient=who, bed=bed, department=department, **_typed(fields))


def status(*, bed: str = "W1-R1-1", state: str = "blocked", **fields: Any) -> BedStatus:
    return BedStatus(bed=bed, **_typed({"state": state, **fields}))


def request(
    *,
    id: str = "Q1",
    department: str = "D1",
    patient: Patient | None = None,
    waited_hours: float = 1,
    needed_in_hours: float | None = None,
    stay_hours: Sequence[float] | None = None,
    **fields: Any,
) -> BedRequest:
    who = _pop_patient(patient, f"P-{id}", fields)
    if stay_hours is not None:
        p10, p50, p90 = stay_hours
        fields["expected_stay"] = StayForecast(p10_hours=p10, p50_hours=p50, p90_hours=p90)
    if needed_in_hours is not None:
        fields["needed_by"] = hours(needed_in_hours)
    fields = {"source": "emergency", "requested_at": hours(-waited_hours), **fields}
    return BedRequest(id=id, patient=who, department=department, **_typed(fields))


def expected_demand(*, department: str = "D1", beds: int = 1, in_hours: float = 12, **fields: Any) -> ExpectedDemand:
    return ExpectedDemand(department=department, beds=beds, by=hours(in_hours), **_typed(fields))


def override(
    *, request: str = "Q1", lender: str = "D2", reason: str = "full house", by: str = "dispatch centre"
) -> LendingOverride:
    return LendingOverride(request=request, lender=lender, reason=reason, by=by)


def census(*, stays: Iterable[Stay] = (), statuses: Iterable[BedStatus] = (), at: datetime = NOW) -> Census:
    return Census(at=at, stays=tuple(stays), statuses=tuple(statuses))


def scenario(
    *,
    hospital: Hospital | None = None,
    wards: Iterable[Ward] | None = None,
    census: Census | None = None,
    stays: Iterable[Stay] = (),
    statuses: Iterable[BedStatus] = (),
    requests: Iterable[BedRequest] = (),
    **fields: Any,
) -> Scenario:
    return Scenario(
        hospital=hospital or _hospital(wards=wards),
        census=census or Census(at=NOW, stays=tuple(stays), statuses=tuple(statuses)),
        requests=tuple(requests),
        **_typed(fields),
    )
