"""What rules look at: plain values, read once."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lms.cohorts.enums import WITH_CERTIFICATE, ActivityKind, CohortStatus, Delivery, SessionKind
from lms.cohorts.rules.promise import ModuleFacts, Syllabus


@dataclass(frozen=True)
class CohortFacts:
    status: CohortStatus
    starts_on: date
    ends_on: date
    nominate_until: date
    zone: str
    kind: ActivityKind = ActivityKind.BIMTEK
    delivery: Delivery = Delivery.FACE_TO_FACE
    joins_freely: bool = False
    has_course: bool = True

    @property
    def gives_certificate(self) -> bool:
        return self.kind in WITH_CERTIFICATE

    @property
    def is_self_paced(self) -> bool:
        return self.delivery == Delivery.SELF_PACED

    @property
    def divides_seats(self) -> bool:
        """Whether each kabupaten and kota has seats of its own; not where everybody may join."""
        return not (self.joins_freely or self.is_self_paced)


@dataclass(frozen=True)
class SessionFacts:
    kind: SessionKind
    module_code: str
    title: str
    starts_at: datetime
    ends_at: datetime
    jp: int
    room: str = ""
    link: str = ""
    group: str = ""  # of parallel classes; empty: for everybody


@dataclass(frozen=True)
class OpeningFacts:
    """What opening looks at. From ``course_title`` on it is read from the course, where there is one."""

    cohort: CohortFacts
    sessions: tuple[SessionFacts, ...]
    minutes_per_jp: int
    questions_needed: int
    trainers: int
    regions: int
    course_title: str = ""
    certificate_title: str = ""
    modules: tuple[ModuleFacts, ...] = ()
    is_course_live: bool = False
    lessons: int = 0
    questions: int = 0
    course_revision_id: int | None = None
    evaluation: tuple[dict[str, Any], ...] = ()
    rtl: tuple[dict[str, Any], ...] = ()

    def syllabus(self) -> Syllabus:
        return Syllabus(
            self.course_title,
            self.certificate_title,
            tuple(module.frozen(self.minutes_per_jp) for module in self.modules),
            self.course_revision_id,
            self.evaluation,
            self.rtl,
        )
