from django.urls import path

from lms.completion import views

urlpatterns = [
    path("angkatan/<int:pk>/penutupan/", views.cohort_closing, name="cohort_closing"),
    path("angkatan/<int:pk>/tutup/", views.cohort_close, name="cohort_close"),
    path("angkatan/<int:pk>/sertifikat/", views.closing_progress, name="closing_progress"),
    path("sertifikat/", views.certificate_list, name="certificate_list"),
    path("sertifikat/<int:pk>/", views.certificate_download, name="certificate_download"),
    path("sertifikat/<int:pk>/cabut/", views.award_revoke, name="award_revoke"),
]
