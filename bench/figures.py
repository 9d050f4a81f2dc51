"""One function for each figure of issue 2. Bounds stand here and nowhere else."""

import gzip
import json
import statistics
import time
from collections.abc import Callable
from datetime import date

import typst
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from playwright.sync_api import Response, sync_playwright

from bench.province import Province
from bench.server import Server, fetch, load, serving
from certificates.drawing import DESIGN, FONTS, STANDARDS, words_of
from certificates.models import Certificate
from certificates.operations import draw_document, intend_certificate, store_document

Show = Callable[..., None]

ROUNDS = 5
REQUESTS_A_ROUND = 300
CERTIFICATES = 60
MIXED_REQUESTS = 5000
CHROMIUM = "/usr/bin/chromium"


def queries_of(province: Province, path: str) -> int:
    province.client.get(path)  # what is read once for each process
    with CaptureQueriesContext(connection) as queries:
        answer = province.client.get(path)
    assert answer.status_code == 200, f"{path} answered {answer.status_code}"
    return len(queries)


def lesson_queries(province: Province, show: Show) -> None:
    show("lesson_queries", queries_of(province, province.lesson), "queries", at_most=8)
    show("bare_page_queries", queries_of(province, province.bare), "queries")


def requests_a_core_second(server: Server, path: str, cookie: str) -> float:
    """Requests for each second of processor time the server used: steady on a shared machine."""
    before = server.cpu_seconds()
    load(server.port, [path], cookie, requests=REQUESTS_A_ROUND)
    return REQUESTS_A_ROUND / (server.cpu_seconds() - before)


def lesson_speed(province: Province, show: Show) -> None:
    """Rounds of both pages in turn on one server, so that a busy machine slows both."""
    with serving() as server:
        for path in (province.lesson, province.bare):
            status, _ = fetch(server.port, path, province.cookie)
            assert status == 200, f"{path} answered {status}"
            load(server.port, [path], province.cookie, requests=100)
        lesson, bare = [], []
        for _ in range(ROUNDS):
            lesson.append(requests_a_core_second(server, province.lesson, province.cookie))
            bare.append(requests_a_core_second(server, province.bare, province.cookie))
    show("lesson_requests", statistics.median(lesson), "per core-second")
    show("bare_page_requests", statistics.median(bare), "per core-second")
    show("lesson_to_bare_page", statistics.median(lesson) / statistics.median(bare), "ratio", at_least=0.7)


def weight(response: Response) -> int:
    """Bytes on the wire with a proxy that compresses what the server did not: headers and gzipped text."""
    sizes = response.request.sizes()
    body = sizes["responseBodySize"]
    is_text = response.headers.get("content-type", "").startswith(("text/", "application/json", "image/svg"))
    if is_text and "content-encoding" not in response.headers:
        body = len(gzip.compress(response.body(), 6))
    return body + sizes["responseHeadersSize"]


def first_visit(province: Province, show: Show) -> None:
    """A phone that has never been here opens the lesson: everything it asks for until the page rests."""
    answers: list[Response] = []
    with serving() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 360, "height": 640}, locale="id-ID")
        name, _, value = province.cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": f"http://127.0.0.1:{server.port}"}])
        page = context.new_page()
        page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  playwright marks the function
        page.goto(f"http://127.0.0.1:{server.port}{province.lesson}", wait_until="networkidle")
        pictures = [answer for answer in answers if answer.request.resource_type in {"image", "media"}]
        rest = [answer for answer in answers if answer not in pictures]
        show("first_visit_weight", sum(map(weight, rest)) / 1024, "kB", at_most=60)
        show("first_visit_requests", len(answers), "requests", at_most=8)
        show("first_visit_pictures", sum(map(weight, pictures)) / 1024, "kB")
        browser.close()


def certificates(province: Province, show: Show) -> None:
    """Numbered, drawn, stored and entered in the register, one after the other, beside the compiler alone."""
    example = Certificate.objects.filter(series__isnull=False).first()
    facts = example.frozen_facts
    drawn = [
        intend_certificate(
            facts, unit="BENCH", kind="bench", pattern=settings.PILAR_CERTIFICATE_NUMBER_PATTERN,
            issued_on=date(2026, 11, 2), at=timezone.now(),
        )
        for _ in range(CERTIFICATES)
    ]  # fmt: skip
    draw_document(drawn[0])  # fonts and design are read once for each process
    begin = time.perf_counter()
    for certificate in drawn:
        store_document(certificate, draw_document(certificate), at=timezone.now())
    ours = CERTIFICATES / (time.perf_counter() - begin)

    bare = bare_compilations(drawn)
    show("certificates_drawn_and_stored", ours, "per second")
    show("certificates_compiled_only", bare, "per second")
    show("certificates_to_compiler", ours / bare, "ratio")


def bare_compilations(drawn: list[Certificate]) -> float:
    """The same pages by Typst alone: inputs made beforehand, bytes thrown away."""

    inputs = [
        json.dumps(words_of(each.frozen_facts, number=each.number, code=each.code, verify_url=each.verify_url,
                            issued_on=each.issued_on))
        for each in drawn
    ]  # fmt: skip
    compiler = typst.Compiler(DESIGN, root=DESIGN.parent, font_paths=[FONTS], ignore_system_fonts=True)
    compiler.compile(format="pdf", sys_inputs={"data": inputs[0]}, pdf_standards=STANDARDS, timestamp=0)
    begin = time.perf_counter()
    for words in inputs:
        compiler.compile(format="pdf", sys_inputs={"data": words}, pdf_standards=STANDARDS, timestamp=0)
    return len(inputs) / (time.perf_counter() - begin)


def memory(province: Province, show: Show) -> None:
    with serving() as server:
        load(server.port, province.mixed, province.cookie, requests=MIXED_REQUESTS)
        show("web_process_peak_memory", server.peak_megabytes(), "MB", at_most=200)
