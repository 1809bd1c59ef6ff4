"""The board in a real browser: the main journeys in both languages, two dispatchers, keyboard, phone, accessibility."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from api.store.tokens import Role, create_token
from tests.api.browsing import address, board, hospital_at
from tests.api.pages import NEEDS_CHROMIUM, SIZES
from tests.api.serving import runtime_on, serving

__all__ = ["address"]

TEXTS = {
    "en-GB": {"confirm": "Confirm hold", "held": "is held", "own": "ward of its own department"},
    "zh-CN": {"confirm": "确认预留", "held": "已预留", "own": "本科室病区"},
}

KNOWN_IN_CHINESE = {"MRSA", "CRE", "VRE", "TB"}
"""Pathogens, which go by these names in Chinese hospitals too."""

pytestmark = NEEDS_CHROMIUM


def take_next(page: Page) -> str:
    """Open the next request on the list that has suggestions and return the best bed."""
    waiting = page.locator("#queue > ol").first.locator("button.request")
    for request in waiting.evaluate_all("all => all.map(one => one.dataset.request)"):
        page.locator(f'#queue [data-request="{request}"]').click()
        expect(page.locator(".panel h2")).to_have_text(request)
        page.locator("#suggestions .option, #suggestions .nothing").first.wait_for()
        if page.locator(".option.best").count() == 0:
            continue
        bed = page.locator(".option.best .option-head .link").inner_text()
        if "s-vacant" in (page.locator(f'[data-bed="{bed}"]').get_attribute("class") or ""):
            return bed
    raise AssertionError("no request of the list has a fitting bed that is free now")


def english_words(text: str) -> list[str]:
    """Words that no id of this hospital explains."""
    return [word for word in re.findall(r"[A-Za-z]{2,}", text) if word not in KNOWN_IN_CHINESE]


@pytest.mark.parametrize("locale", list(TEXTS))
def test_a_dispatcher_takes_the_next_request_and_another_sees_it_at_once(
    browser: Browser, address: str, errors: list[str], locale: str
) -> None:
    words = TEXTS[locale]
    first, second = (board(browser, address, errors, locale) for _ in range(2))
    bed = take_next(first)
    expect(first.locator(".option.best .reasons li").first).to_be_visible()
    first.locator(".option.best button.primary").click()
    expect(first.locator(".held-box")).to_contain_text(words["held"])
    tile = second.locator(f'[data-bed="{bed}"]')
    expect(tile).to_have_class(re.compile(r"s-held\b"))
    first.get_by_role("button", name=words["confirm"]).click()
    expect(tile).to_have_class(re.compile(r"s-held\b.*confirmed"))
    expect(second.locator("#queue")).to_contain_text(f"{bed} ✓")


def test_who_comes_second_is_told_and_loses_nothing(browser: Browser, address: str, errors: list[str]) -> None:
    first = board(browser, address, errors)
    second = board(browser, address, errors, followed=False)
    bed = take_next(first)
    assert take_next(second) == bed
    first.locator(".option.best button.primary").click()
    expect(first.locator(".held-box")).to_be_visible()
    second.locator(".option.best button.primary").click()
    expect(second.locator(".toast.error")).to_be_visible()
    errors.clear()  # the refusal (409) and the broken stream are on the console, as they should be


def test_a_hold_is_undone_from_the_message(browser: Browser, address: str, errors: list[str]) -> None:
    page = board(browser, address, errors)
    bed = take_next(page)
    page.locator(".option.best button.primary").click()
    # The message goes away by itself, so nothing else is waited for before it is used.
    page.locator(".toast", has_text="bed held").get_by_role("button", name="Undo").click()
    expect(page.locator(".toast", has_text="undone")).to_be_visible()
    expect(page.locator(f'[data-bed="{bed}"]')).to_have_class(re.compile(r"s-vacant\b"))


def test_a_plan_for_everyone_is_accepted_line_by_line(browser: Browser, address: str, errors: list[str]) -> None:
    page = board(browser, address, errors)
    page.get_by_role("button", name="Optimise all").click()
    lines = page.locator(".plan input[name=line]:not(:disabled)")
    lines.first.wait_for()
    page.locator("[data-all]").uncheck()
    lines.first.check()
    request = lines.first.get_attribute("value")
    page.get_by_role("button", name="Hold the chosen beds").click()
    expect(page.locator(".panel h2")).to_have_text("1 bed held")
    expect(page.locator(f'#queue [data-request="{request}"] .held-in')).to_be_visible()


def test_beds_are_reached_and_cleaned_by_keyboard(browser: Browser, address: str, errors: list[str]) -> None:
    page = board(browser, address, errors)
    page.locator("select[name=state]").select_option("cleaning")
    expect(page.locator("#wards .bed:not(.s-cleaning)")).to_have_count(0)
    first = page.locator("#wards button.bed").first
    bed = first.get_attribute("data-bed")
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Bed is clean").click()
    expect(page.get_by_role("button", name="Bed is clean")).to_have_count(0)
    expect(page.locator(f'#wards [data-bed="{bed}"]')).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("#detail")).to_be_empty()


def test_a_request_dropped_on_a_bed_shows_what_it_would_mean(browser: Browser, address: str, errors: list[str]) -> None:
    page = board(browser, address, errors)
    page.locator("#queue button.request").first.drag_to(page.locator("#wards .bed.s-occupied").first)
    expect(page.locator(".panel .warning, .panel .good").first).to_be_visible()
    expect(page.locator(".panel")).to_contain_text("→")


def test_the_chinese_board_names_the_broken_rules_and_asks_why(
    browser: Browser, address: str, errors: list[str]
) -> None:
    page = board(browser, address, errors, "zh-CN")
    page.locator("#queue > ol").first.locator("button.request").first.click()
    page.locator("#suggestions .option, #suggestions .nothing").first.wait_for()
    waiting = page.locator(".panel h2").inner_text()
    page.locator("#wards .bed.s-occupied").first.click()
    page.get_by_role("button", name=f"考虑给 {waiting}").click()
    expect(page.locator(".panel .warning")).to_be_visible()
    assert english_words(page.locator(".panel").inner_text()) == []
    page.locator(".panel input[name=override]").fill("全院满床")
    page.get_by_role("button", name="仍然预留").click()
    expect(page.locator(".held-box")).to_be_visible()
    page.goto(f"{address}/log")
    row = page.locator("tbody tr", has_text="全院满床")
    expect(row).to_contain_text("破例")
    assert english_words(row.inner_text()) == []


def test_a_discharge_goes_through_its_milestones(browser: Browser, address: str, errors: list[str]) -> None:
    page = board(browser, address, errors)
    page.goto(f"{address}/discharges")
    row = page.locator("tbody tr", has=page.get_by_role("button", name="Left")).first
    bed = row.locator("strong").inner_text()
    row = page.locator("tbody tr", has_text=bed)
    while row.get_by_role("button", name="Ready").count():
        left = row.get_by_role("button", name="Ready").count()
        row.get_by_role("button", name="Ready").first.click()
        expect(row.get_by_role("button", name="Ready")).to_have_count(left - 1)
    row.get_by_role("button", name="Lounge").click()
    expect(page.locator("tbody tr", has=page.locator("strong", has_text=bed))).to_have_count(0)
    expect(page.get_by_role("heading", name="Discharge lounge")).to_be_visible()
    page.goto(address)
    expect(page.locator(f'[data-bed="{bed}"]')).to_have_class(re.compile(r"s-cleaning\b"))


def test_the_wall_follows_too_and_opens_nothing(browser: Browser, address: str, errors: list[str]) -> None:
    wall, page = (board(browser, address, errors) for _ in range(2))
    wall.goto(f"{address}/wall")
    bed = take_next(page)
    page.locator(".option.best button.primary").click()
    expect(wall.locator(f'[data-bed="{bed}"]')).to_have_class(re.compile(r"s-held\b"))
    wall.locator(f'[data-bed="{bed}"]').click()
    expect(wall.locator(".panel")).to_have_count(0)


def test_a_board_whose_stream_broke_catches_up(browser: Browser, address: str, errors: list[str]) -> None:
    away, page = (board(browser, address, errors) for _ in range(2))
    away.context.set_offline(True)
    away.evaluate("source.close()")
    bed = take_next(page)
    page.locator(".option.best button.primary").click()
    expect(page.locator(".held-box")).to_be_visible()
    away.context.set_offline(False)
    away.evaluate("follow()")
    expect(away.locator(f'[data-bed="{bed}"]')).to_have_class(re.compile(r"s-held\b"))
    errors.clear()


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("path", ["/", "/discharges", "/lending", "/admissions", "/kpis", "/log", "/wall"])
def test_no_page_has_a_serious_accessibility_problem_or_is_wider_than_the_screen(
    browser: Browser, address: str, errors: list[str], path: str, size: str
) -> None:
    page = board(browser, address, errors, size=size)
    page.goto(address + path)
    if path == "/":
        if size == "phone":
            page.get_by_role("button", name="Waiting", exact=True).click()
        page.locator("#queue button.request").first.click()
        page.locator(".options, #suggestions .nothing").first.wait_for()
    found = Axe().run(page).response["violations"]
    serious = [(one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in ("serious", "critical")]
    assert serious == []
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]


def test_a_login_leads_to_the_board_and_a_viewer_sees_no_buttons(
    browser: Browser, tmp_path: Path, errors: list[str]
) -> None:
    store, clock = hospital_at(tmp_path)
    token = create_token(store.database, "visitor", Role.VIEWER, clock.now())
    with serving(runtime_on(store, clock)) as address:
        page = board(browser, address, errors)
        page.get_by_label("Token").fill(token)
        page.get_by_role("button", name="Log in").click()
        page.locator("#queue button.request").first.wait_for()
        page.wait_for_load_state("load")  # before its scripts have run, the board hears no click
        page.locator("#queue button.request").first.click()
        expect(page.locator(".panel h2")).to_be_visible()
        expect(page.locator("form.act, #suggestions")).to_have_count(0)
        page.get_by_role("button", name="Log out").click()
        expect(page.get_by_label("Token")).to_be_visible()
