from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "lms.exchange"
    label = "exchange"
