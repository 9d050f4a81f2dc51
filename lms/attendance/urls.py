from django.urls import path

from lms.attendance import views

urlpatterns = [
    path("sesi/", views.session_list, name="session_list"),
    path("sesi/<int:pk>/presensi/", views.roll_call, name="roll_call"),
    path("sesi/<int:pk>/kode/", views.session_code, name="session_code"),
    path("sesi/<int:pk>/kode.svg", views.session_qr, name="session_qr"),
    path("hadir/", views.check_in, name="check_in"),
    path("hadir/<str:code>/", views.check_in_code, name="check_in_code"),
]
