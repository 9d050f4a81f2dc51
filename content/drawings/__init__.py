"""Pictures the starter courses need, drawn by the program: nothing to license, nothing to lose."""

from collections.abc import Callable
from functools import cache

from content.drawings.bimtek import four_pillars, service_cycle
from content.drawings.family import five_dimensions, plate
from content.drawings.kube import break_even
from content.drawings.mental import three_stages, two_baskets

# By the names lessons call them. Each answers a PNG.
DRAWINGS: dict[str, Callable[[], bytes]] = {
    "empat-pilar": four_pillars,
    "siklus-pelayanan": service_cycle,
    "lima-dimensi": five_dimensions,
    "isi-piring": plate,
    "tiga-tahap": three_stages,
    "dua-keranjang": two_baskets,
    "titik-impas": break_even,
}


@cache
def drawing(name: str) -> bytes:
    """The PNG of that name, drawn once in a process: ask for it before a transaction that needs it."""
    return DRAWINGS[name]()
