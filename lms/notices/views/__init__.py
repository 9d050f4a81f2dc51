"""The doors: one's own messages and calendar, the messages of a cohort, mails in trouble."""
