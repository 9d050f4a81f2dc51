from django.core.management.base import BaseCommand

from lms.organisations.encryption import keys_file, make_key_ring


class Command(BaseCommand):
    requires_system_checks = []
    help = (
        "Make the first keys of the encrypted fields, readable by their owner alone; never replaces any. Production "
        "does not start without keys, so there it is called with PILAR_MODE=development. Keep a copy of the keys apart "
        "from the backups: without it no NIK can be read again."
    )

    def handle(self, **options):
        if make_key_ring():
            self.stdout.write(f"New keys lie in {keys_file()}. Keep a copy apart from the backups.")
        else:
            self.stdout.write("There are keys already; nothing was changed. manage.py rotate_keys --new adds one.")
