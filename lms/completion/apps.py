from django.apps import AppConfig


class CompletionConfig(AppConfig):
    name = "lms.completion"
    label = "completion"
