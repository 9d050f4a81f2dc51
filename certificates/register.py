"""The register: a line for each issue and revocation, each carrying the hash of the line before. No names."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from certificates.enums import LineKind
from certificates.models import Certificate, RegisterHead, RegisterLine
from certificates.storing import file_digest


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(data: Any) -> str:
    """One way to write a value, so that equal values have equal hashes."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def hash_of(*, position: int, kind: str, content: dict[str, Any], previous_hash: str) -> str:
    return digest(canonical([position, kind, content, previous_hash]))


def content_of(certificate: Certificate, kind: str, *, on: date, reason: str = "") -> dict[str, Any]:
    """What a line says: enough to prove the document, nothing about the person."""
    content = {"number": certificate.number, "code": digest(certificate.code), "on": on.isoformat()}
    if kind == LineKind.REVOKED:
        return content | {"reason": digest(reason)}
    return content | {"facts": digest(canonical(certificate.facts)), "document": certificate.document_sha256}


def append_line(certificate: Certificate, kind: LineKind, *, on: date, reason: str = "") -> RegisterLine:
    """Add the next line, inside the caller's transaction and under the lock of the head, the last lock taken."""
    RegisterHead.objects.get_or_create(pk=1)
    head = RegisterHead.objects.select_for_update().get(pk=1)
    values: dict[str, Any] = {
        "position": head.line_count + 1,
        "kind": kind.value,
        "content": content_of(certificate, kind, on=on, reason=reason),
        "previous_hash": head.last_hash,
    }
    line = RegisterLine.objects.create(certificate=certificate, hash=hash_of(**values), **values)
    head.line_count, head.last_hash = line.position, line.hash
    head.save(update_fields=["line_count", "last_hash"])
    return line


def verify_register() -> Iterator[str]:
    """Recompute the whole chain and read every stored file; a sentence for each line that is wrong."""
    position, last_hash = 0, ""
    for line in RegisterLine.objects.select_related("certificate__revocation").iterator(chunk_size=500):
        position += 1
        yield from _against_chain(line, position, last_hash)
        yield from _against_row(line)
        if line.kind == LineKind.ISSUED:
            yield from against_file(line.certificate)
        position, last_hash = line.position, line.hash
    head = RegisterHead.objects.filter(pk=1).first() or RegisterHead()
    if (head.line_count, head.last_hash) != (position, last_hash):
        yield _("The register ends at line %(position)s, but its head says %(count)s.") % {
            "position": position,
            "count": head.line_count,
        }


def _against_chain(line: RegisterLine, position: int, last_hash: str) -> Iterator[str]:
    values = {"position": line.position}
    if line.position != position:
        yield _("Line %(position)s of the register does not follow the one before: a line is missing.") % values
    if line.previous_hash != last_hash:
        yield _("Line %(position)s of the register does not carry the hash of the line before.") % values
    expected = hash_of(position=line.position, kind=line.kind, content=line.content, previous_hash=line.previous_hash)
    if line.hash != expected:
        yield _("Line %(position)s of the register was changed: its hash is wrong.") % values


def _against_row(line: RegisterLine) -> Iterator[str]:
    """The certificate and the revocation must still say what the line recorded."""
    certificate = line.certificate
    revocation = getattr(certificate, "revocation", None)
    if line.kind == LineKind.ISSUED:
        expected = content_of(certificate, line.kind, on=certificate.issued_on)
    elif revocation is not None:
        expected = content_of(certificate, line.kind, on=revocation.revoked_on, reason=revocation.reason)
    else:
        expected = {}
    if line.content != expected:
        yield _("Line %(position)s of the register differs from certificate %(number)s.") % {
            "position": line.position,
            "number": certificate.number,
        }


def against_file(certificate: Certificate) -> Iterator[str]:
    values = {"number": certificate.number}
    try:
        found = file_digest(str(certificate.document))
    except FileNotFoundError:
        yield _("The document of certificate %(number)s is missing.") % values
        return
    if found != certificate.document_sha256:
        yield _("The document of certificate %(number)s was changed: its hash is wrong.") % values
