"""The coming weeks in a real browser: plan, pin, plan again, accept, take away; in both languages."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from api.store.database import Database
from api.store.opening import open_hospital
from api.store.store import Store
from tests import weeks
from tests.api.conftest import HandClock
from tests.api.pages import NEEDS_CHROMIUM
from tests.api.serving import runtime_on, serving

SLOW_MS = 60_000
DESK, PHONE = (1366, 768), (390, 844)
KNOWN_IN_CHINESE = {"OneBed", "English", "CSV", "XLSX"}
LIST = weeks.weeks(*(weeks.entry(name, mandatory=name == "a") for name in "abcdefgh"), days=4)
ENGLISH = re.compile(r"[A-Za-z]{3,}")

pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    database = Database(f"sqlite:///{tmp_path / 'onebed.db'}")
    database.migrate()
    clock = HandClock()
    store = Store(database, clock)
    open_hospital(store, weeks.scenario(LIST))
    with serving(runtime_on(store, clock)) as served:
        yield served
    database.close()


def opened(browser: Browser, address: str, locale: str = "en-GB", size: tuple[int, int] = DESK) -> Page:
    width, height = size
    page = browser.new_context(viewport={"width": width, "height": height}, locale=locale).new_page()
    page.set_default_timeout(SLOW_MS)
    expect.set_options(timeout=SLOW_MS)
    page.goto(f"{address}/admissions")
    return page


def planned(page: Page, button: str) -> None:
    """Ask for a plan, and wait for it: a first plan is there at once, so that the search may be stopped early."""
    plan = page.locator("#weeks-plan")
    before = plan.get_attribute("data-job") if plan.count() else ""
    page.get_by_role("button", name=button).click()
    stop, made = page.locator(".weeks-stop"), page.locator(f'#weeks-plan:not([data-job="{before}"])')
    expect(page.locator("progress")).to_be_visible()
    expect(page.locator(".weeks-figures")).to_contain_text(re.compile("points|扣分"))
    stop.click()
    made.wait_for()


def row_of(page: Page, entry: str) -> Locator:
    return page.locator(f'#weeks-plan tr[data-entry="{entry}"]')


def days_opened(page: Page) -> None:
    for summary in page.locator("#weeks-plan details.day > summary").all():
        summary.click()


def test_a_plan_is_made_pinned_made_again_and_accepted(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    planned(page, "Plan the coming weeks")
    expect(page.locator("#calendar + .table")).to_contain_text("+")
    days_opened(page)
    place = row_of(page, "a").locator("td").all_inner_texts()
    page.locator('input[name=keep][value="a"]').check()
    first_day = page.locator("#weeks-plan details.day").first
    first_day.locator("[data-all]").check()
    expect(first_day.locator("input[name=keep]:not(:checked)")).to_have_count(0)
    out = page.locator("input[name=later]").first
    left = out.get_attribute("value")
    out.check()
    planned(page, "Plan again with what is pinned")
    days_opened(page)
    expect(page.locator('input[name=keep][value="a"]')).to_be_checked()
    assert row_of(page, "a").locator("td").all_inner_texts() == place
    expect(page.locator(f'input[name=later][value="{left}"]')).to_be_checked()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.get_by_role("button", name="Accept this plan").click()
    expect(page.locator(".weeks-actions")).to_contain_text("accepted")
    expect(page.locator(".weeks-feeds")).to_contain_text("reserve of free beds")
    assert ["It can be withdrawn" in text for text in asked] == [True]
    day = page.request.get(address + (page.locator(".day-input a").first.get_attribute("href") or "")).json()
    assert day["cases"]
    csv, xlsx = (page.request.get(f"{address}/export/admissions.{form}").body() for form in ("csv", "xlsx"))
    for table in (pl.read_csv(io.BytesIO(csv)), pl.read_excel(io.BytesIO(xlsx))):
        assert sorted(table["Entry"]) == list("abcdefgh")
        assert table.filter(pl.col("Day of admission").is_null())["Why left for later"].null_count() == 0


def test_an_accepted_plan_is_withdrawn_on_the_page_and_may_be_accepted_again(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    planned(page, "Plan the coming weeks")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Accept this plan").click()
    page.get_by_role("button", name="Withdraw the accepted plan").click()
    expect(page.get_by_role("button", name="Accept this plan")).to_be_visible()
    assert page.request.get(f"{address}/api/v1/coming-weeks").json()["plan"] is None


def test_a_plan_that_is_not_confirmed_is_not_accepted(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    planned(page, "Plan the coming weeks")
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Accept this plan").click()
    assert page.request.get(f"{address}/api/v1/coming-weeks").json()["plan"] is None


def test_the_wish_to_stop_is_acknowledged_at_once(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.route("**/cancel", lambda route: None)
    page.get_by_role("button", name="Plan the coming weeks").click()
    page.locator(".weeks-stop").click()
    expect(page.locator(".weeks-stop")).to_have_text("Stopping with the best so far …")
    expect(page.locator(".weeks-stop")).to_be_disabled()


def test_the_clock_of_a_running_plan_goes_on_without_an_answer_of_the_server(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.route("**/admissions/plans/*", lambda route: None)
    page.get_by_role("button", name="Plan the coming weeks").click()
    expect(page.locator("[data-elapsed]")).to_have_text(re.compile("[2-9]|[0-9]{2}"))


def test_the_cost_is_shown_by_part_and_adds_up(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    planned(page, "Plan the coming weeks")
    costs = page.locator("#costs")
    points = [int(row.locator("td").nth(3).inner_text().replace(",", "")) for row in costs.locator("[data-goal]").all()]
    assert len(points) == 8
    assert sum(points) == int(costs.locator("tfoot strong").inner_text().replace(",", ""))
    expect(costs.locator(".hint")).to_contain_text("proven")


def test_the_list_is_shown_taken_away_and_loaded_again_before_any_plan(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    summary = page.locator("#waiting-list")
    expect(summary).to_contain_text("8 entries, 1 must come")
    expect(summary).to_contain_text("loaded")
    expect(summary).to_contain_text("operating rooms open 32 h")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Waiting list (XLSX)").click()
    path = taken.value.path().with_suffix(".xlsx")
    taken.value.save_as(path)
    tables = pl.read_excel(path, sheet_id=0, infer_schema_length=0)
    assert sorted(tables["waiting_list"]["id"]) == list("abcdefgh")
    page.get_by_label("Load a list").set_input_files(path)
    key = page.locator("#load-weeks input[name=key]")
    of_old_page = key.input_value()
    page.get_by_role("button", name="Load the list").click()
    expect(key).not_to_have_value(of_old_page)
    expect(page.locator("#waiting-list")).to_contain_text("8 entries")
    assert sorted(one["id"] for one in weeks_of(page, address)["waiting_list"]) == list("abcdefgh")
    shorter = tables["waiting_list"].head(3).write_csv().encode()
    file = {"name": "waiting_list.csv", "mimeType": "text/csv", "buffer": shorter}
    page.get_by_label("Load a list").set_input_files([file])
    page.get_by_role("button", name="Load the list").click()
    expect(page.locator("#waiting-list")).to_contain_text("3 entries")
    assert len(weeks_of(page, address)["nurse_shifts"]) == len(LIST.nurse_shifts)


def test_a_bad_list_is_refused_with_all_its_problems(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    rows = "id,patient,sex,age_years,department,surgeon,surgery_minutes,stay_days,earliest,mandatory\n"
    rows += "x,P1,female,70,D1,S1,-30,2,2025-03-11,no\ny,P2,female,70,D1,Nobody,60,2,2025-03-11,maybe\n"
    file = {"name": "waiting_list.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    page.get_by_label("Load a list").set_input_files([file])
    page.get_by_role("button", name="Load the list").click()
    expect(page.locator("#load-problems li")).to_have_count(3)
    assert len(weeks_of(page, address)["waiting_list"]) == 8


def weeks_of(page: Page, address: str) -> dict[str, Any]:
    found: dict[str, Any] = page.request.get(f"{address}/api/v1/coming-weeks").json()["weeks"]
    return found


def test_an_entry_left_for_later_is_forced_in_and_another_gets_its_day(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    planned(page, "Plan the coming weeks")
    left = page.locator("input[name=come]").first.get_attribute("value") or ""
    row = row_of(page, left)
    expect(row).to_contain_text(f"P-{left}")
    expect(row).to_contain_text("S1")
    days_opened(page)
    page.locator(f'input[name=come][value="{left}"]').check()
    page.locator('[name="on:a"]').fill(str(weeks.on(3)))
    planned(page, "Plan again with what is pinned")
    days_opened(page)
    expect(page.locator(f'input[name=keep][value="{left}"]')).to_be_visible()
    expect(page.locator(f'#day-{weeks.on(3)} tr[data-entry="a"]')).to_be_visible()
    expect(page.locator('[name="on:a"]')).to_have_value(str(weeks.on(3)))


def test_who_is_left_for_later_can_be_sorted(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    planned(page, "Plan the coming weeks")
    entries = page.locator(".later-table tbody tr")
    expect(entries.nth(1)).to_be_visible()
    order = [row.get_attribute("data-entry") or "" for row in entries.all()]
    head = page.locator(".later-table").get_by_role("button", name="Entry")
    head.click()
    head.click()
    assert [row.get_attribute("data-entry") for row in entries.all()] == sorted(order, reverse=True)
    expect(page.locator(".later-table th[aria-sort=descending]")).to_have_text("Entry")


def test_the_chosen_time_limit_stays(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.get_by_label("Time for planning").select_option("300")
    planned(page, "Plan the coming weeks")
    expect(page.get_by_label("Time for planning")).to_have_value("300")


def test_the_chinese_page_speaks_chinese_and_is_accessible(browser: Browser, address: str) -> None:
    page = opened(browser, address, "zh-CN")
    planned(page, "制定入院计划")
    days_opened(page)
    said = page.locator("#weeks").inner_text()
    unknown = [word for word in ENGLISH.findall(said) if word not in KNOWN_IN_CHINESE]
    assert unknown == []
    found = Axe().run(page).response["violations"]
    serious = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")]
    assert serious == []


def test_the_page_fits_a_phone(browser: Browser, address: str) -> None:
    page = opened(browser, address, size=PHONE)
    planned(page, "Plan the coming weeks")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
