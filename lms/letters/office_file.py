"""The letter as a Word file, for offices that edit theirs: frozen words in a template of fixed placeholders."""

import io
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate

TEMPLATE = Path(__file__).parent / "designs" / "letter.docx"


def write_docx(words: dict[str, Any]) -> bytes:
    """The template is ours; words are set as text and escaped, never read as markup."""
    document = DocxTemplate(TEMPLATE)
    document.render(words, autoescape=True)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
