import pytest

from scenarios.allocation_settings import AllocationSettings
from scenarios.plans import BedAssignment, BedPlan
from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import breaks_nothing, broken, given, start_minutes

BED = "W1-R1-1"


def _one_bed(**fields: object) -> Scenario:
    return make.scenario(wards=[make.ward(rooms=[1])], requests=[make.request()], **fields)


def test_a_vacant_bed_may_be_given_now() -> None:
    assert breaks_nothing(_one_bed(), {"Q1": BED})


def test_a_blocked_bed_is_given_to_nobody() -> None:
    scenario = _one_bed(statuses=[make.status(state="blocked")])
    assert broken(scenario, "bed state", {"Q1": BED}) == ["Bed W1-R1-1 is blocked beyond the look-ahead"]
    assert given(scenario) == {}


def test_a_bed_whose_patient_nobody_expects_to_leave_is_given_to_nobody() -> None:
    scenario = _one_bed(stays=[make.stay()])
    assert broken(scenario, "bed state", {"Q1": BED}) == ["Bed W1-R1-1 is occupied beyond the look-ahead"]
    assert given(scenario) == {}


def test_a_bed_that_opens_after_the_look_ahead_is_given_to_nobody() -> None:
    scenario = _one_bed(stays=[make.stay(leaves_in_hours=23.5)])
    assert broken(scenario, "bed state", {"Q1": BED}) == ["Bed W1-R1-1 is occupied beyond the look-ahead"]
    assert given(scenario) == {}


def test_a_bed_is_not_given_before_it_opens() -> None:
    scenario = _one_bed(stays=[make.stay(leaves_in_hours=2)])
    early = BedPlan(assignments=(BedAssignment(request="Q1", bed=BED, start_minutes=120),))
    assert broken(scenario, "bed state", early) == ["Bed W1-R1-1 is given from minute 120, expected 165"]


@pytest.mark.parametrize("cleaning_minutes", [45, 0])
def test_nobody_is_given_the_bed_in_which_they_lie(cleaning_minutes: int) -> None:
    patient = make.patient(id="P1")
    rooms = [make.room(id="R1", beds=1), make.room(id="R2", beds=1, equipment=["hoist"])]
    scenario = make.scenario(
        hospital=make.hospital(wards=[make.ward(rooms=rooms)], cleaning_minutes=cleaning_minutes),
        stays=[make.stay(bed="R1-1", patient=patient)],
        requests=[make.request(patient=patient, current_bed="R1-1")],
    )
    assert broken(scenario, "bed state", {"Q1": "R1-1"}) == ["Q1 lies in bed R1-1 already"]
    assert given(scenario) == {"Q1": "R2-1"}


@pytest.mark.parametrize(
    ("state", "opens_after"),
    [
        (make.status(state="cleaning"), 45),
        (make.status(state="cleaning", until=make.hours(2)), 120),
        (make.status(state="cleaning", until=make.hours(-1)), 0),
        (make.status(state="blocked", until=make.hours(3)), 180),
        (make.status(state="held", held_for="Q1", until=make.hours(3)), 0),
        (make.stay(leaves_in_hours=2), 165),
        (make.stay(leaves_in_hours=-1), 45),
        (make.stay(leaves_in_hours=2, isolation="contact", pathogen="MRSA"), 240),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else "",
)
def test_a_bed_is_promised_from_the_minute_when_it_is_clean(state: object, opens_after: int) -> None:
    stays = [state] if hasattr(state, "patient") else []
    statuses = [] if stays else [state]
    assert start_minutes(_one_bed(stays=stays, statuses=statuses)) == {"Q1": opens_after}


@pytest.mark.parametrize(("quantile", "opens_after"), [(0.1, 105), (0.5, 345), (0.7, 465), (0.9, 585)])
def test_a_discharge_is_counted_on_at_the_chosen_quantile(quantile: float, opens_after: int) -> None:
    scenario = _one_bed(
        stays=[make.stay(leaves_in_hours=(1, 5, 9))], allocation=AllocationSettings(discharge_quantile=quantile)
    )
    assert start_minutes(scenario) == {"Q1": opens_after}


def test_a_bed_that_opens_at_the_end_of_the_look_ahead_is_given() -> None:
    settings = AllocationSettings(look_ahead_minutes=165)
    assert start_minutes(_one_bed(stays=[make.stay(leaves_in_hours=2)], allocation=settings)) == {"Q1": 165}
