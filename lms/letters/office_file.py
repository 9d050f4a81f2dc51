"""The letter as a Word file, for offices that edit theirs: frozen words in a template of fixed placeholders."""

import io
import re
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate

TEMPLATE = Path(__file__).parent / "designs" / "letter.docx"
# Source: XML 1.0 (fifth edition), production 2, "Char".
FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_docx(words: dict[str, Any]) -> bytes:
    """The template is ours; words are set as text and escaped, never read as markup."""
    document = DocxTemplate(TEMPLATE)
    document.render(writable(words), autoescape=True)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def writable(value: Any) -> Any:
    """The same without the signs that no XML may hold: one strange name must not break the file."""
    if isinstance(value, str):
        return FORBIDDEN.sub("", value)
    if isinstance(value, dict):
        return {name: writable(each) for name, each in value.items()}
    return [writable(each) for each in value] if isinstance(value, list | tuple) else value
