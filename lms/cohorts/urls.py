from django.urls import path

from lms.cohorts import views

urlpatterns = [
    path("angkatan/", views.cohort_list, name="cohort_list"),
    path("angkatan/baru/", views.cohort_new, name="cohort_new"),
    path("angkatan/<int:pk>/", views.cohort_detail, name="cohort_detail"),
    path("angkatan/<int:pk>/buka/", views.cohort_open, name="cohort_open"),
    path("angkatan/<int:pk>/jadwal/", views.cohort_timetable, name="cohort_timetable"),
    path("angkatan/<int:pk>/sesi/baru/", views.session_new, name="session_new"),
    path("angkatan/<int:cohort_pk>/sesi/<int:pk>/hapus/", views.session_remove, name="session_remove"),
    path("angkatan/<int:pk>/narasumber/", views.trainer_assign, name="trainer_assign"),
]
