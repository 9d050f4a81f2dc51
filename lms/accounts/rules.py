"""What a browser says of itself, in words for people."""

from dataclasses import dataclass

# The first that fits: most browsers also name those they descend from.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("UCBrowser", "UC Browser"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Device:
    """Names of products, the same in every language; empty where the browser does not say."""

    browser: str
    system: str


def device(user_agent: str) -> Device:
    def first(table: tuple[tuple[str, str], ...]) -> str:
        return next((name for sign, name in table if sign in user_agent), "")

    return Device(browser=first(BROWSERS), system=first(SYSTEMS))
