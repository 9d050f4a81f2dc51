"""An app of jobs whose effects can be counted; installed by ``tests.journal.campaign_settings`` alone."""
