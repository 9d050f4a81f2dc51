from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    name = "lms.duplicates"
    label = "duplicates"
