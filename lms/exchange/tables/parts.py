"""A look into the XML of a workbook before a program that builds tables in memory sees it.

One streaming parser for every part, hardened by defusedxml: no document types, so no entities and no other files. It
bounds what could make the memory of a parser grow: nesting, invented names, endless tags.
"""

from array import array
from xml.sax import SAXException  # what the parser of defusedxml raises
from xml.sax.handler import property_interning_dict

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from lms.exchange.tables.limits import MB, Limits, no
from lms.exchange.tables.scans import SCANS, Scan

DEEPEST = 200
MOST_NAMES = 5_000
LONGEST_TAG = MB


class PartParser(DefusedExpatParser):
    """Reads one part piece by piece; what it learned is in ``scan``. Raises ``Refusal``."""

    def __init__(self, limits: Limits, texts: array):
        super().__init__(forbid_dtd=True)
        self.limits, self.texts = limits, texts
        self.names: dict[str, str] = {}
        self.setProperty(property_interning_dict, self.names)
        self.ended: list[str] = []
        self.scan, self.root = Scan(limits, texts), ""
        self.fed = 0

    def reset(self) -> None:
        super().reset()
        parser = self._parser
        parser.buffer_text = True
        parser.CharacterDataHandler = parser.ProcessingInstructionHandler = None
        parser.EndElementHandler = self.ended.append  # counted piece by piece: a call into Python for each costs more
        parser.XmlDeclHandler = self.declared

    def declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "us-ascii"):
            raise no("damaged")  # in another alphabet the same bytes could be a second document

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        """The root says what the part is; from then on expat calls its scan."""
        self.root = name.rpartition(":")[2]
        self.scan = SCANS.get(self.root, Scan)(self.limits, self.texts)
        self.scan.started, self.scan.ended = 1, self.ended
        self.scan.position = lambda: self._parser.CurrentByteIndex
        self._parser.StartElementHandler = self.scan.start
        if self.scan.listens:
            self._parser.CharacterDataHandler = self.scan.text.append

    def read(self, piece: bytes) -> None:
        if b"\x00" in piece:
            raise no("damaged")
        self.fed += len(piece)
        try:
            self.feed(piece)
        except DefusedXmlException:
            raise no("forbidden_xml") from None
        except (SAXException, LookupError, ValueError):
            raise no("damaged") from None
        self.scan.after_piece()
        is_endless = self.fed - max(self._parser.CurrentByteIndex, 0) > LONGEST_TAG
        if self.scan.depth > DEEPEST or len(self.names) > MOST_NAMES or is_endless:
            raise no("damaged")

    def finish(self) -> None:
        try:
            self.close()
        except SAXException:
            raise no("damaged") from None
        self.scan.finish(self.fed)
