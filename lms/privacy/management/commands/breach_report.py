import csv
import os
from datetime import datetime, time, timedelta
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from lms.accounts.models import User
from lms.accounts.phones import e164
from lms.organisations.models import Person
from lms.privacy.letters import breach_letter, moment
from lms.privacy.operations import report_breach

TERM = timedelta(hours=72)
COLUMNS = ("person", "code", "ways", "fields", "contacts", "first_at", "last_at")


def account_of(text: str) -> User:
    """By number of the account, e-mail address or phone number."""
    try:
        reach = text.lower() if "@" in text else e164(text)
    except ValueError:
        reach = ""
    found = User.objects.reached_by(reach).first() if reach else None
    if found is None and text.isascii() and text.isdigit() and len(text) <= 18:
        found = User.objects.filter(pk=int(text)).first()
    if found is None:
        raise CommandError("There is no such account. Give its number, its e-mail address or its phone number.")
    return found


def moment_of(text: str, *, is_end: bool = False) -> datetime:
    """A moment, or a whole day: as an end it is meant with that day."""
    try:
        if day := parse_date(text):
            return timezone.make_aware(datetime.combine(day + timedelta(days=is_end), time()))
        found = parse_datetime(text)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise CommandError(f"{text!r} is no moment. Write 2026-11-22 or 2026-11-22T08:00.")
    return found if timezone.is_aware(found) else timezone.make_aware(found)


class Command(BaseCommand):
    help = (
        "After an account fell into wrong hands: whose data it reached, told by the journal, and the letter that must "
        "reach these people and the authority within 3 x 24 hours (UU 27/2022 art. 46). Ids only, never a name or NIK."
    )

    def add_arguments(self, parser):
        parser.add_argument("--account", required=True, help="its number, e-mail address or phone number")
        parser.add_argument("--since", required=True, help="a day or a moment, in the zone of the installation")
        parser.add_argument("--until", required=True, help="the same; a day is meant with that day")
        parser.add_argument("--csv", type=Path, help="write one line for each person to this new file")

    def handle(self, *, account, since, until, **options):
        since, until = moment_of(since), moment_of(until, is_end=True)
        if until <= since:
            raise CommandError("--until must be later than --since.")
        now = timezone.now()
        report = report_breach(account_of(account), since=since, until=until, at=now)
        self.show(report, now)
        if options["csv"]:
            self.write(report, options["csv"])
        self.stdout.write(f"\n{breach_letter(report)}")

    def show(self, report, now):
        say = self.stdout.write
        say(f"account {report.account}, {moment(report.since)} to {moment(report.until)}")
        say(f"events of this account: {report.events}")
        say(f"people reached: {len(report.people)}")
        for way, count in report.by_way():
            say(f"  {way.value:<10} {count}")
        if report.people:
            say(f"first {moment(min(each.first_at for each in report.people))}")
            say(f"last  {moment(max(each.last_at for each in report.people))}")
        say("kinds of data, and of how many people:")
        for name, count in report.by_field():
            say(f"  {name:<40} {count}")
        say(f"person ids: {', '.join(str(each.person) for each in report.people) or 'none'}")
        say(f"names and masked numbers in reach on screens, which are not journalled: {report.in_reach} people")
        say(f"notices are due until {moment(now + TERM)}, if you learned of it now")

    def write(self, report, path):
        codes = dict(Person.objects.filter(pk__in=[each.person for each in report.people]).values_list("pk", "code"))
        try:
            with open(path, "x", encoding="utf-8", newline="", opener=for_its_owner) as file:
                lines = csv.writer(file)
                lines.writerow(COLUMNS)
                lines.writerows(line_of(each, codes.get(each.person, "")) for each in report.people)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}") from error
        self.stdout.write(f"{len(report.people)} lines in {path}")


def for_its_owner(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def line_of(each, code):
    ways, fields = sorted(way.value for way in each.ways), sorted(each.fields)
    moments = (each.first_at.isoformat(), each.last_at.isoformat())
    return [each.person, code, " ".join(ways), " ".join(fields), each.ways.total(), *moments]
