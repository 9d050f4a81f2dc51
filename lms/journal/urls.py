from django.urls import path

from lms.journal import views

urlpatterns = [
    path("hidup", views.health_live, name="health_live"),
    path("siap", views.health_ready, name="health_ready"),
]
