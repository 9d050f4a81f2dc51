from django.urls import path

from lms.organisations.views import families, members, nik, people

urlpatterns: list = [
    path("data/orang/", people.person_list, name="person_list"),
    path("data/orang/baru/", people.person_new, name="person_new"),
    path("data/orang/cari-nik/", nik.nik_find, name="nik_find"),
    path("data/orang/dampingan/", people.assisted_list, name="assisted_list"),
    path("data/orang/dampingan/baru/", people.assisted_new, name="assisted_new"),
    path("data/orang/<int:pk>/", people.person_detail, name="person_detail"),
    path("data/orang/<int:pk>/lengkap/", people.person_view, name="person_view"),
    path("data/orang/<int:pk>/ubah/", people.person_edit, name="person_edit"),
    path("data/orang/<int:pk>/nik/", nik.nik_edit, name="nik_edit"),
    path("data/orang/<int:pk>/nik/konfirmasi/", nik.nik_confirm, name="nik_confirm"),
    path("data/orang/<int:pk>/nik/hapus/", nik.nik_remove, name="nik_remove"),
    path("data/orang/<int:pk>/nik/lihat/", nik.nik_view, name="nik_view"),
    path("data/orang/<int:pk>/keanggotaan/baru/", members.member_place, name="member_place"),
    path("data/lembaga/<int:pk>/anggota/", members.member_list, name="member_list"),
    path("data/lembaga/<int:pk>/anggota/baru/", members.member_new, name="member_new"),
    path("data/keanggotaan/<int:pk>/akhiri/", members.member_end, name="member_end"),
    path("data/keanggotaan/<int:pk>/ubah/", members.member_correct, name="member_correct"),
    path("data/keanggotaan/<int:pk>/hapus/", members.member_remove, name="member_remove"),
    path("data/keluarga/", families.family_list, name="family_list"),
    path("data/keluarga/baru/", families.family_new, name="family_new"),
    path("data/keluarga/<int:pk>/", families.family_detail, name="family_detail"),
    path("data/keluarga/<int:pk>/ubah/", families.family_edit, name="family_edit"),
]
