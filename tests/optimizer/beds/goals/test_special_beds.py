from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import given, points, weighing

EQUIPPED_BED = "W1-R2-1"


def _wards(request: dict | None = None, **fields: object) -> Scenario:
    """A plain bed, an equipped one, an isolation room, one with negative pressure, and a bed of higher care."""
    ward = make.ward(
        id="W1",
        rooms=[
            make.room(id="W1-R1", beds=1),
            make.room(id="W1-R2", beds=1, equipment=["monitor", "hoist"]),
            make.room(id="W1-R3", beds=1, isolation=True),
            make.room(id="W1-R4", beds=1, negative_pressure=True),
        ],
    )
    hdu = make.ward(id="W2", rooms=[1], level_of_care="hdu", also_takes=["general"])
    return make.scenario(wards=[ward, hdu], requests=[make.request(**(request or {}))], **fields)


def _wasted(scenario: Scenario, bed: str) -> int:
    return points(scenario, "special beds", {"Q1": bed})


def test_each_property_without_need_costs_fifteen_points() -> None:
    assert _wasted(_wards(), "W1-R1-1") == 0
    assert _wasted(_wards(), EQUIPPED_BED) == 2 * 15
    assert _wasted(_wards(), "W1-R3-1") == 15
    assert _wasted(_wards(), "W1-R4-1") == 2 * 15, "it isolates too"
    assert _wasted(_wards(), "W2-R1-1") == 15


def test_what_is_needed_is_not_wasted() -> None:
    assert _wasted(_wards({"equipment": ["monitor"]}), EQUIPPED_BED) == 15
    contact, airborne = ({"isolation": kind, "pathogen": "X"} for kind in ("contact", "airborne"))
    assert _wasted(_wards(contact), "W1-R3-1") == 0
    assert _wasted(_wards(contact), "W1-R4-1") == 15
    assert _wasted(_wards(airborne), "W1-R4-1") == 0
    assert _wasted(_wards({"level_of_care": "hdu"}), "W2-R1-1") == 0


def test_a_plain_bed_is_preferred() -> None:
    assert given(_wards()) == {"Q1": "W1-R1-1"}


def test_weight_nought_switches_it_off() -> None:
    assert _wasted(_wards(allocation=weighing(special_bed=0)), EQUIPPED_BED) == 0
