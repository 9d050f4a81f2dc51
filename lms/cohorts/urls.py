from django.urls import path

from lms.cohorts.views import browsing, changes, people, planning, timetable

urlpatterns = [
    path("angkatan/", browsing.cohort_list, name="cohort_list"),
    path("angkatan/baru/", planning.cohort_new, name="cohort_new"),
    path("angkatan/baru/dari-contoh/", planning.cohort_sample, name="cohort_sample"),
    path("angkatan/<int:pk>/", browsing.cohort_detail, name="cohort_detail"),
    path("angkatan/<int:pk>/ubah/", planning.cohort_edit, name="cohort_edit"),
    path("angkatan/<int:pk>/ulangi/", planning.cohort_repeat, name="cohort_repeat"),
    path("angkatan/<int:pk>/buka/", planning.cohort_open, name="cohort_open"),
    path("angkatan/<int:pk>/kak/", planning.cohort_terms, name="cohort_terms"),
    path("angkatan/<int:pk>/kak/berkas.pdf", planning.cohort_terms_pdf, name="cohort_terms_pdf"),
    path("angkatan/<int:pk>/jadwal/", timetable.cohort_timetable, name="cohort_timetable"),
    path("angkatan/<int:pk>/jadwal/susun/", timetable.timetable_edit, name="timetable_edit"),
    path("angkatan/<int:pk>/jadwal/tempel/", timetable.timetable_paste, name="timetable_paste"),
    path("angkatan/<int:pk>/sesi/baru/", timetable.session_new, name="session_new"),
    path("angkatan/<int:cohort_pk>/sesi/<int:pk>/hapus/", timetable.session_remove, name="session_remove"),
    path("angkatan/<int:cohort_pk>/sesi/<int:pk>/pindah/", changes.session_move, name="session_move"),
    path("angkatan/<int:pk>/tempat/", changes.place_change, name="place_change"),
    path("angkatan/<int:pk>/batal/", changes.cohort_cancel, name="cohort_cancel"),
    path("angkatan/<int:pk>/narasumber/", people.trainer_assign, name="trainer_assign"),
    path("angkatan/<int:pk>/panitia/", people.committee, name="committee"),
    path("angkatan/<int:cohort_pk>/panitia/<int:pk>/hapus/", people.committee_remove, name="committee_remove"),
    path("angkatan/<int:pk>/mitra/", people.partner_list, name="partner_list"),
    path("angkatan/<int:cohort_pk>/mitra/<int:pk>/hapus/", people.partner_remove, name="partner_remove"),
]
