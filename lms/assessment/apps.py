from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "lms.assessment"
    label = "assessment"
