"""The people of a journey: each sits before a browser of her own and is shown what a person is shown."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from playwright.sync_api import Browser, Locator, Page, expect

from lms.seed.data import PASSWORD
from lms.seed.people import current_codes
from tests.journeys.words import spoken

PHONE = {"viewport": {"width": 360, "height": 640}, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
# At once: waiting for an animation that a page in the background never draws would take for ever.
CHANGE_COLOURS = "document.getAnimations().forEach(each => each.finish())"
MAIN_MENU = re.compile("^(Menu utama|Main menu)$")
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Company:
    """Everybody who takes part, what went wrong on their screens, and the pages that were looked at with axe."""

    browser: Browser
    address: str
    pictures: Path
    complaints: list[str] = field(default_factory=list)
    looked_at: set[tuple[str, str]] = field(default_factory=set)
    contexts: list = field(default_factory=list)
    number: int = 0

    def join(self, name: str, device: dict, *, themes: tuple[str, ...] = ("light",)) -> "Someone":
        """A person opens a browser: new, without a cookie."""
        context = self.browser.new_context(
            base_url=self.address, locale="id-ID", timezone_id="Asia/Jakarta", accept_downloads=True, **device
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: self.complain(name, page, said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complain(name, page, str(error)))
        page.on("response", lambda got: self.complain(name, page, f"{got.status}") if got.status >= 500 else None)
        return Someone(self, name, page, themes, is_phone="is_mobile" in device)

    def complain(self, name: str, page: Page, words: str) -> None:
        self.complaints.append(f"{name}, {urlsplit(page.url).path}: {words}")

    def leave(self) -> None:
        for context in self.contexts:
            context.close()


@dataclass
class Someone:
    company: Company
    name: str
    page: Page
    themes: tuple[str, ...]
    is_phone: bool
    language: str = "id"

    # --- what a person does --------------------------------------------------

    def sign_in(self, login: str, *, then: str | re.Pattern[str] = "Selamat datang") -> None:
        """E-mail or phone, password, and the one-time code where the account asks for one."""
        self.page.context.clear_cookies()  # sessions end after twelve hours; here too one signs in again
        self.page.goto("/akun/masuk/")
        self.page.get_by_label("Surel atau nomor telepon").fill(login)
        self.page.get_by_label("Kata sandi").fill(PASSWORD)
        self.look("masuk")
        self.page.get_by_role("main").get_by_role("button", name="Masuk").click()
        if code := dict(current_codes()).get(login):
            self.look("kode-dua-langkah")
            self.enter_code(code)
        self.see(then)

    def enter_code(self, code: str) -> None:
        self.page.get_by_role("main").get_by_role("textbox").fill(code)
        self.page.get_by_role("main").get_by_role("button", name=re.compile("Masuk|Konfirmasi")).first.click()

    def go(self, label: str) -> None:
        """Through the menu, which a phone keeps behind a button."""
        if self.is_phone:
            self.page.get_by_role("button", name="Menu").click()
        self.page.get_by_role("navigation", name=MAIN_MENU).get_by_role("link", name=label, exact=True).click()

    def press(self, label: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        """A button or a link with these very words."""
        place = within or self.page.get_by_role("main")
        exact = isinstance(label, str)
        named = place.get_by_role("button", name=label, exact=exact).or_(
            place.get_by_role("link", name=label, exact=exact)
        )
        named.first.click()

    def confirm_it_is_me(self) -> None:
        """The password once more, before something that cannot be taken back."""
        self.page.get_by_label("Kata sandi").fill(PASSWORD)
        self.page.get_by_role("main").get_by_role("button", name="Konfirmasi").click()

    def leave(self) -> None:
        self.page.context.close()

    # --- what a person sees --------------------------------------------------

    def see(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)

    def is_told(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def card(self, *texts: str) -> Locator:
        """The surface on which all these texts stand."""
        found = self.page.locator(".card")
        for text in texts:
            found = found.filter(has_text=text)
        return found

    def row(self, text: str) -> Locator:
        return self.page.get_by_role("row").filter(has_text=text)

    def look(self, label: str) -> None:
        """Keep a picture, and look the page over: language, width, and once for each kind of page axe."""
        self.keep_picture(label)
        for text in spoken(self.page, "en" if self.language == "id" else "id"):
            self.complain(f"the other language: {text}")
        if (surplus := self.page.evaluate(SIDEWAYS)) > 0:
            self.complain(f"scrolls sideways by {surplus} px")
        for theme in self.themes:
            self.run_axe(theme)

    def complain(self, words: str) -> None:
        self.company.complain(self.name, self.page, words)

    def keep_picture(self, label: str, *, whole: bool = True) -> None:
        """Of the whole page, or of what stands on the screen."""
        self.company.number += 1
        path = self.company.pictures / f"{self.company.number:02}-{self.name}-{label}.png"
        self.page.screenshot(path=path, full_page=whole)

    def run_axe(self, theme: str) -> None:
        kind = resolve(urlsplit(self.page.url).path).url_name
        if (kind, theme) in self.company.looked_at:
            return
        self.company.looked_at.add((kind, theme))
        self.page.emulate_media(color_scheme=theme)
        self.page.evaluate(CHANGE_COLOURS)
        for rule in Axe().run(self.page).response["violations"]:
            for node in rule["nodes"]:
                self.complain(f"axe, {theme}: {rule['id']} {node['target']} {node['html'][:120]}")
        self.page.emulate_media(color_scheme="light")
