"""What if, in a real browser: asked, watched, read and compared in both languages, by keyboard, on a phone."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from api.simulations.runner import Simulations
from api.store.database import Database
from api.store.opening import open_hospital
from api.store.store import Store
from api.store.tokens import Role, create_token
from scenarios.generate import generate
from tests.api.conftest import HandClock
from tests.api.pages import NEEDS_CHROMIUM, SIZES, new_page
from tests.api.serving import runtime_on, serving

HOSPITAL = generate(beds=100, waiting=3, seed=6)
TEXTS = {
    "en-GB": {
        "lounge": "Discharge lounge and morning discharge",
        "places": "places",
        "days": "Days measured",
        "warm_up": "Warm-up",
        "replications": "Replications",
        "run": "Run",
        "again": "Ask again, same patients",
        "own": "Own wards only",
        "list": "All simulations",
        "compare": "Compare the chosen",
        "done": "done",
        "stress": "How this was simulated",
        "base": "The hospital as it is",
    },
    "zh-CN": {
        "lounge": "出院等候区与上午出院",
        "places": "座位",
        "days": "统计天数",
        "warm_up": "预热",
        "replications": "重复次数",
        "run": "运行",
        "again": "同一批患者再问",
        "own": "仅收本科病区",
        "list": "全部仿真",
        "compare": "对比所选",
        "done": "完成",
        "stress": "仿真说明",
        "base": "医院现状",
    },
}

pytestmark = NEEDS_CHROMIUM


def opened(folder: Path) -> tuple[Store, HandClock]:
    clock = HandClock(HOSPITAL.census.at)
    database = Database(f"sqlite:///{folder / 'onebed.db'}")
    database.migrate()
    store = Store(database, clock)
    open_hospital(store, HOSPITAL)
    return store, clock


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An open server that simulates in a thread: starting processes would take most of the time of these tests."""
    store, clock = opened(tmp_path_factory.mktemp("what-if"))
    runtime = runtime_on(store, clock)
    runtime.simulations = Simulations(store.database, clock, 1, ThreadPoolExecutor)
    with serving(runtime) as served:
        yield served


def run_shortly(page: Page, words: dict[str, str]) -> None:
    """Run what the form holds, for a few days, and wait for its findings."""
    page.get_by_label(words["days"]).fill("3")
    page.get_by_label(words["warm_up"]).fill("1")
    page.get_by_label(words["replications"]).fill("2")
    page.get_by_role("button", name=words["run"], exact=True).click()
    page.wait_for_url(re.compile(r"/simulations/[0-9a-f-]{36}$"))
    expect(page.locator("#charts[data-drawn] #chart-hours svg")).to_be_visible()
    expect(page.locator("#progress [role=status]")).to_have_count(0)


@pytest.mark.parametrize("locale", list(TEXTS))
def test_a_planner_asks_reads_asks_again_and_compares(
    browser: Browser, address: str, errors: list[str], locale: str
) -> None:
    words = TEXTS[locale]
    page = new_page(browser, errors, locale)
    page.goto(f"{address}/simulations?scenario=weekend-discharge")
    page.locator("#ask").get_by_text(words["lounge"], exact=True).click()
    expect(page.locator("#question h2")).to_have_text(words["lounge"])
    page.get_by_label(words["places"], exact=False).first.fill("50")
    run_shortly(page, words)
    expect(page.locator("h1")).to_contain_text("50")
    expect(page.locator("table.measures .verdict").first).not_to_be_empty()
    assert page.locator("table.targets .verdict").count() > 3
    page.get_by_text(words["stress"]).click()
    expect(page.locator(".stress dl")).to_contain_text("PCG64")
    page.get_by_role("link", name=words["again"]).click()
    page.locator("#ask").get_by_text(words["own"], exact=True).click()
    expect(page.locator("#question h2")).to_have_text(words["own"])
    run_shortly(page, words)
    page.get_by_role("link", name=words["list"]).click()
    compare = page.get_by_role("button", name=words["compare"])
    expect(compare).to_be_disabled()
    for asked in (" 50", words["own"]):
        page.locator("#asked tbody tr", has=page.locator(".asked", has_text=asked)).first.get_by_role(
            "checkbox"
        ).check()
    compare.click()
    expect(page.locator("table.measures").first.locator("thead th")).to_have_count(4)
    expect(page.locator("table.measures").first.locator("thead")).to_contain_text(words["base"])
    expect(page.locator("#charts[data-drawn] #chart-census svg")).to_be_visible()
    for form in ("pdf", "xlsx", "zip"):
        with page.expect_download() as download:
            page.locator(f'.exports a[href*="report.{form}"]').click()
        assert download.value.suggested_filename == f"onebed-simulation.{form}"


