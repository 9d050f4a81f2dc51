"""What anybody may learn of a certificate by its code, and what nobody learns."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client, override_settings
from django.urls import reverse

from certificates.codes import grouped, new_code
from certificates.limits import FAILURES_PER_MINUTE, client_address
from certificates.models import Revocation
from tests.factories.accounts import UserFactory
from tests.factories.certificates import FACTS, CertificateFactory, RevocationFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 8, 10, 3, tzinfo=UTC)
NAUGHTY = [
    "x",
    "a" * 10_000,
    "%00",
    "abc%00def",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "{{ 7*7 }}",
    "%F0%9F%92%A9",
    "%E2%80%AE123",
    "%FF%FE",
    "../../etc/passwd",
    "0" * 24,
    "ＡＢＣＤ" * 6,
]


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def anybody():
    return Client(raise_request_exception=True)


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def without_what_was_typed(response, typed):
    return response.content.decode().replace(f'value="{typed}"', 'value=""')


# --- happy --------------------------------------------------------------------


def test_a_valid_certificate_is_shown_with_its_facts(anybody, django_assert_num_queries):
    certificate = CertificateFactory(issued=True)

    with django_assert_num_queries(1):
        response = anybody.get(certificate.get_absolute_url())

    assert response.status_code == 200
    words = text_of(response)
    for told in (
        "Sertifikat ini berlaku",
        certificate.number,
        FACTS.holder_name,
        FACTS.title,
        FACTS.institution_name,
        "Jam pelajaran (JP) 6",
        "22 Juli 2026 sampai 24 Juli 2026",
        "Terbit pada 24 Juli 2026",
        f"{FACTS.signatory_name}, {FACTS.signatory_title}",
        "bukan tanda tangan elektronik tersertifikasi",
        "Halaman inilah buktinya",
    ):
        assert told in words


def test_nothing_else_is_told(anybody):
    certificate = CertificateFactory(issued=True)

    page = anybody.get(certificate.get_absolute_url()).content.decode()

    untold = (FACTS.position, FACTS.institution_number, FACTS.regency_name, FACTS.venue, FACTS.office_address)
    assert [each for each in (*untold, FACTS.signatory_nip) if each in page] == []


def test_a_revoked_certificate_says_since_when_and_why_and_not_by_whom(anybody):
    officer = UserFactory(email="pejabat@contoh.go.id", name="Pejabat Pencabut")
    revocation = RevocationFactory(by=officer)

    words = text_of(anybody.get(revocation.certificate.get_absolute_url()))

    assert "Sertifikat ini sudah dicabut" in words
    assert "Dicabut pada 3 Agustus 2026" in words
    assert revocation.reason in words
    assert "Sertifikat ini berlaku" not in words
    assert "Pejabat Pencabut" not in words


def test_a_revocation_of_today_in_the_east_counts_at_once_while_it_is_still_yesterday_in_the_west(anybody):
    late = datetime(2026, 8, 10, 15, 30, tzinfo=UTC)  # 11 August 00.30 WIT, 10 August 22.30 WIB
    revocation = RevocationFactory(at=late, on=date(2026, 8, 11))

    with time_machine.travel(late, tick=False):
        words = text_of(anybody.get(revocation.certificate.get_absolute_url()))

    assert "Dicabut pada 11 Agustus 2026" in words


def test_a_certificate_without_document_is_being_made(anybody):
    words = text_of(anybody.get(CertificateFactory().get_absolute_url()))

    assert "Sertifikat ini sedang dibuat" in words
    assert "Sertifikat ini berlaku" not in words


def test_a_name_is_shown_as_text_and_not_as_markup(anybody):
    name = "Nur'aini <b>Zéta</b> & {{ facts }}"
    certificate = CertificateFactory(issued=True, facts=FACTS.to_data() | {"holder_name": name})

    page = anybody.get(certificate.get_absolute_url()).content.decode()

    assert "<dd>Nur&#x27;aini &lt;b&gt;Zéta&lt;/b&gt; &amp; {{ facts }}</dd>" in page


@pytest.mark.parametrize("spelling", [str, grouped, str.lower, lambda c: f" {grouped(c).lower()} ", " ".join])
def test_the_form_takes_a_code_in_any_spelling(anybody, spelling):
    certificate = CertificateFactory(issued=True)

    response = anybody.get(reverse("verify_form"), {"kode": spelling(certificate.code)})

    assert (response.status_code, response["Location"]) == (302, certificate.get_absolute_url())


def test_an_address_with_a_grouped_lower_case_code_is_understood(anybody):
    certificate = CertificateFactory(issued=True)

    assert anybody.get(reverse("verify", args=[grouped(certificate.code).lower()])).status_code == 200


@pytest.mark.parametrize("query", [{}, {"kode": ""}, {"kode": "   "}])
def test_without_a_code_the_form_is_shown(anybody, query):
    response = anybody.get(reverse("verify_form"), query)

    assert response.status_code == 200
    assert 'name="kode"' in response.content.decode()


def test_somebody_signed_in_sees_the_same_page(anybody, login):
    certificate = CertificateFactory(issued=True)

    pages = [client.get(certificate.get_absolute_url()).content for client in (anybody, login(UserFactory()))]

    assert pages[0] == pages[1]


# --- absent -------------------------------------------------------------------


def test_an_absent_and_a_malformed_code_look_alike(anybody):
    CertificateFactory(issued=True)
    absent, malformed = new_code(), "BUKAN-KODE"

    answers = [anybody.get(reverse("verify", args=[typed])) for typed in (absent, malformed)]
    answers.append(anybody.get(reverse("verify_form"), {"kode": malformed}))

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    first, second, third = (
        without_what_was_typed(*pair) for pair in zip(answers, (absent, malformed, malformed), strict=True)
    )
    assert first == second == third
    of_each = {"x-request-id", "content-length"}
    headers = [{n: v for n, v in answer.headers.items() if n.lower() not in of_each} for answer in answers]
    assert headers[0] == headers[1] == headers[2]
    assert "Kami tidak mempunyai sertifikat dengan kode ini" in text_of(answers[0])


def test_the_number_of_a_certificate_tells_nothing(anybody):
    certificate = CertificateFactory(issued=True)

    response = anybody.get(reverse("verify_form"), {"kode": certificate.number})

    assert response.status_code == 404
    assert FACTS.holder_name not in response.content.decode()


@pytest.mark.parametrize("typed", NAUGHTY)
def test_bad_input_is_a_page_and_never_an_error(anybody, typed):
    by_path = anybody.get(f"/verifikasi/{typed}/")
    by_form = anybody.get(f"/verifikasi/?kode={typed.replace('&', '%26')}")

    assert by_path.status_code == 404
    assert by_form.status_code in {302, 404}
    assert "<script>alert" not in by_path.content.decode() + by_form.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_sent_here(anybody, method):
    certificate = CertificateFactory(issued=True)

    assert getattr(anybody, method)(certificate.get_absolute_url()).status_code == 405
    assert getattr(anybody, method)(reverse("verify_form")).status_code == 405
    assert Revocation.objects.count() == 0


# --- headers ------------------------------------------------------------------


def test_no_page_with_a_code_is_indexed_kept_or_passed_on(anybody):
    certificate = CertificateFactory(issued=True)
    addresses = (
        certificate.get_absolute_url(),
        reverse("verify", args=[new_code()]),
        f"{reverse('verify_form')}?kode={certificate.code}",
        f"{reverse('verify_form')}?kode=salah",
    )

    for address in addresses:
        response = anybody.get(address)
        assert (response["X-Robots-Tag"], response["Cache-Control"], response["Referrer-Policy"]) == (
            "noindex",
            "no-store",
            "no-referrer",
        ), address
        assert response.cookies == {}, address


def test_the_empty_form_keeps_its_origin_so_that_the_buttons_of_its_shell_work(anybody):
    response = anybody.get(reverse("verify_form"))

    assert (response["X-Robots-Tag"], response["Cache-Control"]) == ("noindex", "no-store")
    assert response["Referrer-Policy"] == "same-origin"


# --- limit --------------------------------------------------------------------


def fail(client, times, **headers):
    return [client.get("/verifikasi/salah/", **headers).status_code for _ in range(times)]


def test_after_thirty_failures_in_a_minute_an_address_must_wait(anybody):
    certificate = CertificateFactory(issued=True)

    assert fail(anybody, FAILURES_PER_MINUTE) == [404] * 30
    response = anybody.get(certificate.get_absolute_url())
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (429, "60", "no-store")
    assert "Tunggu satu menit" in text_of(response)
    assert anybody.get(reverse("verify_form"), {"kode": "salah"}).status_code == 429
    assert anybody.get(certificate.get_absolute_url(), REMOTE_ADDR="198.51.100.7").status_code == 200
    with time_machine.travel(datetime(2026, 8, 10, 3, 1, tzinfo=UTC), tick=False):
        assert anybody.get(certificate.get_absolute_url()).status_code == 200


def test_failures_of_the_form_count_too(anybody):
    for _ in range(FAILURES_PER_MINUTE):
        anybody.get(reverse("verify_form"), {"kode": "salah"})

    assert fail(anybody, 1) == [429]


def test_successes_are_not_counted(anybody):
    certificate = CertificateFactory(issued=True)

    seen = {anybody.get(certificate.get_absolute_url()).status_code for _ in range(FAILURES_PER_MINUTE + 5)}

    assert seen == {200}


def test_a_made_up_forwarding_header_does_not_escape_the_limit(anybody):
    fail(anybody, FAILURES_PER_MINUTE)

    assert fail(anybody, 1, HTTP_X_FORWARDED_FOR="203.0.113.9") == [429]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "expected"),
    [
        (0, "203.0.113.9", "192.0.2.1", "192.0.2.1"),
        (1, "203.0.113.9", "192.0.2.1", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "192.0.2.1", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.2", "192.0.2.1", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1", "192.0.2.1"),
        (1, "", "192.0.2.1", "192.0.2.1"),
        (1, "<script>", "192.0.2.1", "unknown"),
        (0, "", "2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        (0, "", "2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        (0, "", "", "unknown"),
    ],
)
def test_the_address_comes_from_our_own_proxies_alone(rf, settings, proxies, forwarded, remote, expected):
    settings.TRUSTED_PROXY_COUNT = proxies
    request = rf.get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)

    assert client_address(request) == expected


REDIS_THAT_IS_DOWN = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
}


def test_the_page_stays_open_when_the_cache_is_down(anybody):
    certificate = CertificateFactory(issued=True)

    with override_settings(CACHES=REDIS_THAT_IS_DOWN):
        assert anybody.get(certificate.get_absolute_url()).status_code == 200
        assert fail(anybody, 2) == [404, 404]
