"""The product as it serves people, with one page type more: the baseline of the ratios."""

from lms.settings import *  # noqa: F403
from lms.settings import INSTALLED_APPS

INSTALLED_APPS = ["bench.bare", *INSTALLED_APPS]
