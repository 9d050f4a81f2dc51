"""The doors of authors into the Wagtail admin, by topic; Wagtail loads this module."""

from lms.authoring import wagtail_hooks_courses, wagtail_hooks_media, wagtail_hooks_review

__all__ = ["wagtail_hooks_courses", "wagtail_hooks_media", "wagtail_hooks_review"]
