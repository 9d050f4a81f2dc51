from django.urls import path

from lms.enrolment import views

urlpatterns = [
    path("angkatan/<int:pk>/usulan/", views.nominate, name="nominate"),
    path("angkatan/<int:pk>/peserta/", views.participant_list, name="participant_list"),
    path("angkatan/<int:pk>/peserta/terima/", views.accept_all, name="accept_confirmed"),
    path("usulan/", views.nomination_list, name="nomination_list"),
    path("usulan/<int:pk>/dukung/", views.confirm, name="enrolment_confirm"),
    path("usulan/<int:pk>/tolak/", views.decline, name="enrolment_decline"),
    path("usulan/<int:pk>/tarik/", views.withdraw, name="enrolment_withdraw"),
    path("peserta/<int:pk>/terima/", views.accept, name="enrolment_accept"),
    path("peserta/<int:pk>/tolak/", views.decline_participant, name="participant_decline"),
]
