"""What authors and reviewers do, by topic: ``trees`` (who writes where), ``courses``, ``sharing``."""
