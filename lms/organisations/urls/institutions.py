from django.urls import path

from lms.organisations.views import files, institutions, kinds, papers, sections

urlpatterns = [
    path("data/lembaga/", institutions.institution_register, name="institution_register"),
    path("data/lembaga/baru/", institutions.institution_new, name="institution_new"),
    path("data/lembaga/<int:pk>/identitas/", sections.institution_identity, name="institution_identity"),
    path("data/lembaga/<int:pk>/legalitas/", sections.institution_legal, name="institution_legal"),
    path("data/lembaga/<int:pk>/tempat/", sections.institution_place, name="institution_place"),
    path("data/lembaga/<int:pk>/kontak/", sections.institution_contact, name="institution_contact"),
    path("data/lembaga/<int:pk>/layanan/", sections.institution_services, name="institution_services"),
    path("data/lembaga/<int:pk>/klasifikasi/", sections.institution_grade, name="institution_grade"),
    path("data/lembaga/<int:pk>/status/", sections.institution_status, name="institution_status"),
    path(
        "data/lembaga/<int:pk>/penerima-manfaat/",
        institutions.institution_beneficiaries,
        name="institution_beneficiaries",
    ),
    path("data/lembaga/<int:pk>/terverifikasi/", institutions.institution_verify, name="institution_verify"),
    path("data/lembaga/<int:pk>/surat/baru/", papers.paper_new, name="paper_new"),
    path("data/lembaga/<int:pk>/akreditasi/baru/", papers.accreditation_new, name="accreditation_new"),
    path("data/akreditasi/<int:pk>/hapus/", papers.accreditation_remove, name="accreditation_remove"),
    path("data/surat/<int:pk>/ubah/", papers.paper_change, name="paper_change"),
    path("data/surat/<int:pk>/periksa/", papers.paper_verify, name="paper_verify"),
    path("data/surat/<int:pk>/pindaian/", files.paper_scan, name="paper_scan"),
    path("data/wadah/baru/", kinds.wadah_new, name="wadah_new"),
    path("data/jenis/", kinds.kind_list, name="kind_list"),
    path("data/jenis/baru/", kinds.kind_new, name="kind_new"),
]
