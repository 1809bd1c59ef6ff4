"""What-if questions: asked, kept, compared, told in two languages, reached over HTTP."""

import os
import re
from typing import Any

import pytest
from pydantic import ValidationError

from api.simulations.questions import simulation_row
from api.simulations.results import findings, has_findings
from api.simulations.runner import Simulations
from api.store.job_rows import (
    DONE,
    job_row,
)
from api.store.refusals import NotFound, WrongState
from api.store.simulation_rows import PackedStart, keep_start, start_scenario
from api.store.store import Store
from api.store.tokens import Role, create_token
from api.web.texts import catalogue
from scenarios.input_problems import InputError
from simulation.report.asked import Asked
from simulation.report.language import Language, chinese_font, chinese_language
from simulation.report.pdf import pdf_report
from simulation.report.workbook import workbook
from tests.api.conftest import HandClock
from tests.api.serving import client_of, key, runtime_on
from tests.api.simulation_questions import HOSPITAL, LOUNGE, Ask, work_off

V1 = "/api/v1"


def test_a_question_is_simulated_beside_the_hospital_as_it_is(store: Store, clock: HandClock, ask: Ask) -> None:
    job_id = ask()
    assert not has_findings(store.database, simulation_row(store.database, job_id))
    Simulations(store.database, clock, 1).work_off()
    job = simulation_row(store.database, job_id)
    assert (job["status"], job["error"]) == (DONE, None)
    found = findings(store.database, [job_id])
    assert list(found.titles) == ["base", "discharge-lounge"]
    assert found.replications == 2
    differences = found.experiment.differences()
    assert differences is not None
    assert differences["option"].unique().to_list() == ["discharge-lounge"]


def test_two_questions_with_the_same_patients_share_the_hospital_as_it_is(
    store: Store, clock: HandClock, ask: Ask
) -> None:
    first = ask()
    work_off(store, clock)
    clock.turn(60)
    second = ask(options=[{"scenario": "own-wards"}], replications=1)
    work_off(store, clock)
    rows = [simulation_row(store.database, job) for job in (first, second)]
    assert rows[0]["result"]["runs"]["base"] == rows[1]["result"]["runs"]["base"]
    found = findings(store.database, [first, second])
    assert {option: len(run.results) for option, run in found.experiment.replications.items()} == {
        "base": 2,
        "discharge-lounge": 2,
        "own-wards": 1,
    }


def test_other_patients_are_not_compared(store: Store, clock: HandClock, ask: Ask) -> None:
    first, other = ask(replications=1, compare=False), ask(replications=1, compare=False, seed=1)
    work_off(store, clock)
    with pytest.raises(WrongState, match="differ in seed"):
        findings(store.database, [first, other])


def test_from_now_starts_from_the_live_state_and_like_from_that_of_another(
    store: Store, clock: HandClock, ask: Ask
) -> None:
    first = ask(from_now=True)
    clock.turn(30)
    again, like = ask(from_now=True), ask(from_now=True, like=first)
    starts = [simulation_row(store.database, job)["settings"]["start"] for job in (first, again, like)]
    assert starts[0] == starts[2] != starts[1]
    assert start_scenario(store.database, starts[1]).census.at == clock.now()
    assert simulation_row(store.database, first)["settings"]["warm_up"] == 0


def test_the_warm_up_is_found_on_a_pilot_and_kept_for_the_picture(store: Store, clock: HandClock, ask: Ask) -> None:
    job_id = ask(warm_up="auto", replications=1, compare=False)
    work_off(store, clock)
    found = findings(store.database, [job_id])
    assert found.warm_up is not None
    assert found.warm_up.days == simulation_row(store.database, job_id)["result"]["warm_up_days"]
    assert len(found.warm_up.daily) == 120


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"options": [{"scenario": "no-such"}, {"scenario": "base", "policies": [{"policy": "x"}]}]}, "no-such"),
        (
            {"options": [{"scenario": "base", "policies": [{"policy": "surge", "elective_share": 3}]}]},
            "expected 0 to 1",
        ),
        ({"options": [{"scenario": "base", "policies": [{"policy": "close-ward", "ward": "W99"}]}]}, "W99"),
    ],
)
def test_a_wrong_question_is_refused_before_anything_is_stored(
    store: Store, ask: Ask, document: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputError, match=re.escape(words)):
        ask(**document)


def test_options_of_two_kinds_are_refused(ask: Ask) -> None:
    with pytest.raises(InputError, match="options: some start from now and some do not"):
        ask(options=[{"scenario": "mass-casualty"}, {"scenario": "own-wards"}])
    with pytest.raises(ValidationError, match="options"):
        ask(options=[])


def test_a_plan_and_a_simulation_are_not_mixed_up(store: Store, ask: Ask) -> None:
    with pytest.raises(NotFound):
        job_row(store.database, ask())
    with pytest.raises(NotFound):
        start_scenario(store.database, "nowhere")


def test_a_state_is_kept_once(store: Store) -> None:
    packed = PackedStart.of(HOSPITAL)
    with store.database.writing() as connection:
        first = keep_start(connection, packed, shared=False)
        assert keep_start(connection, packed, shared=False) == first
        assert keep_start(connection, packed, shared=True) == first
    assert start_scenario(store.database, first) == HOSPITAL


