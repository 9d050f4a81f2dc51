"""Workbooks as people make them, and as nobody should."""

import io
import struct
import zipfile
import zlib
from datetime import date

import xlsxwriter

CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROOT = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def workbook(rows, *, merged=(), name="Data", extra_sheets=()):
    """An .xlsx with one visible sheet; ``merged`` are areas such as ``A1:C1`` with their text."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet(name)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, date):
                sheet.write_datetime(number, column, value, day)
            elif isinstance(value, str):
                sheet.write_string(number, column, value)
            else:
                sheet.write(number, column, value)
    for area, text in merged:
        sheet.merge_range(area, text)
    for extra in extra_sheets:
        book.add_worksheet(extra)
    book.close()
    file.seek(0)
    return file


def sheet_xml(cells):
    return f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'


def raw_workbook(sheet, *, shared="", **parts):
    """A workbook of hand-written parts; ``parts`` maps further part names, ``__`` for ``/``."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", parts.pop("root", ROOT))
        archive.writestr("xl/workbook.xml", parts.pop("workbook", WORKBOOK))
        archive.writestr("xl/_rels/workbook.xml.rels", parts.pop("relations", RELATIONS))
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        if shared:
            archive.writestr("xl/sharedStrings.xml", shared)
        for part, content in parts.items():
            archive.writestr(part.replace("__", "/"), content)
    file.seek(0)
    return file


def archive(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for part, content in parts.items():
            made.writestr(part.replace("__", "/"), content)
    file.seek(0)
    return file


def bomb(unpacked_gigabytes, *, part, claimed_bytes):
    """A part of zeros, compressed without ever holding them, beside a small workbook; it claims ``claimed_bytes``."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    megabyte = bytes(1024 * 1024)
    block = b"".join(packer.compress(megabyte) for _ in range(16)) + packer.flush(zlib.Z_FULL_FLUSH)
    data = block * (64 * unpacked_gigabytes) + packer.flush(zlib.Z_FINISH)
    small = b"<workbook/>"
    body, directory = b"", b""
    for name, packed, method, check, length in (
        (b"xl/Workbook.xml", small, 0, zlib.crc32(small), len(small)),
        (part.encode(), data, 8, zlib.crc32(b""), claimed_bytes),
    ):
        fields = (20, 0, method, 0, 33, check, len(packed), length, len(name), 0)
        directory += struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, *fields, 0, 0, 0, 0, len(body)) + name
        body += struct.pack("<4s5H3L2H", b"PK\x03\x04", *fields) + name + packed
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, len(directory), len(body), 0)
    return body + directory + end
