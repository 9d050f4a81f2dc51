from django.urls import path

from lms.duplicates import views
from lms.duplicates.sorts import OF_INSTITUTIONS, OF_PEOPLE

PEOPLE, INSTITUTIONS = {"sort": OF_PEOPLE}, {"sort": OF_INSTITUTIONS}

urlpatterns = [
    path("", views.suggestion_list, PEOPLE, name="suggestion_list"),
    path("<int:pk>/", views.merge_pair, PEOPLE, name="merge_pair"),
    path("<int:pk>/bukan/", views.pair_dismiss, PEOPLE, name="pair_dismiss"),
    path("orang/<int:pk>/cari/", views.duplicate_search, PEOPLE, name="duplicate_search"),
    path("riwayat/", views.merge_list, PEOPLE, name="merge_list"),
    path("riwayat/<int:pk>/batalkan/", views.merge_undo, PEOPLE, name="merge_undo"),
    path("lembaga/", views.suggestion_list, INSTITUTIONS, name="suggestion_institution_list"),
    path("lembaga/<int:pk>/", views.merge_pair, INSTITUTIONS, name="merge_institution_pair"),
    path("lembaga/<int:pk>/bukan/", views.pair_dismiss, INSTITUTIONS, name="suggestion_institution_dismiss"),
    path("lembaga/<int:pk>/cari/", views.duplicate_search, INSTITUTIONS, name="institution_duplicate_search"),
    path("lembaga/riwayat/", views.merge_list, INSTITUTIONS, name="merge_institution_list"),
    path("lembaga/riwayat/<int:pk>/batalkan/", views.merge_undo, INSTITUTIONS, name="merge_institution_undo"),
]
