from lms.organisations.urls import directory, institutions, people, roles

urlpatterns = [
    *directory.urlpatterns,
    *institutions.urlpatterns,
    *people.urlpatterns,
    *roles.urlpatterns,
]
