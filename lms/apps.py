from django.apps import AppConfig


class FrameConfig(AppConfig):
    name = "lms"
    label = "frame"