def test_a_scenario_is_chosen_and_run_by_keyboard_and_a_wrong_value_is_explained(
    browser: Browser, address: str, errors: list[str]
) -> None:
    page = new_page(browser, errors)
    page.goto(f"{address}/simulations?scenario=day-surgery-30")
    page.get_by_role("radio", name="30% of elective surgery as day surgery").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#question h2")).to_have_text("40% of elective surgery as day surgery")
    share = page.get_by_label("share of elective operations")
    expect(share).to_have_attribute("max", "80")
    page.locator("#ask").evaluate("form => { form.noValidate = true; }")
    share.fill("95")
    page.keyboard.press("Enter")
    problem = "Day surgery, share of elective operations: 95% is out of range, expected 0% to 80%"
    expect(page.locator("#problems")).to_contain_text(problem)
    share.fill("")
    page.keyboard.press("Enter")
    expect(page.locator("#problems")).to_contain_text("Day surgery: share of elective operations: is empty")
    page.locator("[name=policy][value=day-surgery-share]").uncheck()
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#problems")).to_contain_text("No change is ticked")
    page.locator("select[name=from_now]").select_option("yes")
    expect(page.locator("[name=warm_up]")).to_be_disabled()
    errors.clear()  # the refusal (422) is on the console, as it should be


def test_a_long_simulation_is_watched_and_stopped(browser: Browser, address: str, errors: list[str]) -> None:
    page = new_page(browser, errors)
    page.goto(f"{address}/simulations?scenario=own-wards")
    page.get_by_label("Days measured").fill("20")
    page.get_by_label("Replications").fill("900")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#progress")).to_contain_text(re.compile(r"replication \d+ of at most 900"))
    page.get_by_role("button", name="Stop with what is there").click()
    expect(page.locator("#progress")).to_contain_text("Stopped early; what was finished is shown.")
    expect(page.locator("table.measures").first).to_be_visible()


@pytest.mark.parametrize("size", list(SIZES))
def test_no_page_has_a_serious_accessibility_problem_or_is_wider_than_the_screen(
    browser: Browser, address: str, errors: list[str], size: str
) -> None:
    page = new_page(browser, errors, size=size)
    page.goto(f"{address}/simulations")
    run_shortly(page, TEXTS["en-GB"])
    for path in ("/simulations", "/simulations?scenario=outbreak"):
        page.goto(address + path)
        check(page, size)
    page.locator(".asked").first.click()
    expect(page.locator("#charts[data-drawn]")).to_be_visible()
    for summary in page.locator("summary").all():
        summary.click()
    check(page, size)


def check(page: Page, size: str) -> None:
    found = Axe().run(page).response["violations"]
    serious = [(one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in ("serious", "critical")]
    assert serious == []
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]


def test_a_viewer_reads_and_cannot_ask(browser: Browser, tmp_path: Path, errors: list[str]) -> None:
    store, clock = opened(tmp_path)
    token = create_token(store.database, "visitor", Role.VIEWER, clock.now())
    with serving(runtime_on(store, clock)) as address:
        page = new_page(browser, errors)
        page.goto(address)
        page.get_by_label("Token").fill(token)
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("link", name="What if").click()
        expect(page.get_by_role("heading", name="Asked so far")).to_be_visible()
        expect(page.locator("#ask")).to_have_count(0)
