from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from content.models import CoursePage, ProgrammePage
from content.operations import (
    BIMTEK_LKS,
    KELUARGA_TANGGUH,
    KUBE,
    PEMBINAAN_MENTAL,
    STARTER,
    ensure_catalog,
    ensure_collection,
    ensure_programme,
    import_course,
    keep_regulations,
)
from lms.authoring.operations.trees import align_authors, ensure_tree
from lms.cohorts.models import Cohort
from lms.journal.operations import claim_next, deliver_claimed
from lms.organisations.models import Office
from lms.organisations.operations import load_holidays, load_kinds, load_regions
from lms.privacy.operations import load_consent_texts
from lms.registration.operations import load_requirements
from lms.seed.activities import seed_briefing, seed_papers, seed_self_paced
from lms.seed.data import BRIEFING_TITLE, PROGRAMME_SUMMARY, PROVINCE, SELF_PACED_TITLE
from lms.seed.people import (
    Staff,
    seed_institutions,
    seed_members,
    seed_offices,
    seed_staff,
    seed_trainee_accounts,
    sign_ins,
)
from lms.seed.register import enrich_institutions
from lms.seed.register_applications import seed_applications
from lms.seed.register_duplicates import seed_duplicates
from lms.seed.register_people import enrich_people
from lms.seed.story import Scene, seed_inviting, seed_past, seed_running


def seed_empty() -> dict[str, int]:
    """Reference data only: what a new installation starts from, and an old one adds to. Answers what was changed.

    What an installation changed itself, such as its checklist of applications, stays as it is.
    """
    regions = load_regions()
    return {
        "regions": sum(report.changed for report in regions.values()),
        "kinds": load_kinds().changed,
        "holidays": load_holidays().changed,
        "requirements": load_requirements().changed,
        "consent texts": load_consent_texts(at=timezone.now()),
    }


def seed_programme(staff: Staff) -> ProgrammePage:
    """The programme of the province's dinsos, who writes and reviews in it, and the regulations it rests on."""
    office = Office.objects.get(region=PROVINCE)
    catalog = ensure_catalog("Pelatihan")
    programme = ensure_programme(
        office.name, slug=f"program-{PROVINCE}", region_code=PROVINCE, summary=PROGRAMME_SUMMARY
    )
    for course in CoursePage.objects.child_of(catalog):  # a demonstration of former days had no programmes
        course.move(programme, pos="last-child")
    keep_regulations(STARTER / "peraturan.md")
    ensure_tree(office)
    align_authors(on=timezone.localdate())  # authors and reviewers follow the roles of the staff
    return programme


def seed_course(staff: Staff) -> CoursePage:
    """The Bimtek LKS of 24 JP alone, in its programme."""
    programme = seed_programme(staff)
    return import_course(BIMTEK_LKS, parent=programme, collection=ensure_collection(programme.title))


def seed_courses(staff: Staff) -> CoursePage:
    """All four courses; answers the Bimtek LKS, which the demonstration holds. Mental coaching opens KUBE."""
    course = seed_course(staff)
    programme = course.get_parent()
    for source in (KELUARGA_TANGGUH, PEMBINAAN_MENTAL, KUBE):
        import_course(source, parent=programme, collection=ensure_collection(programme.title))
    return course


def seed_province(*, now: datetime) -> Path:
    """The demonstration province; idempotent. Answers the file with the sign-ins."""
    seed_empty()
    seed_offices()
    staff = seed_staff(now)
    institutions = seed_institutions(now)
    members = seed_members(institutions, now)
    seed_trainee_accounts(members, now)
    enrich_institutions(now)
    enrich_people(now)
    seed_applications(now)
    seed_duplicates(institutions, now)
    course = seed_courses(staff)
    office = Office.objects.get(region=PROVINCE)
    scene = Scene(course, office, staff, members)
    today = datetime.combine(now.astimezone(ZoneInfo(office.region.zone)), time(8), ZoneInfo(office.region.zone))
    steps = {
        "Bimtek LKS Angkatan I": lambda: seed_past(scene, today),
        "Bimtek LKS Angkatan II": lambda: seed_running(scene, today, now),
        "Bimtek LKS Angkatan III": lambda: seed_papers(scene, seed_inviting(scene, today), today),
        BRIEFING_TITLE: lambda: seed_briefing(scene, BRIEFING_TITLE, today),
        SELF_PACED_TITLE: lambda: seed_self_paced(
            scene,
            SELF_PACED_TITLE,
            CoursePage.objects.child_of(course.get_parent()).get(slug="keluarga-tangguh"),
            today,
        ),
    }
    for title, step in steps.items():
        if not Cohort.objects.filter(office=office, title=title).exists():
            step()
    while claim := claim_next(at=timezone.now()):  # what fails is due later, and left to the worker
        deliver_claimed(claim)
    path = settings.VAR_DIR / "demo-sign-ins.txt"
    path.write_text(sign_ins(), encoding="utf-8")
    return path
