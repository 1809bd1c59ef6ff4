"""A small IHTC-2024 document for the tests."""

from typing import Any


def instance_document() -> dict[str, Any]:
    """Two days, one room, one nurse, one occupant, a mandatory and an optional patient."""
    stay = {"gender": "A", "age_group": "adult", "length_of_stay": 1}
    nursing = {"workload_produced": [1, 1, 1], "skill_level_required": [0, 0, 0]}
    patient = {**stay, **nursing, "surgery_release_day": 0, "surgery_duration": 60, "surgeon_id": "s0"}
    return {
        "days": 2,
        "skill_levels": 1,
        "shift_types": ["early", "late", "night"],
        "age_groups": ["adult"],
        "weights": {
            "room_mixed_age": 1,
            "room_nurse_skill": 1,
            "continuity_of_care": 1,
            "nurse_eccessive_workload": 1,
            "open_operating_theater": 1,
            "surgeon_transfer": 1,
            "patient_delay": 1,
            "unscheduled_optional": 50,
        },
        "occupants": [{**stay, **nursing, "id": "a0", "room_id": "r0"}],
        "patients": [
            {**patient, "id": "p0", "mandatory": True, "surgery_due_day": 1, "incompatible_room_ids": []},
            {**patient, "id": "p1", "mandatory": False, "incompatible_room_ids": []},
        ],
        "surgeons": [{"id": "s0", "max_surgery_time": [120, 120]}],
        "operating_theaters": [{"id": "t0", "availability": [120, 120]}],
        "rooms": [{"id": "r0", "capacity": 3}],
        "nurses": [
            {
                "id": "n0",
                "skill_level": 0,
                "working_shifts": [
                    {"day": day, "shift": shift, "max_load": 9}
                    for day in (0, 1)
                    for shift in ("early", "late", "night")
                ],
            }
        ],
    }
