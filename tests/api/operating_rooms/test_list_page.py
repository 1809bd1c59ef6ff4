"""The page of the operating rooms in a real browser, in both languages: pins, refused moves, publishing, calendars."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from api.operating_rooms.changes import put_off_case
from api.operating_rooms.lists import Lists
from api.store.store import Store
from scenarios.files.surgery_tables import write_day_tables
from scenarios.files.surgical_day_example import example_day
from scenarios.files.surgical_days import load_surgical_day, surgical_day_to_json
from scenarios.hospital import LevelOfCare
from tests.api.conftest import HandClock
from tests.api.operating_room_days import ON, PLANNER, busiest_room, published
from tests.api.pages import NEEDS_CHROMIUM, SIZES, SLOW_MS, new_page
from tests.api.serving import runtime_on, serving

WORDS = {
    "en-GB": {
        "publish": "Publish",
        "open publish": "Publish…",
        "why": "Why, for the log",
        "number": "Published as number",
        "rule": "one case a room",
        "pin": "Room",
        "done": "Pins changed",
        "has a place": "Has a place in",
        "costs": "With it the list would be",
        "calendar": "iCalendar of a surgeon",
        "download": "Download",
        "pinned": "Pinned to ",
        "missing": "rooms is missing",
    },
    "zh-CN": {
        "publish": "发布",
        "open publish": "发布…",
        "why": "理由（记入日志）",
        "number": "已发布第",
        "rule": "一间一台",
        "pin": "手术间",
        "done": "已更改固定",
        "has a place": "可排入",
        "costs": "排入后总分反而减少",
        "calendar": "医生的 iCalendar 日历",
        "download": "下载",
        "pinned": "已固定：",
        "missing": "缺少 rooms",
    },
}
PAGES = ["", f"/{ON}", f"/{ON}/print", "/new", "/wall"]

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(params=["sqlite"])
def kind_of_database(request: pytest.FixtureRequest) -> str:
    """What the browser shows does not depend on the database."""
    return str(request.param)


@pytest.fixture
def lists(store: Store) -> Lists:
    return published(store)


@pytest.fixture
def address(store: Store, lists: Lists, clock: HandClock) -> Iterator[str]:
    with serving(runtime_on(store, clock)) as served:
        yield served


def opened(
    browser: Browser, address: str, errors: list[str], locale: str = "en-GB", size: str = "desk", path: str = f"/{ON}"
) -> Page:
    page = new_page(browser, errors, locale, size)
    page.goto(f"{address}/operating-rooms{path}")
    return page


def choose(page: Page, case: str) -> None:
    """Open the panel of a case from the timeline."""
    element = page.locator(f'#timeline [data-case="{case}"]')
    element.wait_for()
    element.click()
    expect(page.locator(".case-panel h2")).to_have_text(case)


def dropped_on(page: Page, case: str, other: str) -> float:
    """Drag a case onto another; return where it was, in pixels from the left."""
    moved, there = (page.locator(f'#timeline [data-case="{name}"]') for name in (case, other))
    there.wait_for()
    before, target = moved.bounding_box(), there.bounding_box()
    assert before is not None
    assert target is not None
    page.mouse.move(before["x"] + 6, before["y"] + 10)
    page.mouse.down()
    page.mouse.move(before["x"] + 30, before["y"] + 10, steps=3)
    page.mouse.move(target["x"] + 6, target["y"] + 10, steps=5)
    page.mouse.up()
    return before["x"]


def wait_until_back(page: Page, case: str, left: float) -> None:
    page.wait_for_function(
        "([name, x]) => Math.abs("
        "document.querySelector(`#timeline [data-case='${name}']`).getBoundingClientRect().x - x) < 2",
        arg=[case, left],
    )


@pytest.mark.parametrize("locale", list(WORDS))
def test_a_case_is_pinned_and_shows_it(
    browser: Browser, address: str, errors: list[str], lists: Lists, locale: str
) -> None:
    words, case = WORDS[locale], lists.now(ON).plan.cases[0]
    page = opened(browser, address, errors, locale)
    choose(page, case.case)
    page.locator(".pins label", has_text=words["pin"]).click()
    expect(page.locator(".case-panel .good")).to_have_text(words["done"])
    pinned = page.locator(f'#timeline [data-case="{case.case}"]')
    expect(pinned.locator(".pin")).to_be_visible()
    expect(pinned).to_have_attribute("aria-label", re.compile(rf"{words['pinned']}{case.room}"))
    assert lists.now(ON).day.case_of[case.case].fixed_room == case.room


@pytest.mark.parametrize("locale", list(WORDS))
def test_a_case_dropped_where_a_rule_forbids_it_goes_back_and_the_rule_is_named(
    browser: Browser, address: str, errors: list[str], lists: Lists, locale: str
) -> None:
    now = lists.now(ON)
    first, second = now.plan.by_room[busiest_room(now)][:2]
    page = opened(browser, address, errors, locale)
    before = dropped_on(page, first.case, second.case)
    expect(page.locator(".refused")).to_contain_text(WORDS[locale]["rule"])
    wait_until_back(page, first.case, before)
    assert lists.now(ON).plan == now.plan


def test_a_case_dropped_while_the_server_has_a_problem_goes_back_and_the_page_says_so(
    browser: Browser, address: str, errors: list[str], lists: Lists
) -> None:
    now = lists.now(ON)
    first, second = now.plan.by_room[busiest_room(now)][:2]
    page = opened(browser, address, errors)
    page.route("**/move", lambda route: route.fulfill(status=500))
    before = dropped_on(page, first.case, second.case)
    expect(page.locator(".toast.error")).to_contain_text("NOT done: the server has a problem.")
    wait_until_back(page, first.case, before)
    assert "500" in errors.pop()


def test_a_case_is_moved_with_the_keyboard_and_moved_back(
    browser: Browser, address: str, errors: list[str], lists: Lists
) -> None:
    now = lists.now(ON)
    last = max(now.plan.cases, key=lambda one: one.start_minute)
    page = opened(browser, address, errors)
    element = page.locator(f'#timeline [data-case="{last.case}"]')
    element.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".case-panel h2")).to_have_text(last.case)
    for _ in range(3):
        page.keyboard.press("Alt+ArrowRight")
    later = last.start_minute + 15
    place = f"{later // 60:02d}:{later % 60:02d}"
    expect(page.locator("#move-form input[name=start]")).to_have_value(place)
    expect(page.locator("#verdict .good")).to_contain_text(place)
    page.locator(f'#timeline [data-case="{last.case}"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator(".case-panel .place")).to_contain_text(place)
    assert lists.now(ON).plan.by_case[last.case].start_minute == later
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".case-panel .place")).to_contain_text(
        f"{last.start_minute // 60:02d}:{last.start_minute % 60:02d}"
    )
    assert lists.now(ON).plan.by_case[last.case].start_minute == last.start_minute


def test_a_key_pressed_the_moment_the_panel_is_there_is_answered(
    browser: Browser, address: str, errors: list[str], lists: Lists
) -> None:
    page = opened(browser, address, errors)
    page.evaluate(
        """() => new MutationObserver((_, observer) => {
            if (!document.getElementById("move-form")) return;
            observer.disconnect();
            document.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", altKey: true, bubbles: true }));
        }).observe(document.getElementById("side"), { childList: true, subtree: true })"""
    )
    choose(page, max(lists.now(ON).plan.cases, key=lambda one: one.start_minute).case)
    expect(page.locator("#verdict .verdict-box")).to_be_visible()


@pytest.mark.parametrize("locale", list(WORDS))
def test_a_list_is_published_with_its_reason_and_the_surgeon_gets_a_calendar(
    browser: Browser, address: str, errors: list[str], lists: Lists, locale: str
) -> None:
    words, case = WORDS[locale], next(one for one in lists.now(ON).plan.cases if one.surgeon)
    page = opened(browser, address, errors, locale)
    page.get_by_role("button", name=words["open publish"], exact=True).click()
    page.get_by_label(words["why"]).fill("agreed 同意")
    page.get_by_role("button", name=words["publish"], exact=True).click()
    expect(page.locator("#side .good")).to_contain_text(words["number"])
    expect(page.locator(".versions")).to_contain_text("agreed 同意")
    page.get_by_label(words["calendar"]).select_option(case.surgeon)
    with page.expect_download() as download:
        page.get_by_role("button", name=words["download"]).click()
    text = download.value.path().read_text(encoding="utf-8")
    assert case.case in text
    assert "SEQUENCE:2" in text


def test_a_list_is_planned_again_and_the_page_shows_how_far_it_is(
    browser: Browser, address: str, errors: list[str]
) -> None:
    page = opened(browser, address, errors)
    page.locator(".again select").select_option("10")
    page.get_by_role("button", name="Plan again").click()
    expect(page.locator("#run")).to_contain_text("Planned", timeout=4 * SLOW_MS)


def test_an_emergency_is_inserted_and_what_ran_as_planned_stays(
    browser: Browser, address: str, errors: list[str], lists: Lists
) -> None:
    first = min(lists.now(ON).plan.cases, key=lambda one: one.start_minute)
    page = opened(browser, address, errors)
    page.locator("details.during summary").click()
    page.get_by_label("Now").fill("09:00")
    page.locator("input[name=emergency]").fill("E001")
    page.get_by_role("button", name="Plan the rest again").click()
    expect(page.locator("#run")).to_contain_text("planned again", timeout=4 * SLOW_MS)
    expect(page.locator('#timeline [data-case="E001"]')).to_be_visible()
    now = lists.now(ON)
    assert now.plan.by_case[first.case].start_minute == first.start_minute
    assert now.states[first.case].started_minute == first.start_minute


def test_a_day_is_loaded_from_its_tables(browser: Browser, address: str, errors: list[str], tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    write_day_tables(replace(example_day(), on=date(2026, 3, 9)), tables)
    page = opened(browser, address, errors, path="/new")
    page.locator("input[type=file]").set_input_files(sorted(tables.glob("*.csv")))
    page.get_by_role("button", name="Load", exact=True).click()
    expect(page.locator("#day")).to_have_value("2026-03-09")


def test_the_workbook_to_fill_in_is_offered_and_can_be_loaded(
    browser: Browser, address: str, errors: list[str], tmp_path: Path
) -> None:
    page = opened(browser, address, errors, path="/new")
    with page.expect_download() as download:
        page.get_by_role("link", name="Workbook to fill in").click()
    workbook = tmp_path / "手术，3月.xlsx"
    download.value.save_as(workbook)
    assert load_surgical_day(workbook) == example_day()
    page.locator("input[type=file]").set_input_files(workbook)
    page.get_by_role("button", name="Load", exact=True).click()
    expect(page.locator("#day")).to_have_value("2026-03-02")


def test_a_day_that_names_no_beds_is_loaded_with_those_of_the_forecast(
    browser: Browser, address: str, errors: list[str], tmp_path: Path
) -> None:
    day = example_day()
    cases = tuple(replace(case, department="D1", bed_after=LevelOfCare.GENERAL) for case in day.cases)
    source = tmp_path / "day.json"
    source.write_bytes(surgical_day_to_json(replace(day, on=date(2026, 3, 9), cases=cases, beds=())))
    page = opened(browser, address, errors, path="/new")
    page.get_by_label("Where the file names no beds").check()
    page.locator("input[type=file]").set_input_files(source)
    page.get_by_role("button", name="Load", exact=True).click()
    expect(page.locator("#day")).to_have_value("2026-03-09")
    expect(page.locator(".beds")).to_contain_text(re.compile(r"\w+ 0/\d"))


def test_a_cancellation_is_seen_and_taken_back(browser: Browser, address: str, errors: list[str], lists: Lists) -> None:
    case = lists.now(ON).plan.cases[0].case
    page = opened(browser, address, errors)
    choose(page, case)
    page.get_by_text("Report what happened").click()
    page.get_by_label("Cancelled").check()
    page.get_by_role("button", name="Report", exact=True).click()
    page.get_by_role("button", name="It is to be done: take the cancellation back").click()
    expect(page.locator(".case-panel .place")).to_contain_text("Put off")
    assert lists.now(ON).cancelled == ()


def test_an_emergency_of_no_minutes_is_refused_before_anything_is_reported(
    browser: Browser, address: str, errors: list[str], lists: Lists
) -> None:
    page = opened(browser, address, errors)
    page.locator("details.during summary").click()
    page.get_by_label("Now").fill("09:00")
    page.locator("input[name=emergency]").fill("E001")
    page.get_by_label("Minutes").fill("long")
    page.get_by_role("button", name="Plan the rest again").click()
    expect(page.locator("#run .refused")).to_contain_text("minutes is 'long', expected 5 to 1440 minutes")
    assert not lists.now(ON).under_way


@pytest.mark.parametrize("locale", list(WORDS))
def test_why_a_case_is_put_off_is_said_before_what_it_would_cost(
    browser: Browser, address: str, errors: list[str], store: Store, lists: Lists, locale: str
) -> None:
    case = lists.now(ON).plan.cases[0].case
    store.execute(lambda tx: put_off_case(tx, lists, ON, case), PLANNER)
    page = opened(browser, address, errors, locale)
    page.locator(f'.postponed [data-case="{case}"]').click()
    page.locator(".case-panel button[hx-get$=why]").click()
    expect(page.locator("#why p").first).to_contain_text(WORDS[locale]["has a place"], timeout=4 * SLOW_MS)
    expect(page.locator("#why strong")).to_contain_text(WORDS[locale]["costs"], timeout=4 * SLOW_MS)


@pytest.mark.parametrize("locale", list(WORDS))
def test_a_file_that_is_no_day_is_refused(
    browser: Browser, address: str, errors: list[str], tmp_path: Path, locale: str
) -> None:
    wrong = tmp_path / "day.json"
    wrong.write_text("{}", encoding="utf-8")
    page = opened(browser, address, errors, locale, path="/new")
    page.locator("input[type=file]").set_input_files(wrong)
    page.locator("form:has(input[type=file]) button").click()
    expect(page.locator("#load-problems .refused")).to_contain_text(WORDS[locale]["missing"])


def test_a_move_by_somebody_else_is_seen(browser: Browser, address: str, errors: list[str], lists: Lists) -> None:
    first, second = (opened(browser, address, errors) for _ in range(2))
    case = lists.now(ON).plan.cases[0].case
    second.locator(f'#timeline [data-case="{case}"]').wait_for()
    choose(first, case)
    first.get_by_role("button", name="Put off").click()
    expect(second.locator(f'#timeline [data-case="{case}"]')).to_have_count(0)
    expect(second.locator(f'.postponed [data-case="{case}"]')).to_be_visible()


def test_the_wall_names_no_case(browser: Browser, address: str, errors: list[str], lists: Lists) -> None:
    page = opened(browser, address, errors, path="/wall")
    expect(page.locator(".wall-rooms h2").first).to_be_visible()
    text = page.locator("main").inner_text()
    assert not [case.id for case in lists.now(ON).day.cases if case.id in text]
    assert not [surgeon for surgeon in lists.now(ON).day.surgeon_of if re.search(rf"\b{surgeon}\b", text)]


def test_no_button_beside_the_timeline_breaks_its_label(browser: Browser, address: str, errors: list[str]) -> None:
    page = opened(browser, address, errors)
    for name in ("Download", "Subscribe"):
        button = page.get_by_role("button", name=name).bounding_box()
        assert button is not None
        assert button["height"] < button["width"]


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_serious_accessibility_problem_or_is_wider_than_the_screen(
    browser: Browser, address: str, errors: list[str], lists: Lists, path: str, size: str
) -> None:
    page = opened(browser, address, errors, size=size, path=path)
    if path in ("", f"/{ON}"):
        choose(page, lists.now(ON).plan.cases[0].case)
    found = Axe().run(page).response["violations"]
    serious = [(one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in ("serious", "critical")]
    assert serious == []
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]
