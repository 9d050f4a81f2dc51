"""The tree of regions over time, and the kinds: loading, what stays, and where a former code is found today."""

from datetime import date

import pytest
from django.core.management import call_command

from lms.organisations.models import PPKSKind, PSKSKind, Region, RegionSuccession
from lms.organisations.operations.loading import data_rows
from lms.organisations.operations.regions import all_successions, load_kinds, load_regions, nik_regions
from lms.organisations.rules.regions import Succession, above_codes, current_codes, origin_codes
from tests.factories.organisations import ProvinceFactory

LOADED = {"province": 38, "regency": 514, "district": 7285, "former": 31, "successions": 31}


def totals(reports):
    return {name: report.total for name, report in reports.items()}


def changes(reports):
    return [report.changed for report in reports.values()]


def as_tree(day):
    return set(Region.objects.on(day).values_list("code", flat=True))


# --- loading -----------------------------------------------------------------


def test_the_tree_loads_once_and_the_second_time_nothing_changes(db):
    first, second = load_regions(), load_regions()

    assert totals(first) == LOADED
    assert changes(first) == [38, 514, 7285, 31, 31]
    assert totals(second) == LOADED
    assert changes(second) == [0, 0, 0, 0, 0]


def test_the_command_says_what_it_did_and_the_second_time_that_it_did_nothing(db, capsys):
    call_command("load_regions")
    first = capsys.readouterr().out
    call_command("load_regions")
    second = capsys.readouterr().out

    assert first.splitlines() == [
        "province: 38 (38 changed)",
        "regency: 514 (514 changed)",
        "district: 7285 (7285 changed)",
        "former: 31 (31 changed)",
        "successions: 31 (31 changed)",
        "kinds: 38 (38 changed)",
        "holidays: 87 (87 changed)",
    ]
    assert second.count("(0 changed)") == 7


def test_what_was_altered_by_hand_is_mended_by_the_next_load(db):
    load_regions()
    Region.objects.filter(code="91.01").update(valid_to=None)
    Region.objects.filter(code="93.01").update(valid_from=None)
    RegionSuccession.objects.filter(old="91.01").update(on=date(2020, 1, 1))

    assert changes(load_regions()) == [0, 1, 0, 1, 1]
    assert Region.objects.get(code="91.01").valid_to == date(2022, 7, 24)


# --- the tree on a day -------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "provinces", "regencies"),
    [
        (date(2026, 3, 2), 38, 514),
        (date(2022, 12, 8), 38, 514),
        (date(2022, 12, 7), 37, 514),
        (date(2022, 7, 25), 37, 514),
        (date(2022, 7, 24), 34, 514),
        (date(2012, 11, 16), 34, 514),
        (date(2012, 11, 15), 33, 514),
    ],
)
def test_a_day_has_its_own_provinces_and_each_kabupaten_once(db, day, provinces, regencies):
    load_regions()

    assert Region.objects.on(day).filter(level="province").count() == provinces
    assert Region.objects.on(day).filter(level="regency").count() == regencies


def test_a_split_leaves_last_years_tree_as_it_was(db):
    load_regions()

    assert {"91.01", "92.01"} <= as_tree(date(2022, 7, 24))
    assert {"93", "93.01", "93.01.01"} & as_tree(date(2022, 7, 24)) == set()
    assert {"93", "93.01", "93.01.01", "92.01"} <= as_tree(date(2022, 7, 25))
    assert {"91.01", "96", "96.01"} & as_tree(date(2022, 7, 25)) == set()


def test_every_region_of_today_lies_in_one_of_today(db):
    load_regions()
    today = Region.objects.on(date(2026, 3, 2))

    assert today.filter(parent__isnull=False).exclude(parent__in=today).count() == 0


def test_every_former_code_has_successors_that_are_in_force_from_the_next_day(db):
    load_regions()

    for row in RegionSuccession.objects.select_related("old", "new"):
        assert row.new.valid_from == row.on
        assert (row.on - row.old.valid_to).days == 1
        assert row.new.name == row.old.name  # these two splits moved kabupaten as they were
    assert RegionSuccession.objects.values("old").distinct().count() == 31


def test_the_data_say_what_could_not_be_confirmed():
    statuses = {row["code"]: row["status"] for row in data_rows("regions_former.csv")}

    assert {code for code, status in statuses.items() if status != "confirmed"} == {"64.10"}


def test_former_and_present_codes_of_papua_fill_its_numbers_without_gap_or_overlap():
    former = [row["code"] for row in data_rows("regions_former.csv")]
    present = [row["code"] for row in data_rows("regions_regencies.csv")]

    for province, last in (("91", 28), ("92", 12)):
        held = sorted(code for code in former + present if code.startswith(f"{province}."))
        assert held == [f"{province}.{number:02}" for number in range(1, last + 1)] + [f"{province}.71"]


# --- codes over time ---------------------------------------------------------

