"""One journey in a real browser: sign in, search, open the evidence on its page; in English and in Arabic."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from demo.typeset import write_documents
from repository import people
from tests.house import Cast, TurningClock, make_house
from web.app import create_app
from web.house import House

pytestmark = pytest.mark.browser

PASSWORD = "a long enough sentence"
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
QUESTION = "ransomware attacks on hospitals"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, House]]:
    """A server on loopback with one released report of the demo, and an analyst who can sign in."""
    folder = tmp_path_factory.mktemp("journey")
    house = make_house(folder / "data", clock=TurningClock())
    registry, cast = house.registry, Cast(house)
    with registry.database.write() as session:
        new = people.NewPerson(
            "mara",
            "Mara Lind",
            "europol",
            "analyst",
            clearance="eu:S-UE/EU-S",
            briefed=True,
            password=PASSWORD,
        )
        people.add(session, new, registry.ids, registry.clock)
    written = next(w for w in write_documents(folder) if w.key == "hospital-ransomware-en")
    officer = next(
        name
        for name in ("piotr", "amina", "claire")
        if cast.person(name).organization_id in written.metadata["originators"]
    )
    cast.release(officer, written.path.read_bytes(), written.path.name, **written.metadata)
    server = uvicorn.Server(uvicorn.Config(create_app(house=house), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}", house
    server.should_exit = True
    thread.join()
    registry.database.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium as the machine has it."""
    assert CHROMIUM, "no Chromium was found; 'make browser' installs it"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )
        yield opened
        opened.close()


def signed_in(browser: Browser, address: str, locale: str) -> Page:
    page = browser.new_context(locale=locale).new_page()
    page.goto(f"{address}/search")
    assert "/sign-in" in page.url
    page.fill("input[name=username]", "mara")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def test_an_analyst_signs_in_searches_and_opens_the_evidence_on_its_page(
    browser: Browser, place: tuple[str, House]
) -> None:
    address, _ = place
    page = signed_in(browser, address, "en-GB")
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(f"{address}/search")
    page.fill("input[name=q]", QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector(".hit .evidence mark")
    page.click(".hit .evidence figcaption a")
    image = page.wait_for_selector("#page img")
    assert image is not None
    assert image.evaluate("img => img.decode().then(() => img.naturalWidth)") > 500
    assert page.locator("#page svg rect").count() >= 1
    box = page.locator("#page svg rect.hot").first.bounding_box()
    sheet = image.bounding_box()
    assert box is not None
    assert sheet is not None
    assert sheet["x"] <= box["x"] <= sheet["x"] + sheet["width"]
    assert not problems, problems


def test_the_journey_is_recorded_before_it_is_shown(browser: Browser, place: tuple[str, House]) -> None:
    address, house = place
    page = signed_in(browser, address, "en-GB")
    page.goto(f"{address}/search?q=clinics")
    with house.registry.database.read() as session:
        exported = list(house.registry.register.export(session))
        assert house.registry.register.verify(session).sound
    assert any("search" in str(entry) for entry in exported)


@pytest.mark.parametrize("width", [390, 1400])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_of_the_journey_is_accessible_and_fits_its_width(
    browser: Browser, place: tuple[str, House], language: str, width: int
) -> None:
    address, _ = place
    page = signed_in(browser, address, "en-GB")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/search?q={QUESTION.replace(' ', '+')}&lang={language}")
    found = page.locator(".hit h2 a").first.get_attribute("href")
    for path in ("/", f"/search?q={QUESTION.replace(' ', '+')}", str(found), "/me", "/register"):
        page.goto(f"{address}{path}")
        assert page.get_attribute("html", "dir") == ("rtl" if language == "ar" else "ltr")
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{path} is {overflow} px too wide at {width}"
        results = Axe().run(page)
        serious = [v["id"] for v in results.response["violations"] if v["impact"] in ("serious", "critical")]
        assert not serious, f"{path}: {serious}"


def test_what_narrows_the_results_can_be_reached_and_opened_at_every_width(
    browser: Browser, place: tuple[str, House]
) -> None:
    address, _ = place
    page = signed_in(browser, address, "en-GB")
    page.set_viewport_size({"width": 800, "height": 900})
    page.goto(f"{address}/search?q={QUESTION.replace(' ', '+')}")
    page.click(".facets > details > summary")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert not page.locator(".facets h2").first.is_visible()
    page.click(".facets > details > summary")
    assert page.locator(".facets h2").first.is_visible()
    jump = page.locator(".to-facets")
    assert jump.evaluate("span => span.clientWidth") <= 1
    jump.locator("a").focus()
    assert jump.evaluate("span => getComputedStyle(span).clipPath") == "none"


def test_links_to_the_evidence_are_large_enough_for_a_finger_and_a_long_question_fits(
    browser: Browser, place: tuple[str, House]
) -> None:
    address, _ = place
    page = signed_in(browser, address, "en-GB")
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{address}/search?q={QUESTION.replace(' ', '+')}")
    for link in page.locator(".evidence figcaption a, #total a").all():
        assert link.evaluate("a => a.getBoundingClientRect().height") >= 24
    page.goto(f"{address}/search?q={'x' * 900}&pillar={'y' * 100}")
    for path in ("", "/search", "/saved-searches"):
        if path:
            page.goto(f"{address}{path}")
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, path


def test_nothing_of_the_assessment_is_left_in_the_folder_in_plain_text(place: tuple[str, House]) -> None:
    _, house = place
    words = b"ransomware"
    for path in Path(house.registry.folder).rglob("*"):
        if path.is_file():
            assert words not in path.read_bytes().lower(), path
