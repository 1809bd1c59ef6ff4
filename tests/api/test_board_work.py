"""The board beside its queue: search, requests, moves, keys, the wall, phones, and a word when it is cut off."""

import re

import httpx
from playwright.sync_api import Browser, expect

from tests.api.browsing import address, board
from tests.api.pages import NEEDS_CHROMIUM
from tests.api.serving import key

__all__ = ["address"]
pytestmark = NEEDS_CHROMIUM


def tell(address: str, bed: str, what: str, **body: str) -> None:
    answer = httpx.post(f"{address}/api/v1/beds/{bed}/{what}", json=body, headers=key(), timeout=60)
    assert answer.status_code < 300, answer.text


def test_a_command_without_a_server_is_said_not_to_count(browser: Browser, address: str, errors: list[str]) -> None:
    page = board(browser, address, errors, followed=False)
    page.locator("#wards .bed.s-occupied").first.click()
    page.locator("#detail").get_by_role("button", name="Discharge ordered").wait_for()
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    expect(page.locator("#detail").get_by_role("button", name="Discharge ordered")).to_be_disabled()
    page.evaluate("htmx.ajax('POST', '/board/actions/clean', '#detail').catch(() => null)")
    expect(page.locator(".toast.error")).to_contain_text("NOT done: no connection.")
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator("#detail").get_by_role("button", name="Discharge ordered")).to_be_enabled()
    errors.clear()  # what the browser says of a network that is gone


def test_a_request_is_put_on_the_list_found_and_changed(browser: Browser, address: str, errors: list[str]) -> None:
    page = board(browser, address, errors)
    page.wait_for_load_state("load")
    page.keyboard.press("n")
    page.get_by_label("Patient", exact=True).fill("P-new")
    page.get_by_label("Age in years").fill("67")
    page.get_by_role("button", name="Put on the list").click()
    request = page.locator(".panel h2").filter(has_text=re.compile(r"^B\d+")).inner_text()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("p-NEW")
    page.locator(f'#found [data-open-request="{request}"]').click()
    page.get_by_role("button", name="Change", exact=True).click()
    page.get_by_label("Urgency").select_option("immediate")
    page.locator(".fields").get_by_role("button", name="Change").click()
    expect(page.locator(".panel .urgency")).to_have_text("immediate")
    expect(page.locator(f'#queue [data-request="{request}"]')).to_have_class(re.compile("u-immediate"))


def test_what_is_wrong_with_a_new_request_is_said_beside_its_fields(
    browser: Browser, address: str, errors: list[str]
) -> None:
    page = board(browser, address, errors)
    page.locator("#new-request").click()
    page.get_by_label("Patient", exact=True).fill("P-old")
    page.get_by_label("Age in years").fill("600")
    page.get_by_role("button", name="Put on the list").click()
    expect(page.locator(".panel .broken")).to_contain_text("Age in years")
    expect(page.get_by_label("Age in years")).to_have_value("600")
    errors.clear()  # the refusal (422) is on the console


def test_a_patient_is_moved_to_a_suggested_bed(browser: Browser, address: str, errors: list[str]) -> None:
    page = board(browser, address, errors)
    for bed in page.locator("#wards .bed.s-occupied").evaluate_all(
        "all => all.slice(0, 12).map(one => one.dataset.bed)"
    ):
        page.locator(f'#wards [data-bed="{bed}"]').click()
        expect(page.locator(".panel h2")).to_contain_text(bed)
        page.get_by_role("button", name="Suggest other beds").click()
        page.locator("#moves .option, #moves .nothing").first.wait_for()
        move = page.locator("#moves").get_by_role("button", name="Move to").first
        if move.count():
            break
    to = move.inner_text().removeprefix("Move to ")
    move.click()
    expect(page.locator(f'#wards [data-bed="{to}"]')).to_have_class(re.compile("s-occupied|s-discharge"))
    expect(page.locator(f'#wards [data-bed="{bed}"]')).to_have_class(re.compile("s-cleaning"))


def test_a_bed_with_a_patient_dropped_on_another_shows_what_moving_would_mean(
    browser: Browser, address: str, errors: list[str]
) -> None:
    page = board(browser, address, errors)
    first = page.locator("#wards .bed.s-occupied").first
    names = [first.get_attribute("data-bed"), page.locator("#wards .bed.s-occupied").nth(3).get_attribute("data-bed")]
    first.hover()
    first.drag_to(page.locator(f'#wards [data-bed="{names[1]}"]'))
    expect(page.locator(".panel h2")).to_have_text(f"{names[0]} → {names[1]}")
    expect(page.get_by_role("button", name="Swap the two patients")).to_be_visible()


def test_the_panel_takes_the_focus_and_gives_it_back(browser: Browser, address: str, errors: list[str]) -> None:
    page = board(browser, address, errors)
    tile = page.locator("#wards button.bed.s-occupied").first
    tile.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#detail")).to_be_focused()
    page.keyboard.press("Escape")
    expect(tile).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()


def test_the_queue_stays_in_sight_beside_an_open_panel(browser: Browser, address: str, errors: list[str]) -> None:
    page = board(browser, address, errors)
    page.locator("#queue button.request").first.click()
    page.locator(".options, #suggestions .nothing").first.wait_for()
    expect(page.locator("#queue button.request").first).to_be_in_viewport()


def test_a_ward_that_comes_under_the_filter_appears_and_goes_without_a_reload(
    browser: Browser, address: str, errors: list[str]
) -> None:
    page = board(browser, address, errors)
    page.wait_for_load_state("load")
    ward = page.locator("#wards .ward:has(.s-vacant):not(:has(.s-blocked))").first
    bed = ward.locator(".s-vacant").first.get_attribute("data-bed") or ""
    tile = page.locator(f'#wards [data-bed="{bed}"]')
    page.locator("#filters select[name=state]").select_option("blocked")
    expect(tile).to_have_count(0)
    tell(address, bed, "block", why="closed")
    expect(tile).to_have_class(re.compile("s-blocked"))
    expect(tile).to_be_visible()
    tell(address, bed, "unblock")
    expect(tile).to_have_count(0)


def test_the_wall_has_no_menu_and_turns_its_pages(browser: Browser, address: str, errors: list[str]) -> None:
    page = board(browser, address, errors)
    page.clock.install()
    page.goto(f"{address}/wall")
    expect(page.locator("nav, .banner")).to_have_count(0)
    number = page.locator("#wall-page")
    expect(number).to_have_text(re.compile(r"^1 / [2-9]"))
    page.clock.run_for(13_000)
    expect(number).to_have_text(re.compile(r"^2 / "))
    sizes = page.locator("#wards .bed b").evaluate_all(
        "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 15


def test_on_a_phone_a_bed_is_picked_for_a_request(browser: Browser, address: str, errors: list[str]) -> None:
    page = board(browser, address, errors, size="phone")
    page.get_by_role("button", name="Waiting", exact=True).click()
    page.locator("#queue button.request").first.click()
    page.locator(".options, #suggestions .nothing").first.wait_for()
    request = page.locator(".panel h2").inner_text()
    page.get_by_role("button", name="Beds", exact=True).click()
    page.locator("#wards .bed.s-occupied").first.click()
    expect(page.get_by_role("button", name=f"Consider for {request}")).to_be_visible()
