"""What a cohort promises: frozen as data when it opens."""

from dataclasses import asdict, dataclass
from typing import Any

from content.rules import SHARES, is_whole_jp, jp_of


@dataclass(frozen=True)
class Policy:
    """What a trainee must reach, fixed for a cohort once it opens.

    Source: rule of the house, editable per curriculum; attendance 80 % of planned JP and post-test 70
    are the usual values of provincial bimtek (to confirm, hence settings). Evaluation and RTL are promised;
    no verdict asks for them until their rooms exist.
    """

    min_attendance_percent: int
    pass_score_percent: int
    max_test_attempts: int
    minutes_per_jp: int
    source: str
    version: int = 1
    needs_evaluation: bool = False  # these two came later: what was frozen before promised neither
    needs_rtl: bool = False

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Policy":
        return cls(**data)

    def to_data(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class SyllabusModule:
    """A module as promised, in JP. ``online_jp`` is read alone and has no session in the timetable."""

    code: str
    title: str
    page_id: int
    revision_id: int | None
    theory_jp: int
    practice_jp: int
    field_jp: int = 0  # these two came later: syllabuses frozen before have none
    online_jp: int = 0

    @property
    def jp(self) -> int:
        return self.session_jp + self.online_jp

    @property
    def session_jp(self) -> int:
        return self.theory_jp + self.practice_jp + self.field_jp


@dataclass(frozen=True)
class Syllabus:
    course_title: str
    certificate_title: str
    modules: tuple[SyllabusModule, ...]
    revision_id: int | None = None  # of the course page; it came later
    # Lines of the forms a trainee fills in, as CoursePage.forms_as_data gives them; cohorts opened before have none.
    evaluation: tuple[dict[str, Any], ...] = ()
    rtl: tuple[dict[str, Any], ...] = ()

    @property
    def jp(self) -> int:
        return sum(module.jp for module in self.modules)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Syllabus":
        return cls(
            course_title=data["course_title"],
            certificate_title=data["certificate_title"],
            modules=tuple(SyllabusModule(**module) for module in data["modules"]),
            revision_id=data.get("revision_id"),
            evaluation=tuple(data.get("evaluation", ())),
            rtl=tuple(data.get("rtl", ())),
        )

    def to_data(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class ModuleFacts:
    """A module as its page states it today, in minutes."""

    code: str
    title: str
    page_id: int
    revision_id: int | None
    minutes: dict[str, int]  # by share, see content.rules.SHARES

    def frozen(self, minutes_per_jp: int) -> SyllabusModule:
        shares = {f"{share}_jp": jp_of(self.minutes[share], minutes_per_jp=minutes_per_jp) for share in SHARES}
        return SyllabusModule(self.code, self.title, self.page_id, self.revision_id, **shares)

    def is_whole(self, minutes_per_jp: int) -> bool:
        return all(is_whole_jp(minutes, minutes_per_jp=minutes_per_jp) for minutes in self.minutes.values())
