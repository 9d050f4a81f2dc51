from django.urls import path

from lms.organisations.views import handovers, institution_admins, invitations, recovery, roles

urlpatterns = [
    path("wewenang/", roles.role_list, name="role_list"),
    path("wewenang/arti/", roles.role_meanings, name="role_meanings"),
    path("wewenang/angkat/", roles.role_find, name="role_find"),
    path("wewenang/angkat/<int:pk>/", roles.role_appoint, name="role_appoint"),
    path("wewenang/<int:pk>/ubah/", roles.role_change, name="role_change"),
    path("wewenang/<int:pk>/akhiri/", roles.role_end, name="role_end"),
    path("wewenang/saya/", handovers.role_mine, name="role_mine"),
    path("wewenang/<int:pk>/limpahkan/", handovers.role_hand_over, name="role_hand_over"),
    path("wewenang/<int:pk>/kembalikan/", handovers.role_hand_back, name="role_hand_back"),
    path("wewenang/lembaga/<int:pk>/", institution_admins.role_institution, name="role_institution"),
    path(
        "wewenang/lembaga/<int:pk>/angkat/",
        institution_admins.role_institution_appoint,
        name="role_institution_appoint",
    ),
    path(
        "wewenang/lembaga/<int:pk>/<int:grant>/akhiri/",
        institution_admins.role_institution_end,
        name="role_institution_end",
    ),
    path("undangan/", invitations.invitation_list, name="invitation_list"),
    path("undangan/orang/<int:pk>/", invitations.invitation_new, name="invitation_new"),
    path("undangan/<str:token>/", invitations.invitation_accept, name="invitation_accept"),
    path("pemulihan/", recovery.recovery_list, name="recovery_list"),
    path("pemulihan/baru/", recovery.recovery_find, name="recovery_find"),
    path("pemulihan/baru/<int:pk>/", recovery.recovery_new, name="recovery_new"),
    path("pemulihan/<int:pk>/", recovery.recovery_detail, name="recovery_detail"),
    path("pemulihan/<int:pk>/konfirmasi/", recovery.recovery_confirm, name="recovery_confirm"),
    path("pemulihan/<int:pk>/tautan/", recovery.recovery_link, name="recovery_link"),
    path("pemulihan/tautan/<str:token>/", recovery.recovery_use, name="recovery_use"),
]
