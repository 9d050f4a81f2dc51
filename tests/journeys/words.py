"""Which language a page speaks, held against the catalogue."""

import re
from functools import cache

import polib
from django.conf import settings

# Every text a reader or a screen reader meets, one by one.
TEXTS = """() => {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const around = walker.currentNode.parentElement;
    const other = around.closest("[lang]");
    if (around.closest("script, style") || (other && other !== document.documentElement)) continue;
    texts.push(walker.currentNode.textContent);
  }
  for (const name of ["aria-label", "placeholder", "alt", "title"])
    for (const element of document.querySelectorAll(`[${name}]`)) texts.push(element.getAttribute(name));
  return [document.title.split(" · ")[0], ...texts].map(text => text.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""
PLACEHOLDER = re.compile(r"%\\\(\w+\\\)[sd]")


@cache
def sentences(language: str) -> re.Pattern[str]:
    """All words of the interface that differ between the languages, as said in ``language``."""
    said = set()
    for entry in polib.pofile(settings.BASE_DIR / "locale" / "id" / "LC_MESSAGES" / "django.po"):
        source = {entry.msgid, entry.msgid_plural} - {""}
        meant = {entry.msgstr, *entry.msgstr_plural.values()} - {""}
        said |= source - meant if language == "en" else meant - source
    patterns = (PLACEHOLDER.sub(".+", re.escape(text)).replace("%%", "%") for text in said)
    return re.compile("|".join(pattern for pattern in patterns if re.search(r"\w{3}", pattern.replace(".+", ""))))


def spoken(page, language: str) -> list[str]:
    """The texts of a page that are words of the interface in ``language``."""
    return [text for text in page.evaluate(TEXTS) if sentences(language).fullmatch(text)]
