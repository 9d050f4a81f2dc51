"""What stands against publishing a page, and what would make it better: findings, each with the way to its place.

``walking`` reads the raw blocks of a lesson, ``lessons``, ``modules`` and ``courses`` judge plain facts, and
``gathering`` brings the facts of a whole course from the database at a fixed number of queries.
Colours inside a picture cannot be judged here: whoever reviews the page looks at them.
"""

from content.checking.findings import Finding, Limits, Severity, blocking
from content.checking.gathering import check_course, check_page

__all__ = ["Finding", "Limits", "Severity", "blocking", "check_course", "check_page"]
