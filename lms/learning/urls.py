from django.urls import path

from lms.learning import files
from lms.learning.views import catalogue, lessons, modules, offline, sending, worksheets

urlpatterns = [
    path("berkas/<path:path>", files.lesson_file, name="lesson_file"),
    path("belajar/<int:pk>/", lessons.course_outline, name="course_outline"),
    path("kursus/", catalogue.catalogue, name="catalogue"),
    path("belajar/<int:pk>/modul/<int:module_pk>/", modules.lesson_module, name="lesson_module"),
    path("belajar/<int:pk>/modul/<int:module_pk>/cetak/", modules.lesson_module_print, name="lesson_module_print"),
    path("belajar/<int:pk>/<int:lesson_pk>/", lessons.lesson, name="lesson"),
    path("belajar/<int:pk>/<int:lesson_pk>/tempat/", lessons.lesson_place, name="lesson_place"),
    path("belajar/<int:pk>/<int:lesson_pk>/cara/", lessons.lesson_mode, name="lesson_mode"),
    path("belajar/<int:pk>/<int:lesson_pk>/lembar/<slug:block>/", worksheets.worksheet, name="worksheet"),
    path("belajar/<int:pk>/<int:lesson_pk>/selesai/", lessons.lesson_finish, name="lesson_finish"),
    path("sw.js", offline.service_worker, name="service_worker"),
    path("belajar/tanpa-sinyal/", offline.no_signal, name="no_signal"),
    path("belajar/keadaan/", offline.lesson_state, name="lesson_state"),
    path("belajar/kiriman/", sending.lesson_send, name="lesson_send"),
    path("belajar/belum-terkirim/", sending.lesson_unsent, name="lesson_unsent"),
    path("belajar/belum-terkirim/berkas/", sending.lesson_import, name="lesson_import"),
    path("belajar/<int:pk>/simpan/", offline.lesson_store, name="lesson_store"),
    path("belajar/<int:pk>/modul/<int:module_pk>/paket/", offline.lesson_pack, name="lesson_pack"),
]
