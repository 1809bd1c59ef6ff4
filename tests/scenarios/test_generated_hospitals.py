"""Properties of generated hospitals at several sizes and seeds."""

from collections import Counter, defaultdict
from datetime import timedelta
from functools import cache

import pytest

from scenarios.census import BedState
from scenarios.check import check
from scenarios.files import load_json
from scenarios.files.documents import to_json
from scenarios.generate import CENSUS_AT, LEAST_BEDS, generate
from scenarios.hospital import DepartmentKind, LevelOfCare, SexPolicy, Ward
from scenarios.input_problems import InputError
from scenarios.patients import Isolation, RequestSource, Stay
from scenarios.scenario import Scenario

CASES = [(200, 1), (200, 2), (500, 1), (500, 2), (2000, 1), (2000, 2), (2000, 2026), (10000, 1)]


@cache
def made(beds: int, seed: int) -> Scenario:
    return generate(beds=beds, waiting=max(10, beds // 33), seed=seed)


def staffed(ward: Ward) -> int:
    return len(ward.beds) if ward.staffed_beds is None else ward.staffed_beds


def patients_by_room(scenario: Scenario) -> dict[str, list[Stay]]:
    rooms: dict[str, list[Stay]] = defaultdict(list)
    for stay in scenario.census.stays:
        rooms[scenario.hospital.place_of_bed[stay.bed].room.id].append(stay)
    return rooms


each_hospital = pytest.mark.parametrize(
    "scenario", CASES, indirect=True, ids=lambda case: f"{case[0]} beds, seed {case[1]}"
)


@pytest.fixture
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return made(*request.param)


@each_hospital
def test_occupancy_is_near_the_national_91_percent(scenario: Scenario) -> None:
    beds = sum(staffed(ward) for ward in scenario.hospital.wards)

    assert len(scenario.census.stays) / beds == pytest.approx(0.911, abs=0.02)


@each_hospital
def test_no_ward_has_more_patients_than_staffed_beds(scenario: Scenario) -> None:
    patients = Counter(scenario.hospital.place_of_bed[stay.bed].ward.id for stay in scenario.census.stays)

    assert [ward.id for ward in scenario.hospital.wards if patients[ward.id] > staffed(ward)] == []


@each_hospital
def test_critical_care_has_six_and_the_day_ward_two_percent_of_the_beds(scenario: Scenario) -> None:
    beds = Counter(place.ward.level_of_care for place in scenario.hospital.places())

    assert (beds[LevelOfCare.ICU] + beds[LevelOfCare.HDU]) / beds.total() == pytest.approx(0.06, abs=0.004)
    assert beds[LevelOfCare.DAY] / beds.total() == pytest.approx(0.02, abs=0.002)


@each_hospital
def test_women_and_men_share_rooms_only_where_the_ward_allows(scenario: Scenario) -> None:
    mixed = [
        room
        for room, stays in patients_by_room(scenario).items()
        if len({stay.patient.sex for stay in stays}) > 1
        and scenario.hospital.place_of_bed[stays[0].bed].ward.sex_policy is SexPolicy.STRICT
    ]

    assert mixed == []


@each_hospital
def test_every_patient_lies_in_a_ward_for_their_age_and_children_apart_from_adults(scenario: Scenario) -> None:
    hospital = scenario.hospital
    bands = [band.name for band in hospital.age_bands]
    wrong = []
    for room, stays in patients_by_room(scenario).items():
        ages = {bands[hospital.age_band_index(stay.patient.age_years)] for stay in stays}
        if not ages <= hospital.place_of_bed[stays[0].bed].ward.age_bands:
            wrong.append((room, ages))
        if "paediatric" in ages and len(ages) > 1:
            wrong.append((room, ages))

    assert wrong == []


@each_hospital
def test_isolated_patients_lie_alone_or_with_their_pathogen_in_a_room_built_for_it(scenario: Scenario) -> None:
    wrong = []
    for room_id, stays in patients_by_room(scenario).items():
        room = scenario.hospital.place_of_bed[stays[0].bed].room
        needs = {(stay.patient.isolation, stay.patient.pathogen) for stay in stays}
        isolated = any(isolation is not Isolation.NONE for isolation, _ in needs)
        if isolated and (len(needs) > 1 or (len(stays) > 1 and not room.isolation)):
            wrong.append(room_id)
        if any(isolation is Isolation.AIRBORNE for isolation, _ in needs) and not room.negative_pressure:
            wrong.append(room_id)

    assert wrong == []


@each_hospital
def test_patients_have_the_level_and_equipment_they_need_at_their_bed(scenario: Scenario) -> None:
    wrong = []
    for stay in scenario.census.stays:
        place = scenario.hospital.place_of_bed[stay.bed]
        critical = place.ward.level_of_care in (LevelOfCare.ICU, LevelOfCare.HDU)
        fits = stay.level_of_care is place.ward.level_of_care or (
            critical and stay.level_of_care is not LevelOfCare.DAY
        )
        if not fits or not stay.equipment <= place.bed.equipment:
            wrong.append(stay)

    assert wrong == []


@each_hospital
def test_patients_in_foreign_beds_are_lent_within_the_rules(scenario: Scenario) -> None:
    lent: Counter[tuple[str, str]] = Counter()
    for stay in scenario.census.stays:
        ward = scenario.hospital.place_of_bed[stay.bed].ward
        if not ward.shared and ward.department != stay.department:
            lent[ward.department, stay.department] += 1
    allowed = {(rule.lender, rule.borrower): rule.max_beds for rule in scenario.hospital.lending}

    assert {pair: count for pair, count in lent.items() if count > (allowed.get(pair) or 0)} == {}
    assert lent.total() > 0


@each_hospital
def test_no_department_has_more_patients_than_its_cap(scenario: Scenario) -> None:
    patients = Counter(stay.department for stay in scenario.census.stays)
    caps = {item.id: item.bed_cap for item in scenario.hospital.departments if item.bed_cap is not None}

    assert {name: patients[name] for name, cap in caps.items() if patients[name] > cap} == {}


@each_hospital
def test_a_bed_has_at_most_one_patient_or_status(scenario: Scenario) -> None:
    beds = [stay.bed for stay in scenario.census.stays] + [status.bed for status in scenario.census.statuses]

    assert [bed for bed, count in Counter(beds).items() if count > 1] == []


@each_hospital
def test_requests_of_patients_in_bed_name_that_bed(scenario: Scenario) -> None:
    bed_of_patient = {stay.patient.id: stay.bed for stay in scenario.census.stays}
    in_bed = [request for request in scenario.requests if request.current_bed]

    assert all(bed_of_patient[request.patient.id] == request.current_bed for request in in_bed)
    assert len({request.patient.id for request in scenario.requests}) == len(scenario.requests)


@each_hospital
def test_every_request_asks_for_a_level_and_an_age_the_hospital_has(scenario: Scenario) -> None:
    hospital = scenario.hospital
    bands = [band.name for band in hospital.age_bands]
    served = {(ward.level_of_care, band) for ward in hospital.wards for band in ward.age_bands}
    wanted = {
        (request.level_of_care, bands[hospital.age_band_index(request.patient.age_years)])
        for request in scenario.requests
    }

    assert wanted <= served


@pytest.mark.parametrize(("beds", "seed"), [(2000, 1), (2000, 2026), (10000, 1)])
def test_about_an_eighth_of_inpatients_leave_within_a_day(beds: int, seed: int) -> None:
    scenario = made(beds, seed)
    stays = [stay for stay in scenario.census.stays if stay.level_of_care is not LevelOfCare.DAY]
    soon = [
        stay
        for stay in stays
        if stay.expected_discharge and stay.expected_discharge.p50 < CENSUS_AT + timedelta(days=1)
    ]

    assert 0.11 <= len(soon) / len(stays) <= 0.155
    assert all(8 <= stay.expected_discharge.p50.hour < 20 for stay in soon if stay.expected_discharge)


@pytest.mark.parametrize(("beds", "seed"), [(2000, 1), (2000, 2026), (10000, 1)])
def test_occupancy_is_uneven_between_departments(beds: int, seed: int) -> None:
    scenario = made(beds, seed)
    own: Counter[str] = Counter()
    used: Counter[str] = Counter()
    for ward in scenario.hospital.wards:
        if not ward.shared:
            own[ward.department] += staffed(ward)
    for stay in scenario.census.stays:
        ward = scenario.hospital.place_of_bed[stay.bed].ward
        used[ward.department] += not ward.shared
    occupancy = [used[name] / count for name, count in own.items()]

    assert min(occupancy) < 0.85
    assert max(occupancy) > 0.97


def test_the_demo_size_has_36_departments_48_wards_and_40_operating_rooms() -> None:
    hospital = made(2000, 2026).hospital

    assert (len(hospital.departments), len(hospital.wards), len(hospital.operating_rooms)) == (36, 48, 40)
    assert {len(room.beds) for ward in hospital.wards for room in ward.rooms} >= {1, 2, 3, 6}
    assert {department.kind for department in hospital.departments} == set(DepartmentKind)


def test_the_largest_size_has_240_wards_on_several_campuses() -> None:
    hospital = made(10000, 1).hospital

    assert len(hospital.wards) == 240
    assert len({building.x_metres // 3000 for building in hospital.buildings}) == 3


def test_the_demo_size_has_every_source_and_every_bed_state() -> None:
    scenario = made(2000, 2026)

    assert {request.source for request in scenario.requests} == set(RequestSource)
    assert {scenario.census.state(place.bed.id) for place in scenario.hospital.places()} == set(BedState)


def test_every_place_a_ward_stands_in_exists() -> None:
    hospital = made(10000, 1).hospital
    buildings = {building.id for building in hospital.buildings}

    assert {ward.building for ward in hospital.wards} <= buildings
    assert {room.building for room in hospital.operating_rooms} <= buildings


@pytest.mark.parametrize("beds", [200, 2000])
def test_the_same_seed_makes_the_same_hospital_byte_for_byte(beds: int) -> None:
    first = to_json(generate(beds=beds, waiting=20, seed=5))

    assert first == to_json(generate(beds=beds, waiting=20, seed=5))
    assert first != to_json(generate(beds=beds, waiting=20, seed=6))


def test_another_waiting_patient_leaves_hospital_census_and_earlier_requests_as_they_are() -> None:
    few, more = generate(beds=500, waiting=40, seed=3), generate(beds=500, waiting=41, seed=3)

    assert (few.hospital, few.census, few.expected_demand) == (more.hospital, more.census, more.expected_demand)
    assert few.requests == more.requests[:40]


def test_a_generated_scenario_survives_being_written_and_read() -> None:
    scenario = made(500, 1)

    assert load_json(to_json(scenario), "hospital.json") == scenario


def test_every_size_and_number_out_of_range_is_named() -> None:
    with pytest.raises(InputError) as refused:
        generate(beds=LEAST_BEDS - 1, waiting=-1, seed=-1)

    assert [problem.path for problem in refused.value.problems] == ["beds", "waiting", "seed"]


@pytest.mark.parametrize("beds", [LEAST_BEDS, 137, 333, 999, 1600, 4321])
def test_any_size_gives_exactly_that_many_beds(beds: int) -> None:
    assert len(generate(beds=beds, waiting=1, seed=1).hospital.place_of_bed) == beds


@each_hospital
def test_nothing_in_a_generated_scenario_contradicts_itself(scenario: Scenario) -> None:
    assert check(scenario) == []