def test_a_report_says_every_text_in_chinese(store: Store, clock: HandClock, ask: Ask) -> None:
    job_id = ask(warm_up="auto")
    work_off(store, clock)
    found = findings(store.database, [job_id])
    chinese, said = catalogue("zh-CN"), []

    def say(text: str) -> str:
        said.append(text)
        return text

    asked = Asked(title="t", runs=found.runs, made_at=clock.now(), policies=found.policies)
    assert pdf_report(found.experiment, asked, found.warm_up, language=Language(say=say)).startswith(b"%PDF")
    assert workbook(found.experiment, asked, Language(say=say)).startswith(b"PK")
    assert sorted({text for text in said if chinese.gettext(text) == text} - {"%"}) == []


def test_the_report_is_written_in_chinese_where_a_font_can() -> None:
    font = chinese_font()
    assert font is not None or os.environ.get("CI") != "true"
    assert chinese_language(str).chinese is (font is not None)


def test_everything_is_reached_over_http(store: Store, clock: HandClock, ask: Ask) -> None:
    job_id = ask()
    work_off(store, clock)
    with client_of(runtime_on(store, clock, simulation_workers=1)) as client:
        offered = client.get(f"{V1}/simulations/catalogue").json()
        assert "day-surgery-30" in [one["scenario"] for one in offered["scenarios"]]
        assert {"name": "share", "unit": "share"}.items() <= offered["policies"][1]["parameters"][0].items()
        assert client.get(f"{V1}/simulations").json()[0]["simulation"] == job_id
        document = client.get(f"{V1}/simulations/findings?simulation={job_id}").json()
        assert [one["option"] for one in document["options"]] == ["base", "discharge-lounge"]
        for form, begin in (("xlsx", b"PK"), ("zip", b"PK"), ("pdf", b"%PDF")):
            report = client.get(f"{V1}/simulations/report.{form}?simulation={job_id}")
            assert report.status_code == 200
            assert report.content.startswith(begin)
        assert client.get(f"{V1}/simulations/none").status_code == 404
        assert client.get(f"{V1}/simulations/report.doc?simulation={job_id}").status_code == 422
        asked = client.post(f"{V1}/simulations", json={**LOUNGE, "days": 3_000, "replications": 900}, headers=key())
        assert asked.status_code == 202
        assert client.get(f"{V1}/simulations/findings?simulation={asked.json()['simulation']}").status_code == 409
        assert client.post(f"{V1}/simulations/{asked.json()['simulation']}/cancel", headers=key()).status_code == 202


def test_a_question_sent_twice_is_simulated_once(store: Store, clock: HandClock) -> None:
    long, once = {**LOUNGE, "days": 3_000}, key()
    with client_of(runtime_on(store, clock, simulation_workers=1)) as client:
        answers = [client.post(f"{V1}/simulations", json=long, headers=once) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [202, 202]
        assert answers[0].json()["simulation"] == answers[1].json()["simulation"]
        assert len(client.get(f"{V1}/simulations").json()) == 1
        assert client.post(f"{V1}/simulations", json={**long, "seed": 1}, headers=once).status_code == 422
        assert client.post(f"{V1}/simulations", json=long).status_code == 422
        stop, stopping = f"{V1}/simulations/{answers[0].json()['simulation']}/cancel", key()
        assert [client.post(stop, headers=stopping).status_code for _ in range(2)] == [202, 202]


def test_every_body_of_a_simulation_has_an_example_that_is_accepted(store: Store, clock: HandClock) -> None:
    with client_of(runtime_on(store, clock, simulation_workers=1)) as client:
        schemas = client.get(f"{V1}/openapi.json").json()["components"]["schemas"]
        examples = schemas["AskSimulation"]["examples"]
        assert len(examples) > 1
        for example in examples:
            asked = client.post(f"{V1}/simulations", json=example, headers=key())
            assert asked.status_code == 202, asked.text
            client.post(f"{V1}/simulations/{asked.json()['simulation']}/cancel", headers=key())


@pytest.mark.parametrize(
    "policies",
    [
        [{"policy": "outbreak", "days": 10**9}],
        [{"policy": "outbreak", "closed_wards": 2_000}],
        [{"policy": "day-ward-size", "beds": 10**9}],
        [{"policy": "mass-casualty", "patients": 10**12}],
        [{"policy": "demand", "emergency": 1e300}],
        [{"policy": None}],
        [{}],
        [{"policy": "surge", "boarding_patients": "many"}],
        [{"policy": "surge", "boarding_patients": [1]}],
        [{"policy": "admission-smoothing", "by_weekday": [1, 2]}],
    ],
    ids=str,
)
def test_absurd_settings_are_refused_with_their_place(ask: Ask, policies: list[dict[str, Any]]) -> None:
    with pytest.raises(InputError) as refused:
        ask(options=[{"scenario": "base", "policies": policies}])
    assert all("policies.0" in problem.path for problem in refused.value.problems)


def test_a_viewer_reads_and_does_not_ask(store: Store, clock: HandClock) -> None:
    token = create_token(store.database, "visitor", Role.VIEWER, clock.now())
    headers = {"Authorization": f"Bearer {token}"}
    with client_of(runtime_on(store, clock)) as client:
        assert client.post(f"{V1}/simulations", json=LOUNGE, headers={**headers, **key()}).status_code == 403
        assert client.get(f"{V1}/simulations", headers=headers).json() == []
