"""The parts of a lesson as a page shows them: which are heavy, and what each costs before it is loaded."""

from dataclasses import dataclass
from typing import Any

from content.blocks import sizes_of
from content.blocks.media import size_in_bytes, to_see
from content.blocks.slides import weight_of
from content.enums import VariantKind
from content.models.media import small_versions


@dataclass(frozen=True)
class Heavy:
    """What a part costs. ``kind``: picture, video or pages; ``size`` in bytes, None when the file is gone.

    ``folds``: data-saver mode shows a line in its place. A video that offers its sound first needs none.
    """

    kind: str
    name: str
    size: int | None
    folds: bool = True


@dataclass(frozen=True)
class Part:
    block: Any
    id: str
    kind: str
    heavy: Heavy | None


def parts_of(body: Any) -> list[Part]:
    return [Part(block, block.id, block.block_type, heavy_of(block)) for block in body]


def total_bytes(parts: list[Part]) -> int:
    return sum(part.heavy.size or 0 for part in parts if part.heavy)


def heavy_of(block: Any) -> Heavy | None:
    """Pictures and video are heavy; sound and text are what a lesson must have on any network."""
    weigh = WEIGHED.get(block.block_type)
    return weigh(block.value) if weigh else None


def _picture(value: Any) -> Heavy | None:
    if not value["image"]:
        return None
    sizes = [size_in_bytes(rendition) for rendition in sizes_of(value["image"]).values()]
    known = [size for size in sizes if size is not None]
    return Heavy("picture", value["caption"] or value["alt_text"], max(known, default=None))


def _video(value: Any) -> Heavy | None:
    if not value["file"] or value["file"].type != "video":
        return None
    has_sound = VariantKind.AUDIO in small_versions(value["file"])
    return Heavy("video", value["title"], to_see(value["file"]).size_bytes, folds=not has_sound)


def _sign_video(value: Any) -> Heavy | None:
    return Heavy("video", "", to_see(value["file"]).size_bytes, folds=False) if value["file"] else None


def _slides(value: Any) -> Heavy | None:
    return Heavy("pages", value["title"], weight_of(value)) if value["file"] else None


WEIGHED = {"picture": _picture, "recording": _video, "video": _video, "sign_video": _sign_video, "slides": _slides}
