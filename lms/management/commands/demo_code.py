from django.core.management.base import BaseCommand

from lms.seed.people import current_codes


class Command(BaseCommand):
    help = "Print the current two-step code of each demonstration account."

    def handle(self, *args, **options):
        for email, code in current_codes():
            self.stdout.write(f"{email:<34} {code}")
