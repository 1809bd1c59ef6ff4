"""Operating rooms, clinics, exam devices and the emergency department of a generated hospital."""

from collections.abc import Sequence

from scenarios.generate.departments import DepartmentProfile
from scenarios.generate.layout import building_id
from scenarios.generate.norms import Norms
from scenarios.generate.sharing import shared_out
from scenarios.hospital import Clinic, DepartmentKind, EmergencyDepartment, ExamDevice, OperatingRoom

THEATRE_SUITES = (
    ("cardiac and vascular", 0.1, {"cardiac-surgery", "vascular-surgery", "thoracic-surgery"}, {"hybrid angiography"}),
    ("neurosurgery", 0.08, {"neurosurgery"}, {"microscope", "navigation"}),
    ("orthopaedics", 0.17, {"orthopaedics", "burns-plastic-surgery"}, {"laminar flow", "C-arm"}),
    (
        "abdominal",
        0.27,
        {
            "general-surgery",
            "hepatobiliary-surgery",
            "gastrointestinal-surgery",
            "thyroid-breast-surgery",
            "thoracic-surgery",
        },
        {"laparoscopy"},
    ),
    ("robot", 0.05, {"urology", "general-surgery", "gynaecology", "thoracic-surgery"}, {"robot", "laparoscopy"}),
    ("urology", 0.07, {"urology"}, {"laparoscopy", "C-arm"}),
    (
        "gynaecology and obstetrics",
        0.1,
        {"gynaecology", "obstetrics"},
        {"laparoscopy"},
    ),
    ("head and neck", 0.1, {"ear-nose-throat", "ophthalmology", "oral-surgery"}, {"microscope"}),
    ("paediatric", 0.03, {"paediatric-surgery"}, {"laparoscopy"}),
    ("emergency", 0.03, set[str](), {"C-arm"}),
)
"""Operating-room suites: share of the rooms, departments (none: all), fixed equipment. Assumption."""

EXAM_DEVICES_AT_2000_BEDS = {
    "CT": 8,
    "MRI": 6,
    "X-ray": 10,
    "ultrasound": 30,
    "echocardiography": 8,
    "ECG": 12,
    "endoscopy": 14,
    "EEG": 3,
    "lung function": 3,
    "nuclear medicine": 2,
    "blood count analyser": 5,
    "chemistry analyser": 5,
}
"""Devices at 2,000 beds, scaled with the beds. Assumption."""


def operating_rooms(beds: int, campuses: int, here: set[str], norms: Norms) -> tuple[OperatingRoom, ...]:
    """Return the operating rooms, OR-01 on, by suite; suites without a department of this hospital are left out."""
    suites = [(share, users & here, items) for _, share, users, items in THEATRE_SUITES if not users or users & here]
    total = max(len(suites), round(beds * norms.operating_rooms_share))
    rooms: list[OperatingRoom] = []
    for (_, users, items), count in zip(
        suites, shared_out(total, [suite[0] for suite in suites], least=1), strict=True
    ):
        for number in range(count):
            rooms.append(
                OperatingRoom(
                    id=f"OR-{len(rooms) + 1:02d}",
                    building=building_id(number % campuses, campuses, "surgical"),
                    floor=3,
                    departments=frozenset(users),
                    equipment=frozenset(items),
                )
            )
    return tuple(rooms)


def clinics(beds: int, profiles: Sequence[DepartmentProfile], norms: Norms) -> tuple[Clinic, ...]:
    """Return a clinic for every department that sees outpatients."""
    outpatient = [
        profile
        for profile in profiles
        if profile.kind not in (DepartmentKind.CRITICAL_CARE, DepartmentKind.EMERGENCY) and profile.id != "neonatology"
    ]
    rooms = max(len(outpatient), round(beds * norms.consulting_rooms_share))
    weights = [profile.admissions_per_day_weight for profile in outpatient]
    return tuple(
        Clinic(id=f"clinic-{profile.id}", department=profile.id, consulting_rooms=count)
        for profile, count in zip(outpatient, shared_out(rooms, weights, least=1), strict=True)
    )


def exam_devices(beds: int) -> tuple[ExamDevice, ...]:
    """Return the exam devices, at least one of each kind."""
    return tuple(
        ExamDevice(id=f"{kind.replace(' ', '-')}-{number}", kind=kind)
        for kind, count in EXAM_DEVICES_AT_2000_BEDS.items()
        for number in range(1, max(1, round(count * beds / 2000)) + 1)
    )


def emergency_department(beds: int, campuses: int, norms: Norms) -> EmergencyDepartment:
    """Return where emergency patients are treated and board, on the first campus."""
    return EmergencyDepartment(
        building=building_id(0, campuses, "acute"),
        floor=1,
        treatment_places=max(4, round(beds * norms.emergency_places_share)),
        boarding_places=max(4, round(beds * norms.boarding_places_share)),
    )
