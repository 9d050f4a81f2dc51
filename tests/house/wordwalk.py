"""The texts of a page as a reader or a screen reader meets them."""

import json
import re
from html.parser import HTMLParser

SPOKEN = ("aria-label", "title", "placeholder", "alt")
SILENT = {"script", "style"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
WORD = re.compile(r"[^\W\d_]+")


class Reader(HTMLParser):
    """Keeps each text and each spoken attribute, but not what an element says in a language it names itself."""

    def __init__(self):
        super().__init__()
        self.texts: list[str] = []
        self.open: list[tuple[str, bool]] = []

    @property
    def is_silent(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        is_silent = self.is_silent or tag in SILENT or (tag != "html" and "lang" in given)
        if not is_silent:
            names = (*SPOKEN, "value") if tag == "input" and given.get("type") in {"submit", "button"} else SPOKEN
            self.texts += [given[name] for name in names if given.get(name)]
        if tag not in VOID:
            self.open.append((tag, is_silent))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        while any(name == tag for name, _silent in self.open):
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data):
        if not self.is_silent:
            self.texts.append(data)


def texts(response) -> list[str]:
    """Of a page, or of the piece of a page that a script asks for and gets as JSON."""
    html = response.content.decode()
    if response.headers["Content-Type"].startswith("application/json"):
        html = json.loads(html).get("html") or ""
    reader = Reader()
    reader.feed(html)
    return [text for one in reader.texts if (text := " ".join(one.split()))]


def words(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(text)}
