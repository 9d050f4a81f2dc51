import copy

import pytest

from lms.retention import every_field_is_listed, faults, policy


def test_every_field_that_may_hold_words_about_somebody_is_listed():
    assert every_field_is_listed() == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda p: p["organisations"].pop("Person"), "organisations.Person is not listed."),
        (lambda p: p["organisations"]["Person"]["personal"].pop("nip"), "organisations.Person.nip is not listed."),
        (
            lambda p: p["organisations"]["Person"]["personal"].update(shoe="S2"),
            "organisations.Person.shoe is listed but does not exist.",
        ),
        (
            lambda p: p["organisations"]["Person"]["personal"].update(nip="S9"),
            "organisations.Person.nip has no class.",
        ),
        (lambda p: p["organisations"]["Person"].pop("term"), "organisations.Person states no term."),
    ],
)
def test_a_gap_in_the_policy_is_named(change, fault):
    broken = copy.deepcopy(policy())
    change(broken)

    assert list(faults(broken)) == [fault]
