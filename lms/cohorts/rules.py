from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Policy:
    """What a trainee must reach, fixed for a cohort once it opens.

    Source: rule of the house, editable per curriculum; attendance 80 % of planned JP and post-test 70
    are the usual values of provincial bimtek (to confirm, hence settings).
    """

    min_attendance_percent: int
    pass_score_percent: int
    max_test_attempts: int
    minutes_per_jp: int
    source: str
    version: int = 1

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Policy":
        return cls(**data)

    def to_data(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class SyllabusModule:
    """A module as promised: ``theory_jp`` and ``practice_jp`` in JP."""

    code: str
    title: str
    page_id: int
    revision_id: int | None
    theory_jp: int
    practice_jp: int

    @property
    def jp(self) -> int:
        return self.theory_jp + self.practice_jp


@dataclass(frozen=True)
class Syllabus:
    course_title: str
    certificate_title: str
    modules: tuple[SyllabusModule, ...]

    @property
    def jp(self) -> int:
        return sum(module.jp for module in self.modules)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Syllabus":
        modules = tuple(SyllabusModule(**module) for module in data["modules"])
        return cls(data["course_title"], data["certificate_title"], modules)

    def to_data(self) -> dict[str, Any]:
        return asdict(self)
