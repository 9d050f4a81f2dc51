"""Signing up, signing in and keeping an account safe: allauth's views under Indonesian paths."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from django.urls import path

from lms.accounts import views

entrance = [
    path("daftar/", account.signup, name="account_signup"),
    path("daftar/kode-surel/", account.email_verification_sent, name="account_email_verification_sent"),
    path("daftar/kode-telepon/", account.verify_phone, name="account_verify_phone"),
    path("masuk/", account.LoginView.as_view(extra_context=views.ENTRANCE), name="account_login"),
    path("masuk/kode/", account.request_login_code, name="account_request_login_code"),
    path("masuk/kode/isi/", account.confirm_login_code, name="account_confirm_login_code"),
    path("masuk/kunci-sandi/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("keluar/", account.logout, name="account_logout"),
    path("nonaktif/", account.account_inactive, name="account_inactive"),
    path("sandi/lupa/", account.password_reset, name="account_reset_password"),
    path("sandi/lupa/kode/", account.confirm_password_reset_code, name="account_confirm_password_reset_code"),
    path("sandi/lupa/baru/", account.complete_password_reset, name="account_complete_password_reset"),
    path("sandi/lupa/selesai/", account.password_reset_from_key_done, name="account_password_reset_completed"),
]

second_factor = [
    path("dua-langkah/pilih/", views.second_step, name="account_second_step"),
    path("dua-langkah/", mfa.index, name="mfa_index"),
    path("dua-langkah/masuk/", mfa.authenticate, name="mfa_authenticate"),
    path("dua-langkah/konfirmasi-ulang/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("dua-langkah/aplikasi/", totp.activate_totp, name="mfa_activate_totp"),
    path("dua-langkah/aplikasi/lepas/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("dua-langkah/kode-cadangan/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("dua-langkah/kode-cadangan/baru/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(
        "dua-langkah/kode-cadangan/unduh/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("kunci-sandi/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("kunci-sandi/baru/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("kunci-sandi/konfirmasi-ulang/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("kunci-sandi/<int:pk>/nama/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("kunci-sandi/<int:pk>/hapus/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
]

urlpatterns = [
    path("", views.account, name="account"),
    path("bahasa/", views.set_language, name="set_language"),
    *entrance,
    path("konfirmasi-ulang/", account.reauthenticate, name="account_reauthenticate"),
    path("surel/", account.email, name="account_email"),
    path("telepon/", account.change_phone, name="account_change_phone"),
    path("sandi/ubah/", account.password_change, name="account_change_password"),
    path("sandi/buat/", account.password_set, name="account_set_password"),
    *second_factor,
    path("perangkat/", sessions.list_usersessions, name="usersessions_list"),
    path("perangkat/<int:pk>/keluar/", views.end_session, name="usersessions_end"),
]
