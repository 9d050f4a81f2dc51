from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "lms.letters"
    label = "letters"
