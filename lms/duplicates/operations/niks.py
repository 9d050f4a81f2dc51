"""The NIK of two rows that are merged: which stays, and how both come back. It is opened here and never shown."""

from datetime import datetime
from typing import Any

from lms.duplicates.models import Merge
from lms.organisations.encryption import lookup_hash, open_sealed, seal
from lms.organisations.models import Person
from lms.organisations.operations.people import NIK_FIELD, NIK_TAKEN, nik_holder, open_nik
from lms.refusal import refuse

COLUMNS = ("nik_sealed", "nik_lookup", "nik_confirmed_by_id", "nik_confirmed_at")
CONFIRMATION = ("nik_confirmed_by_id", "nik_confirmed_at")


def merge_niks(merge: Merge, kept: Person, gone: Person, *, takes_gone: bool) -> None:
    """Keep both in ``merge``, sealed under its own id; leave one with ``kept`` and none with ``gone``. Not saved."""
    ours, theirs = open_nik(kept), open_nik(gone)
    merge.kept_nik_sealed, merge.gone_nik_sealed = _sealed(merge, "kept", ours), _sealed(merge, "gone", theirs)
    merge.confirmations = {"kept": _confirmation(kept), "gone": _confirmation(gone)}
    merge.is_nik_of_gone = bool(theirs) and (takes_gone or not ours)
    if merge.is_nik_of_gone:
        _put(kept, theirs, merge.confirmations["gone"])
    _put(gone, "", {})


def part_niks(merge: Merge, kept: Person, gone: Person) -> None:
    """Each gets her own back; a NIK somebody entered for ``kept`` since stays with her. Not saved.

    Raises Refusal when another person holds one of them by now.
    """
    ours, theirs = _opened(merge, "kept"), _opened(merge, "gone")
    is_as_left = open_nik(kept) == (theirs if merge.is_nik_of_gone else ours)
    if is_as_left and merge.is_nik_of_gone:
        _refuse_taken(ours, kept, gone)
        _put(kept, ours, merge.confirmations["kept"])
    elif theirs and open_nik(kept) == theirs:
        raise refuse("nik_taken", NIK_TAKEN)
    _refuse_taken(theirs, kept, gone)
    _put(gone, theirs, merge.confirmations.get("gone", {}))


def _refuse_taken(nik: str, *people: Person) -> None:
    holder = nik_holder(nik) if nik else None
    if holder is not None and holder not in people:
        raise refuse("nik_taken", NIK_TAKEN)


def _put(person: Person, nik: str, confirmation: dict[str, Any]) -> None:
    person.nik_sealed = seal(nik, row=person.uuid, field=NIK_FIELD) if nik else ""
    person.nik_lookup = lookup_hash(nik) if nik else None
    person.nik_confirmed_by_id = confirmation.get("by") if nik else None
    at = confirmation.get("at") if nik else None
    person.nik_confirmed_at = datetime.fromisoformat(at) if at else None


def _confirmation(person: Person) -> dict[str, Any]:
    at = person.nik_confirmed_at
    return {"by": person.nik_confirmed_by_id, "at": at.isoformat() if at else None}


def _sealed(merge: Merge, side: str, nik: str) -> str:
    return seal(nik, row=merge.uuid, field=f"{side}_nik_sealed") if nik else ""


def _opened(merge: Merge, side: str) -> str:
    sealed = getattr(merge, f"{side}_nik_sealed")
    return open_sealed(sealed, row=merge.uuid, field=f"{side}_nik_sealed") if sealed else ""
