from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.cohorts.models import Cohort
from lms.organisations.models import PSKSKind


class SeatPlan(models.Model):
    """The published rules by which the seats of a cohort are given, beside the quota of each kabupaten or kota.

    A cohort without a plan has the quotas alone; the first person on its reserve list gives it a plan of these
    defaults. The plan may change until the cohort opens.
    """

    class Cascade(models.TextChoices):
        """Where seats go that nobody took when nominations end."""

        NONE = "none", _("They stay empty")
        RESERVES = "reserves", _("To the reserve list: smallest share of seats first, then by lot")

    cohort = models.OneToOneField(Cohort, on_delete=models.PROTECT, related_name="seat_plan")
    total = models.PositiveIntegerField(_("seats in all"), null=True, blank=True)  # without: the sum of the quotas
    per_institution = models.PositiveIntegerField(_("at most for each institution"), null=True, blank=True)
    women_percent = models.PositiveSmallIntegerField(
        _("at least women, percent"), default=0, validators=[MaxValueValidator(100)]
    )
    cascade = models.CharField(_("unused seats"), max_length=10, choices=Cascade, default=Cascade.RESERVES)
    seed = models.PositiveIntegerField(default=1)  # of the lot; published, so that anybody can draw it again
    accept_within_hours = models.PositiveSmallIntegerField(_("hours to accept an offered seat"), default=48)
    approval_steps = models.PositiveSmallIntegerField(_("steps to approve an application"), default=2)
    takes_applications = models.BooleanField(_("people may apply by themselves"), default=False)
    class_code = models.CharField(_("class code"), max_length=12, unique=True, null=True, blank=True)
    opens_kept_seats = models.BooleanField(_("kept seats nobody claimed open to others"), default=False)
    flowed_at = models.DateTimeField(null=True, blank=True)  # when unused seats flowed on
    taken = models.PositiveIntegerField(default=0)  # of the total; the constraint makes the count true
    moved = models.JSONField(default=dict)  # region: seats it got from others, or below zero gave

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(total__gte=1),
                name="enrolment_seatplan_has_a_seat",
                violation_error_message=_("Give the cohort at least one seat."),
            ),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(taken__lte=F("total")),
                name="enrolment_seatplan_total_is_never_exceeded",
                violation_error_message=_("All seats of this cohort are taken."),
            ),
            models.CheckConstraint(
                condition=Q(per_institution__isnull=True) | Q(per_institution__gte=1),
                name="enrolment_seatplan_institution_has_a_seat",
                violation_error_message=_("Give each institution at least one seat."),
            ),
            models.CheckConstraint(
                condition=Q(women_percent__lte=100),
                name="enrolment_seatplan_women_percent",
                violation_error_message=_("The share of women is at most 100 percent."),
            ),
            models.CheckConstraint(
                condition=Q(approval_steps__in=[1, 2]),
                name="enrolment_seatplan_one_or_two_steps",
                violation_error_message=_("An application is approved in one or in two steps."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort} · {self.total}"

    @property
    def keeps_seats(self) -> bool:
        """Whether seats are still kept for women and kinds."""
        return not (self.opens_kept_seats and self.flowed_at)


class KindReservation(models.Model):
    """Seats kept for one kind of PSKS."""

    plan = models.ForeignKey(SeatPlan, on_delete=models.PROTECT, related_name="reservations")
    kind = models.ForeignKey(PSKSKind, on_delete=models.PROTECT)
    seats = models.PositiveIntegerField(_("seats"))

    class Meta:
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "kind"],
                name="enrolment_kindreservation_once_per_kind",
                violation_error_message=_("Seats are kept for this kind already."),
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1),
                name="enrolment_kindreservation_has_a_seat",
                violation_error_message=_("Keep at least one seat."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.seats}"
