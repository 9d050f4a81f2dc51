from django.urls import path, register_converter

from lms.exchange.enums import SheetKind
from lms.exchange.views import exports, imports
from lms.exchange.words import SHEET_WORDS

KINDS = {word: kind for kind, word in SHEET_WORDS.items()}


class SheetConverter:
    """``lembaga``, ``orang`` or ``keanggotaan`` in an address, and the kind of sheet it means."""

    regex = "|".join(KINDS)

    def to_python(self, value: str) -> SheetKind:
        return KINDS[value]

    def to_url(self, value: str) -> str:
        return SHEET_WORDS[SheetKind(value)]


register_converter(SheetConverter, "sheet")

urlpatterns = [
    path("impor/", imports.import_list, name="import_list"),
    path("impor/baru/", imports.import_new, name="import_new"),
    path("impor/contoh/<sheet:kind>/", imports.import_template, name="import_template"),
    path("impor/<int:pk>/", imports.import_detail, name="import_detail"),
    path("impor/<int:pk>/masukkan/", imports.import_run, name="import_run"),
    path("impor/<int:pk>/buang/", imports.import_drop, name="import_drop"),
    path("impor/<int:pk>/batalkan/", imports.import_undo, name="import_undo"),
    path("ekspor/", exports.export_list, name="export_list"),
    path("ekspor/lembaga/", exports.export_institutions, name="export_institutions"),
    path("ekspor/orang/", exports.export_people, name="export_people"),
    path("ekspor/keanggotaan/", exports.export_memberships, name="export_memberships"),
]
