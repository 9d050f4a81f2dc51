"""What a lesson costs a phone on a weak network: bytes, requests, and when its text can be read.

Between the browser and the server stands a proxy that compresses, as the one of ``deploy/`` does.
"""

import gzip
import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, sync_playwright

from bench.province import Province
from bench.server import free_port, serving
from content.models import LessonPage

Show = Callable[..., None]

CHROMIUM = "/usr/bin/chromium"
PHONE = {"width": 360, "height": 640}
BYTES_A_SECOND, ROUND_TRIP_MS = 400_000 / 8, 400
NO_TEXT = {"picture", "video", "slides", "sign_video"}
PAINTED = """() => new Promise(tell => new PerformanceObserver(
  list => tell(list.getEntries().at(-1).startTime)).observe({type: "largest-contentful-paint", buffered: true}))"""


def lessons_on_a_phone(province: Province, show: Show) -> None:
    first, second = lessons_of_text(province)
    sent: list[int] = []
    with serving() as server, compressing(server.port, sent) as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        visits = two_visits(browser.new_context(viewport=PHONE, service_workers="block"), province, port, first, second)
        for name, visit, (weight, requests, painted) in zip(
            ("first_visit", "second_lesson"), visits, ((60, 8, 3.0), (15, 8, 1.0)), strict=True
        ):
            show(f"lesson_text_{name}_weight", visit["bytes"] / 1024, "kB", at_most=weight)
            show(f"lesson_text_{name}_requests", visit["requests"], "requests", at_most=requests)
            show(f"lesson_text_{name}_painted", visit["painted"], "s at 400 kbit/s", at_most=painted)
        # With the worker that keeps lessons for flight mode; its requests are not the page's, so the proxy counts them.
        sent.clear()
        kept = two_visits(browser.new_context(viewport=PHONE), province, port, first, second)
        for name, at_most in (("first_visit", None), ("second_lesson", 15)):
            next(kept)
            show(f"lesson_text_{name}_with_worker", sum(sent) / 1024, "kB", at_most=at_most)
            sent.clear()
        browser.close()


def lessons_of_text(province: Province) -> tuple[str, str]:
    """The first two lessons of the trainee's course that have no picture."""
    enrolment, example = (int(part) for part in province.lesson.strip("/").split("/")[1:])
    course = LessonPage.objects.get(pk=example).get_parent().get_parent()
    lessons = LessonPage.objects.descendant_of(course).live().order_by("path")
    plain = [each.pk for each in lessons if not NO_TEXT & {block["type"] for block in each.body.raw_data}]
    first, second = plain[:2]
    return reverse("lesson", args=[enrolment, first]), reverse("lesson", args=[enrolment, second])


def two_visits(context: BrowserContext, province: Province, port: int, *paths: str) -> Iterator[dict[str, float]]:
    """A phone that was never here opens a lesson, rests, and goes on to the next."""
    name, _, value = province.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": f"http://127.0.0.1:{port}"}])
    page = context.new_page()
    seen = watch(context, page)
    for path in paths:
        seen |= {"bytes": 0, "requests": 0}
        page.goto(f"http://127.0.0.1:{port}{path}", wait_until="load")
        painted = page.evaluate(PAINTED) / 1000
        page.wait_for_timeout(6000)  # what scripts ask for afterwards counts too
        yield {**seen, "painted": painted}
    context.close()


def watch(context: BrowserContext, page: Page) -> dict[str, Any]:
    """Counts what a weak network brings for the page."""
    seen: dict[str, Any] = {}
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False, "latency": ROUND_TRIP_MS, "downloadThroughput": BYTES_A_SECOND,
            "uploadThroughput": BYTES_A_SECOND,
        },
    )  # fmt: skip

    def arrived(event: dict[str, Any]) -> None:
        seen["bytes"] += event["encodedDataLength"]
        seen["requests"] += event["encodedDataLength"] > 0  # what lay in the browser's own store asks nobody

    network.on("Network.loadingFinished", arrived)
    return seen


@contextmanager
def compressing(behind: int, sent: list[int]) -> Iterator[int]:
    """A proxy before the server on ``behind`` that sends text as gzip; answers its own port.

    Into ``sent`` it writes the bytes of each answer.
    """

    class Proxy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = http.client.HTTPConnection("127.0.0.1", behind, timeout=30)
            asked.request("GET", self.path, headers=dict(self.headers))
            answer = asked.getresponse()
            body, headers = answer.read(), dict(answer.getheaders())
            asked.close()
            is_text = headers.get("content-type", "").startswith(("text/", "application/j", "image/svg"))
            if is_text and "content-encoding" not in headers and body:
                body, headers["content-encoding"] = gzip.compress(body, 6), "gzip"
            self.send_response(answer.status)
            for name, value in headers.items():
                if name not in {"content-length", "transfer-encoding", "connection", "date", "server"}:
                    self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            sent.append(len(body) + sum(len(name) + len(value) + 4 for name, value in headers.items()))

        def log_message(self, *_words: Any) -> None:
            """Nothing: the figures are what is printed."""

    proxy = ThreadingHTTPServer(("127.0.0.1", free_port()), Proxy)
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    try:
        yield proxy.server_port
    finally:
        proxy.shutdown()
        proxy.server_close()
