from django.core.management.base import BaseCommand

from lms.organisations.operations import load_kinds, load_regions


class Command(BaseCommand):
    help = "Load provinces, kabupaten/kota, kecamatan and the kinds of PSKS; a second run changes nothing."

    def handle(self, *args, **options):
        for level, report in load_regions().items():
            self.stdout.write(f"{level.value}: {report.total} ({report.changed} changed)")
        report = load_kinds()
        self.stdout.write(f"kinds: {report.total} ({report.changed} changed)")
