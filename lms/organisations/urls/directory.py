from django.urls import path

from lms.organisations.views import directory

urlpatterns = [
    path("direktori/", directory.directory, name="directory"),
    path("direktori/<int:pk>/", directory.directory_institution, name="directory_institution"),
]
