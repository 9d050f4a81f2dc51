from django.urls import path

from lms.letters.views import assignments, books, bundles, cohort_letters, letters

urlpatterns = [
    path("angkatan/<int:pk>/surat/", cohort_letters.letter_board, name="letter_board"),
    path("angkatan/<int:pk>/surat/<slug:kind>/", cohort_letters.letter_issue, name="letter_issue"),
    path(
        "angkatan/<int:pk>/surat-tugas/dinsos/<int:office_pk>/",
        assignments.assignment_of_office,
        name="assignment_of_office",
    ),
    path(
        "angkatan/<int:pk>/surat-tugas/lembaga/<int:institution_pk>/",
        assignments.assignment_of_institution,
        name="assignment_of_institution",
    ),
    path("angkatan/<int:pk>/cetak/", bundles.bundle_ask, name="bundle_ask"),
    path("cetak/<int:pk>/", bundles.bundle_download, name="bundle_download"),
    path("surat/", letters.letter_list, name="letter_list"),
    path("surat/<int:pk>/", letters.letter_download, name="letter_download"),
    path("surat/<int:pk>/docx/", letters.letter_docx, name="letter_docx"),
    path("surat/<int:pk>/nomor/", letters.letter_number, name="letter_number"),
    path("surat/<int:pk>/ganti/", letters.letter_reissue, name="letter_reissue"),
    path("surat/<int:pk>/batal/", letters.letter_void, name="letter_void"),
    path("buku-nomor/", books.number_books, name="number_books"),
    path("buku-nomor/<int:pk>/<int:year>/<slug:kind>/", books.number_book, name="number_book"),
    path("buku-nomor/<int:pk>/<slug:kind>/pesan/", books.number_reserve, name="number_reserve"),
    path("buku-nomor/<int:pk>/<slug:kind>/catat/", books.number_type, name="number_type"),
    path("buku-nomor/<int:pk>/<slug:kind>/bentuk/", books.number_pattern, name="number_pattern"),
    path("nomor/<int:pk>/batal/", books.number_void, name="number_void"),
]
