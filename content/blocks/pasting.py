"""What a word processor puts on the clipboard, made into plain well-formed HTML.

The allow-list of the editor decides afterwards what may stay; it trips over HTML that is not well formed.
"""

import re
from collections.abc import Sequence
from html import escape

from bs4 import BeautifulSoup, Tag
from bs4.element import PreformattedString

# With all in them, for none of it is text of the author. Word's fonts come as ``style``, its settings as ``xml``.
WITHOUT_WORDS = ("head", "title", "style", "script", "xml", "iframe", "object", "svg", "math", "template", "noscript")
BLOCKS = ("p", "h2", "h3", "ul", "ol")
HEADINGS = {"h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
KEPT = (*BLOCKS, "li", "br", "b", "strong", "i", "em", "a")
KEPT_ATTRIBUTES = {"href", "linktype", "id"}  # of links alone; the last two are those of Wagtail's editor
MAX_DEPTH = 60
FROM_OFFICE = re.compile(r"mso-|class=.?Mso|urn:schemas-microsoft-com", re.IGNORECASE)
WORD_LIST = re.compile(r"mso-list:\s*(?!ignore)", re.IGNORECASE)
WORD_MARKER = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
NUMBERED = re.compile(r"\(?(\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]")


def tidied(html: str, *, lists: Sequence[str] = ("ul", "ol")) -> str:
    """Well-formed HTML of paragraphs, headings, lists, emphasis and links: no style, comment or foreign element.

    ``lists`` are those the place takes; a list of the other kind becomes one of them.
    """
    soup = BeautifulSoup(html, "html.parser")
    if _is_too_deep(soup):
        soup = BeautifulSoup(f"<p>{escape(' '.join(soup.get_text(' ').split()))}</p>", "html.parser")
    for remark in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        remark.extract()
    for tag in soup.find_all(WITHOUT_WORDS):
        tag.decompose()
    _make_lists(soup)
    _make_rows(soup)
    _keep_known_tags(soup)
    for tag in soup.find_all(("ul", "ol")):
        tag.name = tag.name if tag.name in lists else lists[0]
    _stand_alone(soup)
    words = str(soup)
    return words.replace("\xa0", " ") if FROM_OFFICE.search(html) else words


def _is_too_deep(soup: BeautifulSoup) -> bool:
    """Whether tags lie so deep in one another that nobody wrote them: each step below would take for ever."""
    depth = {id(soup): 0}
    for tag in soup.find_all(True):
        depth[id(tag)] = depth[id(tag.parent)] + 1
        if depth[id(tag)] > MAX_DEPTH:
            return True
    return False


def _make_lists(soup: BeautifulSoup) -> None:
    """Word writes a list as paragraphs that begin with a drawn marker."""
    listed: Tag | None = None
    for paragraph in soup.find_all("p", style=WORD_LIST):
        marker = paragraph.find(style=WORD_MARKER)
        kind = "ol" if marker and NUMBERED.match(marker.get_text().strip()) else "ul"
        if marker:
            marker.decompose()
        before = paragraph.find_previous_sibling()
        if listed is None or before is not listed or listed.name != kind:
            listed = soup.new_tag(kind)
            paragraph.insert_before(listed)
        paragraph.name = "li"
        listed.append(paragraph.extract())


def _make_rows(soup: BeautifulSoup) -> None:
    """A table has a block of its own; pasted into text each row stays as one line."""
    for row in soup.find_all("tr"):
        cells = [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["td", "th"])]
        row.clear()
        row.name = "p"
        row.string = " | ".join(cells)


def _keep_known_tags(soup: BeautifulSoup) -> None:
    for tag in soup.find_all(True):
        tag.name = HEADINGS.get(tag.name, tag.name)
        if tag.name == "div" and not tag.find(True, recursive=False):
            tag.name = "p"
        if tag.name not in KEPT or (tag.name == "a" and not (tag.get("href") or tag.get("linktype"))):
            tag.unwrap()
            continue
        tag.attrs = {name: tag[name] for name in KEPT_ATTRIBUTES & tag.attrs.keys()} if tag.name == "a" else {}


def _stand_alone(soup: BeautifulSoup) -> None:
    """No block within a paragraph or a heading, no item without its list, no paragraph without words."""
    for tag in soup.find_all(["p", "h2", "h3"]):
        if tag.find_parent("li") or tag.find(BLOCKS):
            tag.unwrap()
        elif not tag.get_text().strip():
            tag.decompose()
    for item in soup.find_all("li"):
        if item.find_parent(["ul", "ol"]) is None:
            item.name = "p"
