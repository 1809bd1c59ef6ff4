"""Beds given by hand keep the hospital's rules, or say why not."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.bed_rules import LiveBedRules
from api.current_scenario import current_scenario
from api.optimisations import accept_lines
from api.store.commands.holds import confirm_hold, hold_bed, release_hold
from api.store.commands.moves import move, swap
from api.store.commands.reports import report
from api.store.commands.requests import change_request
from api.store.commands.stays import admit
from api.store.commands.undo import undo
from api.store.database import Database
from api.store.kinds import EventKind
from api.store.live import LiveState
from api.store.opening import open_hospital
from api.store.refusals import RulesBroken
from api.store.store import Envelope, Store
from api.store.tokens import Role, create_token
from api.store.transaction import Answer, Transaction
from optimizer.beds import BedProblem, violations
from scenarios.generate import generate
from scenarios.plans import BedAssignment, BedPlan
from scenarios.scenario import Scenario
from tests import make
from tests.api.conftest import HandClock
from tests.api.serving import client_of, key, runtime_on

V1 = "/api/v1"
BESIDE_A_WOMAN = "W1-R1-2"
LENDERS_BED = "W2-R2-1"
WHY = "the last bed of the house"


def men_ask() -> Scenario:
    """A woman in a room of two beds; two men and a woman wait; W2 belongs to a department that lends to nobody."""
    wards = [make.ward(id="W1", rooms=[2, 2]), make.ward(id="W2", department="D2", rooms=[1, 1])]
    return make.scenario(
        hospital=make.hospital(wards=wards),
        stays=[make.stay(bed="W1-R1-1", sex="female"), make.stay(bed="W2-R1-1", sex="male", department="D2")],
        requests=[make.request(id="M1", sex="male"), make.request(id="M2", sex="male"), make.request(id="F1")],
        name="men ask",
    )


def store_of(path: Path, scenario: Scenario) -> Store:
    database = Database(f"sqlite:///{path / f'{uuid4()}.db'}")
    database.migrate()
    store = Store(database, HandClock(scenario.census.at))
    open_hospital(store, scenario)
    store.rules = LiveBedRules(LiveState(database))
    return store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = store_of(tmp_path, men_ask())
    yield made
    made.database.close()


@pytest.fixture
def client(store: Store) -> Iterator[httpx.Client]:
    with client_of(runtime_on(store, store.clock)) as opened:
        yield opened


def rules_broken_by(store: Store, work: Callable[[Transaction], Answer]) -> set[str]:
    with pytest.raises(RulesBroken) as refused:
        store.execute(work, Envelope(actor="ann"))
    return {one["rule"] for one in refused.value.values["rules"]}


def test_a_hold_that_breaks_a_rule_is_refused_by_its_name_and_changes_nothing(client: httpx.Client) -> None:
    before = client.get(f"{V1}/census").json()["sequence"]
    refused = client.post(f"{V1}/holds", json={"request": "M1", "bed": BESIDE_A_WOMAN}, headers=key())
    problem = refused.json()
    assert (refused.status_code, problem["type"]) == (409, "urn:onebed:problem:rules-broken")
    assert [one["rule"] for one in problem["rules"]] == ["same-sex room"]
    assert problem["rules"][0]["message"] == "M1 (male) shares room W1-R1 with in W1-R1-1 (female)"
    assert client.get(f"{V1}/census").json()["sequence"] == before


def test_an_override_is_kept_with_its_reason_its_rules_and_a_name(client: httpx.Client) -> None:
    body = {"request": "M1", "bed": BESIDE_A_WOMAN, "override": WHY}
    held = client.post(f"{V1}/holds", json=body, headers=key())
    assert held.status_code == 201
    event = client.get(f"{V1}/events?after={held.json()['version'] - 1}").json()[0]
    assert (event["kind"], event["override"], event["overridden"]) == ("bed held", WHY, ["same-sex room"])
    assert event["actor"]


def test_an_override_without_words_is_no_override(client: httpx.Client) -> None:
    body = {"request": "M1", "bed": BESIDE_A_WOMAN, "override": "  "}
    assert client.post(f"{V1}/holds", json=body, headers=key()).status_code == 422


def test_a_viewer_cannot_override(store: Store) -> None:
    token = create_token(store.database, "visitor", Role.VIEWER, store.clock.now())
    with client_of(runtime_on(store, store.clock)) as client:
        body = {"request": "M1", "bed": BESIDE_A_WOMAN, "override": WHY}
        headers = {**key(), "Authorization": f"Bearer {token}"}
        assert client.post(f"{V1}/holds", json=body, headers=headers).status_code == 403


def test_a_bed_that_keeps_the_rules_needs_no_reason_and_records_none(store: Store) -> None:
    answer = store.execute(lambda tx: hold_bed(tx, "M1", "W1-R2-1"))
    assert answer["live"]


def test_an_admission_to_a_bed_that_was_not_held_is_asked_the_rules(store: Store) -> None:
    assert rules_broken_by(store, lambda tx: admit(tx, "M1", LENDERS_BED)) == {"lending"}
    assert store.execute(lambda tx: admit(tx, "M1", LENDERS_BED, override=WHY))["bed"] == LENDERS_BED


def test_an_admission_to_the_held_bed_was_asked_when_it_was_held(store: Store) -> None:
    store.execute(lambda tx: hold_bed(tx, "M1", BESIDE_A_WOMAN, override=WHY))
    assert store.execute(lambda tx: admit(tx, "M1"))["bed"] == BESIDE_A_WOMAN


def test_a_report_of_what_has_happened_is_taken_whatever_the_rules_say(store: Store) -> None:
    at = store.clock.now()
    details = {"request": "M1"}
    answer = store.execute(lambda tx: report(tx, EventKind.PATIENT_ADMITTED, BESIDE_A_WOMAN, at, details))
    assert answer["applied"]


def test_moves_and_swaps_are_asked_the_rules(store: Store) -> None:
    assert rules_broken_by(store, lambda tx: move(tx, "W2-R1-1", BESIDE_A_WOMAN)) == {"same-sex room", "lending"}
    assert rules_broken_by(store, lambda tx: swap(tx, "W1-R1-1", "W2-R1-1")) == {"lending"}
    assert store.execute(lambda tx: move(tx, "W1-R1-1", "W1-R2-1"))["to_bed"] == "W1-R2-1"


def test_who_is_expected_in_a_room_counts_as_lying_in_it(store: Store) -> None:
    hold = store.execute(lambda tx: hold_bed(tx, "F1", "W1-R2-1"))["hold"]
    assert rules_broken_by(store, lambda tx: hold_bed(tx, "M1", "W1-R2-2")) == {"same-sex room"}
    store.execute(lambda tx: confirm_hold(tx, hold))
    store.execute(lambda tx: release_hold(tx, hold))
    assert store.execute(lambda tx: hold_bed(tx, "M1", "W1-R2-2"))["live"]


def test_an_undo_is_asked_the_rules_of_the_hospital_as_it_is_now(store: Store) -> None:
    hold = store.execute(lambda tx: hold_bed(tx, "F1", "W1-R2-1"))["hold"]
    released = int(store.execute(lambda tx: release_hold(tx, hold))["version"])
    store.execute(lambda tx: hold_bed(tx, "M1", "W1-R2-2"))
    assert rules_broken_by(store, lambda tx: undo(tx, released)) == {"same-sex room"}
    assert store.execute(lambda tx: undo(tx, released, override=WHY))["undone"] == released


def test_a_held_request_does_not_change_into_one_that_its_bed_breaks_rules_for(store: Store) -> None:
    store.execute(lambda tx: hold_bed(tx, "F1", BESIDE_A_WOMAN))
    man = {"patient": {"id": "P-F1", "sex": "male", "age_years": 50}}
    assert rules_broken_by(store, lambda tx: change_request(tx, "F1", man)) == {"same-sex room"}
    store.execute(lambda tx: change_request(tx, "F1", {"urgency": "immediate"}))
    assert store.execute(lambda tx: change_request(tx, "F1", man, override=WHY))["status"] == "held"


def test_lines_of_one_plan_are_held_against_each_other(store: Store) -> None:
    lines = [{"request": "F1", "bed": "W1-R2-1"}, {"request": "M1", "bed": "W1-R2-2"}]
    answer = store.execute(lambda tx: accept_lines(tx, "J", lines, 30))
    assert [one["request"] for one in answer["held"]] == ["F1"]
    assert [one["request"] for one in answer["refused"]] == ["M1"]


def test_the_board_asks_why_and_then_does_it(client: httpx.Client) -> None:
    client.headers["Accept-Language"] = "zh-CN"
    client.get("/")
    token = client.get("/discharges").text.split('X-CSRF-Token": "')[1].split('"')[0]
    fields = {"request": "M1", "bed": BESIDE_A_WOMAN, "panel": "request:M1", "key": str(uuid4())}
    asked = client.post("/board/actions/hold", data=fields, headers={"X-CSRF-Token": token})
    assert asked.status_code == 409
    assert "M1（男）与 in W1-R1-1（女）同住病房 W1-R1" in asked.text
    assert 'name="override"' in asked.text
    again = {**fields, "key": str(uuid4()), "override": WHY}
    done = client.post("/board/actions/hold", data=again, headers={"X-CSRF-Token": token})
    assert done.status_code == 200
    log = client.get("/log").text
    assert WHY in log
    assert "同室同性别" in log


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveState, Any]]:
    """A generated hospital with holds, promises and caps."""
    scenario = generate(beds=300, waiting=40, seed=5)
    store = store_of(tmp_path_factory.mktemp("town"), scenario)
    live = LiveState(store.database)
    live.follow()
    vacant = [bed.id for bed in live.beds.values() if bed.state.value == "vacant"]
    occupied = [bed.id for bed in live.beds.values() if bed.state.value == "occupied"]
    requests = list(live.requests)
    for request, bed in zip(requests, (*vacant[:6], *occupied[:6]), strict=False):
        store.execute(lambda tx, request=request, bed=bed: hold_bed(tx, request, bed, override=WHY))
    live.follow()
    yield live, store.clock.now()
    store.database.close()


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_beds_around_tell_the_same_as_the_whole_hospital(town: tuple[LiveState, Any], data: Any) -> None:
    live, now = town
    request = data.draw(st.sampled_from([one.request for one in live.requests.values() if one.hold is None]))
    bed = data.draw(st.sampled_from(list(live.beds)))
    problem = BedProblem(current_scenario(live, now, focus=request.id))
    opens = int(problem.beds.available_minutes[problem.index.bed_number[bed]])
    start = opens if opens <= problem.scenario.allocation.look_ahead_minutes else 0
    plan = BedPlan(assignments=(BedAssignment(request=request.id, bed=bed, start_minutes=start),))
    whole = sorted((one.rule, one.message) for one in violations(problem, plan))
    around = sorted((one["rule"], one["message"]) for one in LiveBedRules(live).broken_by([(request, bed)], now))
    assert around == whole
