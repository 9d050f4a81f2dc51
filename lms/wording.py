"""Words of libraries that people meet here and that our catalogue says better. Only named, so that it keeps them."""

from django.utils.translation import gettext_noop

LIBRARY_WORDS = (
    gettext_noop("Password"),  # allauth: "Kata Kunci"
)
