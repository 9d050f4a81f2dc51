from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.views import serve as serve_page

from lms.accounts.permissions import public
from lms.components_page import components

# Courses are public; what a lesson shows to whom is decided above content (lms/learning/wagtail_hooks.py).
public(serve_page)
# Wagtail's own sign-in pages would go round the second factor: there is one sign-in.
one_sign_in = public(RedirectView.as_view(pattern_name="account_login", query_string=True))
one_sign_out = public(RedirectView.as_view(pattern_name="account_logout"))  # which also empties the phone of lessons

urlpatterns = [
    path("", include("lms.reports.urls")),
    path("", include("lms.notices.urls")),
    path("", include("lms.completion.urls")),
    path("", include("lms.letters.urls")),
    path("", include("lms.attendance.urls")),
    path("", include("lms.learning.urls")),
    path("", include("lms.assessment.urls")),
    path("", include("lms.enrolment.urls")),
    path("", include("lms.cohorts.urls")),
    path("pendaftaran/", include("lms.registration.urls")),
    path("data/", include("lms.exchange.urls")),
    path("data/kembar/", include("lms.duplicates.urls")),
    path("data-saya/", include("lms.privacy.urls")),
    path("", include("lms.organisations.urls")),
    path("akun/", include("lms.accounts.urls")),
    path("sehat/", include("lms.journal.urls")),
    path("verifikasi/", include("certificates.urls")),
    path("komponen/", components, name="components"),
    path("admin/login/", one_sign_in),
    path("admin/logout/", one_sign_out),
    path("kursus/_util/login/", one_sign_in),
    path("admin/", include(wagtailadmin_urls)),
    path("dokumen/", include(wagtaildocs_urls)),
    path("kursus/", include(wagtail_urls)),
]

handler400 = "lms.errors.bad_request"
handler500 = "lms.errors.server_error"
