import re
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from certificates import invariants
from certificates.models import Certificate, NumberSeries, RegisterHead, RegisterLine, Revocation
from certificates.operations import issue_certificate, keep_document
from certificates.register import hash_of, verify_register
from tests.factories.certificates import AT, FACTS, PDF, CertificateFactory, RevocationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def register():
    """Four lines: two issued, one of them revoked, one issued after."""
    issued(b"1")
    RevocationFactory(certificate=issued(b"2"))
    issued(b"3")
    return RegisterLine.objects.all()


def issued(tail):
    return issue_certificate(CertificateFactory(), keep_document(PDF + tail), at=AT)


def named(findings):
    """The lines that findings name."""
    return sorted({int(number) for text in findings for number in re.findall(r"(?:Baris|Line) (\d+)", text)})


def test_a_whole_register_has_no_findings(register, capsys):
    assert list(verify_register()) == list(invariants.check()) == []
    assert [line.position for line in register] == [1, 2, 3, 4]
    assert [line.previous_hash for line in register] == ["", *(line.hash for line in register[:3])]

    call_command("verify_register")

    assert "4 lines" in capsys.readouterr().out


def test_an_empty_register_is_right():
    assert list(verify_register()) == []


def test_the_register_holds_no_name_and_no_reason(register):
    content = "".join(str(line.content) for line in register)

    assert [word for word in (FACTS.holder_name, FACTS.institution_name, "salah tulis") if word in content] == []


def change_content(line):
    line.content = line.content | {"number": "999"}
    line.save()


def change_hash(line):
    line.hash = "0" * 64
    line.save()


def change_hash_and_all_content_together(line):
    """A forger who recomputes the hash of the line is betrayed by the next line."""
    line.content = line.content | {"on": "2020-01-01"}
    line.hash = hash_of(position=line.position, kind=line.kind, content=line.content, previous_hash=line.previous_hash)
    line.save()


@pytest.mark.parametrize(
    ("position", "tamper", "lines"),
    [
        (2, change_content, [2]),
        (2, change_hash, [2, 3]),
        (2, change_hash_and_all_content_together, [2, 3]),
        (2, lambda line: line.delete(), [3]),
        (1, lambda line: line.delete(), [2]),
    ],
)
def test_a_tampered_line_is_named(register, position, tamper, lines):
    tamper(register.get(position=position))

    assert named(verify_register()) == lines


def test_a_cut_tail_is_noticed_by_the_head(register):
    register.get(position=4).delete()

    assert len(list(verify_register())) == 1
    with pytest.raises(CommandError, match="findings"):
        call_command("verify_register")


def test_a_lost_head_is_noticed(register):
    RegisterHead.objects.all().delete()

    assert len(list(verify_register())) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"facts": FACTS.to_data() | {"holder_name": "Orang Lain"}},
        {"issued_on": "2025-01-01"},
        {"number": "000/PALSU"},
        {"code": "0" * 24},
        {"document_sha256": "0" * 64},
    ],
)
def test_a_rewritten_certificate_is_named(register, changed):
    Certificate.objects.filter(pk=register[1].certificate_id).update(**changed)

    assert named(verify_register())[0] == 2


def test_a_rewritten_and_a_withdrawn_revocation_are_named(register):
    Revocation.objects.update(reason="Alasan lain.")
    assert named(verify_register()) == [3]

    Revocation.objects.all().delete()
    assert named(verify_register()) == [3]


@pytest.mark.parametrize("harm", [lambda path: path.write_bytes(PDF + b"palsu"), lambda path: path.unlink()])
def test_a_document_changed_or_lost_is_named(register, harm):
    certificate = register[0].certificate
    harm(Path(default_storage.path(certificate.document.name)))

    (finding,) = verify_register()

    assert certificate.number in finding


# --- invariants ---------------------------------------------------------------


def test_a_missing_number_is_a_finding():
    series = CertificateFactory().series
    NumberSeries.objects.filter(pk=series.pk).update(last_serial=2)

    (finding,) = invariants.check()

    assert series.unit in finding


def test_a_gap_is_a_finding():
    series = CertificateFactory(serial=2, series__last_serial=2).series

    (finding,) = invariants.check()

    assert series.unit in finding


def test_an_issue_without_its_line_is_a_finding():
    certificate = CertificateFactory(issued=True)
    RegisterLine.objects.all().delete()
    RegisterHead.objects.all().delete()

    (finding,) = invariants.check()

    assert certificate.number in finding


def test_a_revocation_without_its_line_is_a_finding():
    revocation = RevocationFactory()
    RegisterLine.objects.get(kind="revoked").delete()

    findings = list(invariants.check())

    assert revocation.certificate.number in findings[0]
