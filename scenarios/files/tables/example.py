"""The example that the template is filled with: a hospital of three wards that uses every table."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from scenarios.allocation_settings import AllocationSettings
from scenarios.census import BedState, BedStatus, BlockReason, Census
from scenarios.coming_weeks import (
    ComingWeeks,
    NurseShift,
    NursingShift,
    PlannedWard,
    SurgeonDay,
    TheatreDay,
    WaitingListEntry,
    WardNurse,
)
from scenarios.facilities import Clinic, EmergencyDepartment, ExamDevice, OperatingRoom
from scenarios.hospital import (
    Bed,
    Building,
    ClinicalDistance,
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

_CENSUS = datetime(2025, 3, 10, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def example_scenario() -> Scenario:
    """Return the example: small enough to read, with at least one row in nearly every table."""
    return Scenario(
        name="Template",
        hospital=_hospital(),
        census=_census(),
        requests=_requests(),
        expected_demand=(
            ExpectedDemand(department="cardiology", beds=1, by=_in_hours(12)),
            ExpectedDemand(department="orthopaedics", beds=1, by=_in_hours(9), source=RequestSource.ELECTIVE),
        ),
        overrides=(LendingOverride(request="Q2", lender="cardiology", reason="home ward full", by="dispatch centre"),),
        allocation=AllocationSettings(),
        coming_weeks=_coming_weeks(),
    )


def _in_hours(hours: float) -> datetime:
    return _CENSUS + timedelta(hours=hours)


def _room(room: str, beds: int, equipment: frozenset[str] = frozenset(), *, isolation: bool = False) -> Room:
    return Room(
        id=room,
        beds=tuple(Bed(id=f"{room}-{number}", equipment=equipment) for number in range(1, beds + 1)),
        isolation=isolation,
        negative_pressure=isolation,
    )


def _hospital() -> Hospital:
    return Hospital(
        name="Example hospital",
        name_zh="示例医院",
        departments=(
            Department(id="cardiology", name="Cardiology", name_zh="心内科", kept_beds=1),
            Department(
                id="orthopaedics", name="Orthopaedics", name_zh="骨科", kind=DepartmentKind.SURGICAL, bed_cap=12
            ),
            Department(id="icu", name="Critical care", name_zh="重症医学科", kind=DepartmentKind.CRITICAL_CARE),
        ),
        wards=_wards(),
        lending=(
            LendingRule(lender="orthopaedics", borrower="cardiology", max_beds=2),
            LendingRule(lender="cardiology", borrower="orthopaedics"),
        ),
        clinical_distances=(ClinicalDistance(department="cardiology", other="orthopaedics", distance=6),),
        buildings=(
            Building(id="A", name="Main building", name_zh="主楼"),
            Building(id="B", name="Surgery", name_zh="外科楼", x_metres=120.0),
        ),
        walking_distances=(WalkingDistance(from_ward="W01", to_ward="W02", metres=210.0),),
        emergency=EmergencyDepartment(building="A", treatment_places=20, boarding_places=8),
        operating_rooms=(OperatingRoom(id="OR1", building="B", floor=4, departments=frozenset({"orthopaedics"})),),
        clinics=(Clinic(id="cardiology clinic", department="cardiology", consulting_rooms=4),),
        exam_devices=(ExamDevice(id="CT1", kind="CT"),),
    )


def _wards() -> tuple[Ward, ...]:
    monitored = frozenset({"monitor"})
    ventilated = frozenset({"monitor", "ventilator"})
    return (
        Ward(
            id="W01",
            name="Cardiology 1",
            name_zh="心内科一病区",
            department="cardiology",
            rooms=(_room("W01-01", 2, monitored), _room("W01-02", 3), _room("W01-03", 1, isolation=True)),
            age_bands=frozenset({"adult", "elderly"}),
            staffed_beds=6,
            building="A",
            floor=5,
        ),
        Ward(
            id="W02",
            name="Orthopaedics 1",
            name_zh="骨科一病区",
            department="orthopaedics",
            rooms=(_room("W02-01", 3), _room("W02-02", 3)),
            building="B",
            floor=3,
        ),
        Ward(
            id="W03",
            name="ICU",
            name_zh="重症医学科病区",
            department="icu",
            rooms=(_room("W03-01", 4, ventilated),),
            level_of_care=LevelOfCare.ICU,
            also_takes=frozenset({LevelOfCare.HDU}),
            shared=True,
            sex_policy=SexPolicy.OFF,
            staffed_beds=3,
            building="A",
            floor=2,
        ),
    )


def _census() -> Census:
    def forecast(early: float, middle: float, late: float) -> DischargeForecast:
        return DischargeForecast(p10=_in_hours(early), p50=_in_hours(middle), p90=_in_hours(late))

    return Census(
        at=_CENSUS,
        stays=(
            Stay(
                patient=Patient(id="P101", sex=Sex.MALE, age_years=71),
                bed="W01-01-1",
                department="cardiology",
                admitted_at=_in_hours(-70),
                equipment=frozenset({"monitor"}),
                expected_discharge=forecast(2, 5, 26),
            ),
            Stay(
                patient=Patient(id="P102", sex=Sex.FEMALE, age_years=45),
                bed="W02-01-1",
                department="orthopaedics",
                admitted_at=_in_hours(-100),
                expected_discharge=forecast(1, 3, 6),
                discharge_ordered_at=_in_hours(-1),
            ),
            Stay(
                patient=Patient(id="P103", sex=Sex.FEMALE, age_years=66),
                bed="W03-01-1",
                department="cardiology",
                admitted_at=_in_hours(-30),
                level_of_care=LevelOfCare.ICU,
                equipment=frozenset({"ventilator"}),
                movable=False,
            ),
        ),
        statuses=(
            BedStatus(bed="W01-02-1", state=BedState.CLEANING, until=_in_hours(0.5)),
            BedStatus(bed="W02-02-1", state=BedState.HELD, until=_in_hours(6), held_for="Q2"),
            BedStatus(bed="W02-02-3", state=BedState.BLOCKED, reason=BlockReason.CLOSED),
        ),
    )


def _requests() -> tuple[BedRequest, ...]:
    def stay(short: float, middle: float, long: float) -> StayForecast:
        return StayForecast(p10_hours=short, p50_hours=middle, p90_hours=long)

    return (
        BedRequest(
            id="Q1",
            patient=Patient(
                id="P201", sex=Sex.MALE, age_years=58, isolation=Isolation.AIRBORNE, pathogen="tuberculosis"
            ),
            source=RequestSource.EMERGENCY,
            department="cardiology",
            requested_at=_in_hours(-3),
            urgency=Urgency.URGENT,
            expected_stay=stay(48, 120, 240),
        ),
        BedRequest(
            id="Q2",
            patient=Patient(id="P202", sex=Sex.FEMALE, age_years=34),
            source=RequestSource.ELECTIVE,
            department="orthopaedics",
            requested_at=_in_hours(-40),
            urgency=Urgency.PLANNED,
            needed_by=_in_hours(6),
            expected_stay=stay(72, 96, 150),
            forbidden_rooms=frozenset({"W02-01"}),
        ),
        BedRequest(
            id="Q3",
            patient=Patient(id="P103", sex=Sex.FEMALE, age_years=66),
            source=RequestSource.ICU_STEP_DOWN,
            department="cardiology",
            requested_at=_in_hours(-2),
            equipment=frozenset({"monitor"}),
            expected_stay=stay(60, 110, 200),
            current_bed="W03-01-1",
        ),
    )


def _coming_weeks() -> ComingWeeks:
    first, days = date(2025, 3, 11), 3
    dates = [first + timedelta(days=day) for day in range(days)]
    nurse_of = dict(zip(NursingShift, ("N1", "N2", "N3"), strict=True))
    return ComingWeeks(
        first_day=first,
        days=days,
        waiting_list=(
            WaitingListEntry(
                id="L1",
                patient=Patient(id="P301", sex=Sex.FEMALE, age_years=70),
                department="orthopaedics",
                surgeon="S1",
                surgery_minutes=110,
                stay_days=6,
                earliest=first,
                due=dates[1],
                mandatory=True,
                first_nursing_days=2,
                procedure="81.54",
                surgery_grade=3,
            ),
            WaitingListEntry(
                id="L2",
                patient=Patient(id="P302", sex=Sex.MALE, age_years=28),
                department="orthopaedics",
                surgeon="S1",
                surgery_minutes=60,
                stay_days=2,
                earliest=dates[1],
            ),
        ),
        surgeon_days=tuple(SurgeonDay(surgeon="S1", on=on, minutes=300) for on in dates),
        theatre_days=tuple(TheatreDay(operating_room="OR1", on=on, minutes=480) for on in dates),
        planned_wards=(PlannedWard(ward="W02", kept_beds=1),),
        nurses=tuple(WardNurse(id=nurse, ward="W02", skill=1) for nurse in nurse_of.values()),
        nurse_shifts=tuple(
            NurseShift(nurse=nurse_of[shift], on=on, shift=shift, max_workload=16)
            for on in dates
            for shift in NursingShift
        ),
    )
