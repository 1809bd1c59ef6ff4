from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import breaks_nothing, broken, given, taking

FOREIGN = {"Q1": "W2-R1-1"}


def _only_a_foreign_bed(*, lending: list | None = None, shared: bool = False, **fields: object) -> Scenario:
    hospital = make.hospital(
        wards=[make.ward(id="W2", department="D2", rooms=[1], shared=shared)],
        departments=[make.department(id="D1"), make.department(id="D2")],
        lending=lending or [],
    )
    return make.scenario(hospital=hospital, **({"requests": [make.request(id="Q1", department="D1")]} | fields))


def test_a_bed_of_a_department_that_lends_nothing_is_named_with_both() -> None:
    assert broken(_only_a_foreign_bed(), "lending", FOREIGN) == ["D2 does not lend bed W2-R1-1 to D1"]
    assert given(_only_a_foreign_bed()) == {}


def test_the_own_department_needs_no_lending() -> None:
    scenario = _only_a_foreign_bed(requests=[make.request(id="Q1", department="D2")])
    assert breaks_nothing(scenario, FOREIGN)
    assert given(scenario) == FOREIGN


def test_a_permitted_loan_is_made() -> None:
    scenario = _only_a_foreign_bed(lending=[make.lending(lender="D2", borrower="D1")])
    assert breaks_nothing(scenario, FOREIGN)
    assert given(scenario) == FOREIGN


def test_lending_goes_one_way() -> None:
    assert given(_only_a_foreign_bed(lending=[make.lending(lender="D1", borrower="D2")])) == {}


def test_a_shared_ward_takes_every_department() -> None:
    assert breaks_nothing(_only_a_foreign_bed(shared=True), FOREIGN)
    assert given(_only_a_foreign_bed(shared=True)) == FOREIGN


def test_an_override_opens_a_lender_for_its_request_only() -> None:
    requests = [make.request(id="Q1"), make.request(id="Q2", urgency="immediate")]
    scenario = _only_a_foreign_bed(requests=requests, overrides=[make.override(request="Q1", lender="D2")])
    assert given(scenario) == FOREIGN


def test_with_the_rule_off_everybody_lends() -> None:
    assert given(_only_a_foreign_bed(allocation=taking("lending", "off"))) == FOREIGN
