from django.urls import path

from lms.learning import files
from lms.learning.views import lessons

urlpatterns = [
    path("berkas/<path:path>", files.lesson_file, name="lesson_file"),
    path("belajar/<int:pk>/", lessons.course_outline, name="course_outline"),
    path("belajar/<int:pk>/<int:lesson_pk>/", lessons.lesson, name="lesson"),
    path("belajar/<int:pk>/<int:lesson_pk>/tempat/", lessons.lesson_place, name="lesson_place"),
    path("belajar/<int:pk>/<int:lesson_pk>/selesai/", lessons.lesson_finish, name="lesson_finish"),
]
