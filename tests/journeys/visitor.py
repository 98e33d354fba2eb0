"""A person at a browser: opens pages, types, presses; and whatever the browser complains about fails the test.

Kept by every visitor: messages of the console (errors and warnings), errors of scripts, requests to other hosts,
answers of 500 and above. `troubles` must be empty at the end; the fixture `visit` looks.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response
from playwright.sync_api import Error as PlaywrightError

from .running import PASSWORD, Elsewhere, Running

DESKTOP = (1280, 900)
TABLET = (820, 1180)
PHONE = (390, 844)
NARROW = (320, 640)
SIZES = {"phone": PHONE, "tablet": TABLET, "desktop": DESKTOP}

# A form that comes back with errors answers 422 (409 when somebody else saved), and the browser notes every such
# answer in its console by itself; these two are no trouble.
FORM_CAME_BACK = (409, 422)
NETWORK_NOTE = "Failed to load resource"
INLINE = ("data:", "blob:", "about:", "chrome-error:")


class Visitor:
    """One person with a browser window of their own."""

    def __init__(
        self,
        site: Running | Elsewhere,
        browser: Browser,
        *,
        size: tuple[int, int] = DESKTOP,
        script: bool = True,
        scheme: str = "light",
    ) -> None:
        self.site = site
        self.troubles: list[str] = []
        self._expected: set[int] = set()
        self._statuses: dict[str, int] = {}
        self.context = browser.new_context(
            base_url=site.url,
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=script,
            locale="en-US",
            timezone_id="Asia/Bangkok",
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(15_000)
        if script:
            self.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page: Page = self.context.new_page()
        self._listen(self.page)
        self.context.on("page", self._listen)

    # ---------------------------------------------------------------- what the browser complains about

    def _listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.troubles.append(f"script error on {page.url}: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        source = (message.location or {}).get("url", "")
        if message.text.startswith(NETWORK_NOTE):
            status = re.search(r"status of (\d+)", message.text)
            if status and int(status[1]) in {*FORM_CAME_BACK, *self._expected}:
                return
        self.troubles.append(f"console {message.type}: {message.text} ({source})")

    def _request(self, request: Request) -> None:
        url = request.url
        if not url.startswith(INLINE) and urlsplit(url).netloc != self.site.host:
            self.troubles.append(f"request to another host: {url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.troubles.append(f"{response.status} for {response.request.method} {response.url}")

    @contextmanager
    def expecting(self, status: int) -> Iterator[None]:
        """Within it the browser may note answers of this status (a page that must be refused)."""
        self._expected.add(status)
        try:
            yield
        finally:
            self._expected.discard(status)

    def assert_silent(self) -> None:
        """Nothing to complain about so far."""
        assert not self.troubles, "the browser complains:\n" + "\n".join(dict.fromkeys(self.troubles))

    # ---------------------------------------------------------------- going about

    def sign_in(self, username: str) -> "Visitor":
        """Type name and password at the sign-in page."""
        self.open("/login/")
        self.page.locator("[name=username]").fill(username)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.page.locator("main form button").click()
        self.page.wait_for_url(re.compile(r"/(workspace|admin)/"))
        return self

    def open(self, path: str, status: int = 200) -> Page:
        """Go to an address; AssertionError unless it answers with that status."""
        if status != 200:
            with self.expecting(status):
                answer = self.page.goto(path)
        else:
            answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == status, f"{path} answered {answer.status}, not {status}"
        return self.page

    def fetch(self, path: str) -> tuple[int, bytes]:
        """An address read with this person's session, without opening it: status and content."""
        answer = self.context.request.get(path)
        return answer.status, answer.body()

    def post(self, path: str, fields: dict[str, Any]) -> int:
        """A forged form: posted with this person's session and a right CSRF token, whatever the pages offer."""
        token = next((c["value"] for c in self.context.cookies() if c["name"] == "csrftoken"), "")
        answer = self.context.request.post(
            path,
            form={"csrfmiddlewaretoken": token, **fields},
            headers={"Referer": self.site.url + "/", "Origin": self.site.url},
            max_redirects=0,
        )
        return answer.status

    def field(self, name: str) -> Locator:
        """The input of that name."""
        return self.page.locator(f"main [name='{name}']:not([type=hidden])")

    def type(self, **values: str) -> None:
        """Fill fields by their names."""
        for name, text in values.items():
            self.field(name).fill(text)

    def choose(self, name: str, label: str | re.Pattern[str]) -> None:
        """Choose in a list by (a part of) the words shown."""
        box = self.field(name)
        if isinstance(label, str):
            options = box.locator("option").filter(has_text=label)
        else:
            options = box.locator("option").filter(has_text=label)
        box.select_option(value=options.first.get_attribute("value"))

    def press(self, words: str | re.Pattern[str], *, exact: bool = True) -> None:
        """Press the button, or follow the link, with these words in the page's main part."""
        main = self.page.locator("main")
        exactly = exact and isinstance(words, str)
        main.get_by_role("button", name=words, exact=exactly).or_(
            main.get_by_role("link", name=words, exact=exactly)
        ).first.click()
        self.page.wait_for_load_state()

    def text(self) -> str:
        """What the main part says."""
        return self.page.locator("main").inner_text()

    def says(self, words: str) -> bool:
        """Whether the main part says so."""
        return words in " ".join(self.text().split())

    def assert_says(self, *sentences: str) -> None:
        """Every sentence stands in the main part."""
        said = " ".join(self.text().split())
        for sentence in sentences:
            assert sentence in said, f"“{sentence}” is not on {self.page.url}:\n{said[:3000]}"

    def assert_not_says(self, *sentences: str) -> None:
        """None of the sentences stands in the main part."""
        said = " ".join(self.text().split())
        for sentence in sentences:
            assert sentence not in said, f"“{sentence}” is on {self.page.url}:\n{said[:3000]}"

    def last_sight(self, picture: Path) -> str:
        """Address, words and a picture of the page, for the report of a failed test."""
        try:
            self.page.screenshot(path=picture, full_page=True)
            return f"{self.page.url}\n{picture}\n{self.text()[:2500]}"
        except PlaywrightError as error:
            return f"{self.page.url}: {error}"

    def close(self) -> None:
        """End the window."""
        self.context.close()

    # ---------------------------------------------------------------- pictures for people to look at

    def shot(self, name: str, *, schemes: tuple[str, ...] = ("light",)) -> None:
        """Pictures of the page as it stands, in three sizes, into the folder KAEJON_SHOTS; nothing without it."""
        folder = os.environ.get("KAEJON_SHOTS", "")
        if not folder:
            return
        Path(folder).mkdir(parents=True, exist_ok=True)
        before = self.page.viewport_size
        for scheme in schemes:
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            for size, (width, height) in SIZES.items():
                self.page.set_viewport_size({"width": width, "height": height})
                self.page.screenshot(path=f"{folder}/{name}-{size}-{scheme}.png", full_page=True)
        self.page.emulate_media(color_scheme="light")
        if before:
            self.page.set_viewport_size(before)


def follow(link: Locator) -> None:
    """Presses a link and waits for the page behind it: what is read next is read there, not on the way."""
    with link.page.expect_navigation():
        link.click()
