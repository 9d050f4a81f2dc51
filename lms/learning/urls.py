from django.urls import path

from lms.learning import files, views

urlpatterns = [
    path("berkas/<path:path>", files.lesson_file, name="lesson_file"),
    path("belajar/<int:pk>/", views.course_outline, name="course_outline"),
    path("belajar/<int:pk>/<int:lesson_pk>/", views.lesson, name="lesson"),
    path("belajar/<int:pk>/<int:lesson_pk>/tempat/", views.lesson_place, name="lesson_place"),
    path("belajar/<int:pk>/<int:lesson_pk>/selesai/", views.lesson_finish, name="lesson_finish"),
]
