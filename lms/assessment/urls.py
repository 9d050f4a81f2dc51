from django.urls import path

from lms.assessment import views

urlpatterns = [
    path("tes/<int:pk>/", views.test_intro, name="test_intro"),
    path("tes/<int:pk>/mulai/", views.test_start, name="test_start"),
    path("tes/percobaan/<int:pk>/", views.test_attempt, name="test_attempt"),
    path("tes/percobaan/<int:pk>/simpan/", views.test_save, name="test_save"),
    path("tes/percobaan/<int:pk>/hasil/", views.test_result, name="test_result"),
]
