from django.core.management.base import BaseCommand

from lms.organisations.operations.holidays import load_holidays
from lms.organisations.operations.regions import load_kinds, load_regions


class Command(BaseCommand):
    help = "Load regions of today and of former years, kinds of PSKS and PPKS, holidays; a second run changes nothing."

    def handle(self, *args, **options):
        for name, report in {**load_regions(), "kinds": load_kinds(), "holidays": load_holidays()}.items():
            self.stdout.write(f"{name}: {report.total} ({report.changed} changed)")
