"""Opening a sheet somebody uploaded, without trusting it: what is too large or hostile is refused at the door."""

from lms.exchange.tables.limits import LIMITS, Limits
from lms.exchange.tables.opening import Table, data_rows, headed, open_table

__all__ = ["LIMITS", "Limits", "Table", "data_rows", "headed", "open_table"]
