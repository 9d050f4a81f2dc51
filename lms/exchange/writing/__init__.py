"""Plans into the register, in few statements, with the same events that single entries leave in the journal."""

from lms.exchange.writing.batches import WRITERS, Pen, write_batch

__all__ = ["WRITERS", "Pen", "write_batch"]
