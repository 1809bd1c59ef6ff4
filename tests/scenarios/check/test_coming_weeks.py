"""Coming weeks that name what nobody has, or leave a ward without nurses, are refused with a path and a sentence."""

from dataclasses import replace

import pytest

from scenarios.check import check
from scenarios.coming_weeks import ComingWeeks, NurseShift, PlannedWard, SurgeonDay, TheatreDay, WardNurse
from tests import make, weeks

SOUND = weeks.weeks(weeks.entry("a"), weeks.entry("b"))
SURGEON_DAY, THEATRE_DAY = SOUND.surgeon_days[0], SOUND.theatre_days[0]
SHIFT = SOUND.nurse_shifts[0]


def problems(coming: ComingWeeks, **changes: object) -> list[str]:
    return [str(problem) for problem in check(weeks.scenario(coming, **changes))]


def test_sound_weeks_are_taken() -> None:
    assert problems(SOUND) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"waiting_list": (weeks.entry("a"), weeks.entry("a", patient=make.patient(id="other")))},
            "coming_weeks.waiting_list.1: Waiting list entry a is defined twice, "
            "first at coming_weeks.waiting_list.0, expected once",
        ),
        (
            {"waiting_list": (weeks.entry("a", surgeon="S2"),)},
            "coming_weeks.waiting_list.0.surgeon: Waiting list entry a: unknown surgeon 'S2', expected one of S1",
        ),
        (
            {"waiting_list": (weeks.entry("a", department="D9"),)},
            "coming_weeks.waiting_list.0.department: Waiting list entry a: unknown department 'D9', expected one of D1",
        ),
        (
            {"waiting_list": (weeks.entry("a", forbidden_rooms=frozenset({"R9"})),)},
            "coming_weeks.waiting_list.0.forbidden_rooms: Waiting list entry a: unknown room 'R9' in forbidden_rooms, "
            "expected one of W1-R1",
        ),
        (
            {"waiting_list": (weeks.entry("a"), weeks.entry("b", patient=make.patient(id="P-a")))},
            "coming_weeks.waiting_list.1.patient: Waiting list entry b: patient P-a waits twice, "
            "first at coming_weeks.waiting_list.0, expected once",
        ),
        (
            {"surgeon_days": (*SOUND.surgeon_days, SurgeonDay(surgeon="S1", on=SURGEON_DAY.on, minutes=5))},
            "coming_weeks.surgeon_days.4: Day of surgeon S1 2025-03-11 is defined twice, "
            "first at coming_weeks.surgeon_days.0, expected once",
        ),
        (
            {"theatre_days": (TheatreDay(operating_room="OR9", on=THEATRE_DAY.on, minutes=5),)},
            "coming_weeks.theatre_days.0.operating_room: Day 2025-03-11 of an operating room: "
            "unknown operating_room 'OR9', expected one of OR1, OR2",
        ),
        (
            {"planned_wards": (PlannedWard(ward="W1", kept_beds=3),)},
            "coming_weeks.planned_wards.0.kept_beds: Planned ward W1: kept_beds 3, expected at most its 2 beds",
        ),
        (
            {"nurses": (*SOUND.nurses, WardNurse(id="n", ward="W9"))},
            "coming_weeks.nurses.3.ward: Nurse n: unknown ward 'W9', expected one of W1",
        ),
        (
            {
                "nurse_shifts": (
                    *SOUND.nurse_shifts,
                    NurseShift(nurse="n", on=SHIFT.on, shift=SHIFT.shift, max_workload=9),
                )
            },
            "coming_weeks.nurse_shifts.12.nurse: Shift of 2025-03-11: unknown nurse 'n', "
            "expected one of W1 early, W1 late, W1 night",
        ),
        (
            {"nurse_shifts": SOUND.nurse_shifts[2:]},
            "coming_weeks.planned_wards.0: Planned ward W1: no nurse on the roster of 2025-03-11 early and 1 more, "
            "expected at least one",
        ),
    ],
)
def test_what_contradicts_itself_is_named(change: dict[str, object], said: str) -> None:
    assert problems(replace(SOUND, **change)) == [said]  # type: ignore[arg-type]


def test_weeks_that_begin_before_the_census_are_refused() -> None:
    assert problems(replace(SOUND, first_day=weeks.on(-2))) == [
        "coming_weeks.first_day: Coming weeks: first_day 2025-03-09, expected within 60 days of 2025-03-10"
    ]


def test_a_ward_where_women_and_men_share_rooms_is_not_planned() -> None:
    assert problems(SOUND, wards=[make.ward(sex_policy="off")]) == [
        "coming_weeks.planned_wards.0.ward: Planned ward W1: sex_policy off, expected one with separate rooms (strict)"
    ]


def test_nobody_waits_at_home_and_lies_in_a_bed() -> None:
    stays = [make.stay(patient=make.patient(id="P-a"))]
    assert problems(SOUND, stays=stays) == [
        "coming_weeks.waiting_list.0.patient: Waiting list entry a: patient P-a is in a bed already, "
        "expected somebody at home"
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"days": 0}, "days 0, expected 1 to 60"),
        ({"nursing_loads": SOUND.nursing_loads[1:]}, "expected each of special, first, second, third once"),
    ],
)
def test_weeks_that_are_wrong_in_themselves_are_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        replace(SOUND, **change)  # type: ignore[arg-type]


def test_an_entry_is_due_after_it_can_come() -> None:
    with pytest.raises(ValueError, match="due 2025-03-11, expected on or after earliest 2025-03-12"):
        weeks.entry(earliest=weeks.on(1), due=weeks.on(0))
