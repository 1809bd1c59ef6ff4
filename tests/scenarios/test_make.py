from tests import make


def test_the_builders_make_objects_that_fit_together() -> None:
    scenario = make.scenario(
        wards=[make.ward(rooms=[make.room(id="R1", beds=2)]), make.ward(id="W2", department="D2", rooms=[1, 3])],
        stays=[make.stay(bed="R1-1", sex="male", leaves_in_hours=5)],
        statuses=[make.status(bed="R1-2", state="cleaning", until=make.hours(1))],
        requests=[make.request(age_years=3, isolation="contact", stay_hours=(24, 48, 96), needed_in_hours=2)],
        expected_demand=[make.expected_demand(department="D2")],
        overrides=[make.override()],
    )
    assert list(scenario.hospital.place_of_bed) == ["R1-1", "R1-2", "W2-R1-1", "W2-R2-1", "W2-R2-2", "W2-R2-3"]
    assert [one.id for one in scenario.hospital.departments] == ["D1", "D2"]
    assert scenario.requests[0].patient.id == "P-Q1"
