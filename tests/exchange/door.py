"""Run in a process of its own: what is at the door is refused, and how much memory that took.

``python -m tests.exchange.door SITUATION FOLDER`` prints the code of the refusal and the peak memory in MB.
"""

import io
import json
import re
import sys
import zipfile
from pathlib import Path

import django
from django.core.exceptions import RequestDataTooBig

MB = 1024 * 1024
BOUNDARY = b"grenze"


def upload_of_50_mb(folder: Path) -> str:
    """The whole way of a body through Django's parser to the view, with the body on disk."""
    from django.core.handlers.wsgi import WSGIRequest
    from django.http import HttpResponse

    from lms.exchange.views.imports import not_too_large

    body = folder / "body"
    with body.open("wb") as file:
        file.write(b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n')
        for _piece in range(50):
            file.write(b"a" * MB)
        file.write(b"\r\n--" + BOUNDARY + b"--\r\n")
    with body.open("rb") as file:
        environ = {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY.decode()}",
            "CONTENT_LENGTH": str(body.stat().st_size),
            "wsgi.input": file,
        }
        try:
            not_too_large(lambda request: HttpResponse("let in"))(WSGIRequest(environ))
        except RequestDataTooBig:
            return "413"
    return "let in"


def opened(content: bytes) -> str:
    from lms.exchange.tables import headed, open_table
    from lms.refusal import Refusal

    try:
        headed(open_table(io.BytesIO(content), name="a.xlsx"), "institutions")
    except Refusal as refusal:
        return str(refusal)
    return "let in"


def zip_bomb(folder: Path) -> str:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _piece in range(1_000):
                part.write(b" " * MB)
    return opened(file.getvalue())


def sheet_of_10_000_columns(folder: Path) -> str:
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet()
    for row in range(100):
        for column in range(10_000):
            sheet.write_number(row, column, 1)
    book.close()
    path = folder / "wide.xlsx"
    path.write_bytes(file.getvalue())
    return opened(path.read_bytes())


SITUATIONS = {each.__name__: each for each in (upload_of_50_mb, zip_bomb, sheet_of_10_000_columns)}


def main(name: str, folder: str) -> None:
    django.setup()
    answer = SITUATIONS[name](Path(folder))
    print(json.dumps([answer, peak_megabytes()]))  # noqa: T201


def peak_megabytes() -> float:
    """Of this process alone; what ``getrusage`` says begins with the size of the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
