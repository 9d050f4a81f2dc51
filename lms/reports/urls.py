from django.urls import path

from lms.reports import views

urlpatterns = [
    path("", views.front, name="front"),
    path("beranda/", views.home, name="home"),
    path("jadwal/", views.my_schedule, name="my_schedule"),
    path("angkatan/<int:pk>/langkah/", views.committee_home, name="committee_home"),
    path("data/", views.register_home, name="register_home"),
    path("lembaga/", views.institution_list, name="institution_list"),
    path("lembaga/unduh/", views.institution_export, name="institution_export"),
    path("lembaga/<int:pk>/", views.institution_detail, name="institution_detail"),
    path("wilayah/", views.area_figures, name="area_figures"),
]