SPLITS = (
    Succession("91.01", "93.01", date(2022, 7, 25)),
    Succession("A", "B", date(2000, 1, 1)),
    Succession("A", "C", date(2000, 1, 1)),
    Succession("C", "D", date(2010, 1, 1)),
    Succession("X", "Y", date(2000, 1, 1)),
    Succession("Y", "X", date(2001, 1, 1)),
)


@pytest.mark.parametrize(
    ("code", "on", "found"),
    [
        ("91.01", date(2022, 7, 24), ("91.01",)),
        ("91.01", date(2022, 7, 25), ("93.01",)),
        ("91.01.05", date(2026, 3, 2), ("93.01",)),
        ("91.01.05", date(2020, 1, 1), ("91.01.05",)),
        ("91.02", date(2026, 3, 2), ("91.02",)),
        ("91", date(2026, 3, 2), ("91",)),
        ("A", date(2005, 1, 1), ("B", "C")),
        ("A", date(2011, 1, 1), ("B", "D")),
        ("93.01", date(2026, 3, 2), ("93.01",)),
        ("", date(2026, 3, 2), ("",)),
    ],
)
def test_a_former_code_is_found_under_its_successors(code, on, found):
    assert current_codes(code, SPLITS, on) == found


def test_codes_that_follow_each_other_in_a_circle_end():
    assert current_codes("X", SPLITS, date(2026, 1, 1)) == ()


@pytest.mark.parametrize(
    ("code", "on", "found"),
    [
        ("93.01", date(2026, 3, 2), ("91.01",)),
        ("93.01", date(2022, 7, 24), ()),
        ("D", date(2026, 3, 2), ("A", "C")),
        ("62.03", date(2026, 3, 2), ()),
        ("X", date(2026, 3, 2), ("X", "Y")),
    ],
)
def test_todays_code_knows_the_former_ones(code, on, found):
    assert origin_codes(code, SPLITS, on) == found


def test_a_code_lies_in_those_above_it():
    assert above_codes("62.03.01") == ("62.03", "62")
    assert above_codes("62") == ()


def test_the_loaded_successions_lead_from_papua_to_its_new_provinces(db):
    load_regions()

    assert current_codes("92.71", all_successions(), date(2026, 3, 2)) == ("96.71",)
    assert current_codes("64.73", all_successions(), date(2026, 3, 2)) == ("65.71",)


def test_a_nik_may_begin_with_a_code_of_today_or_of_former_years(db, django_assert_num_queries):
    load_regions()

    with django_assert_num_queries(1):
        regions = nik_regions()
    assert [digits in regions for digits in ("620301", "910103", "647301", "930101")] == [True] * 4
    assert [digits in regions for digits in ("620399", "990101", "913001", "000000")] == [False] * 4


# --- kinds -------------------------------------------------------------------


def test_the_kinds_load_once_with_old_words_and_groups(db):
    first, second = load_kinds(), load_kinds()

    assert (first.total, first.changed, second.changed) == (38, 38, 0)
    assert (PSKSKind.objects.count(), PPKSKind.objects.count()) == (12, 26)
    assert {"orsos", "panti sosial"} <= set(PSKSKind.objects.get(code="PSKS-04").synonyms)
    assert "wkbsm" in PSKSKind.objects.get(code="PSKS-08").synonyms
    assert {"cacat", "penyandang cacat"} <= set(PPKSKind.objects.get(code="PPKS-09").synonyms)
    assert "lansia terlantar" in PPKSKind.objects.get(code="PPKS-08").synonyms
    groups = PPKSKind.objects.values_list("group", flat=True)
    assert {group: list(groups).count(group) for group in set(groups)} == {
        "poverty": 2,
        "neglect": 4,
        "disability": 2,
        "remoteness": 1,
        "deviance": 9,
        "disaster": 2,
        "violence": 6,
    }


def test_a_kind_that_a_province_added_is_left_alone(db):
    province = ProvinceFactory(code="35", name="Jawa Timur")
    PSKSKind.objects.create(
        code="PSKS-L1",
        slug="pendamping-pkh",
        name_id="Pendamping PKH",
        name_en="PKH companion",
        category="individual",
        is_local=True,
        region=province,
        synonyms=["pkh"],
    )

    load_kinds()

    kept = PSKSKind.objects.get(code="PSKS-L1")
    assert (kept.is_local, kept.region_id, kept.synonyms) == (True, "35", ["pkh"])
    assert load_kinds().changed == 0


def test_synonyms_are_in_lower_case_and_each_belongs_to_a_kind():
    kinds = {row["code"] for name in ("psks_kinds.csv", "ppks_kinds.csv") for row in data_rows(name)}
    rows = data_rows("kind_synonyms.csv")

    assert {row["code"] for row in rows} == kinds
    assert [row for row in rows if row["synonym"] != row["synonym"].lower().strip()] == []
    assert len({(row["code"], row["synonym"]) for row in rows}) == len(rows)
