"""The forms every new course begins with. Data, always in Indonesian; authors change them as they like.

The keys are words, so that the same line can be counted over many courses. The editor makes ids of them: none twice.
"""

from typing import Any

Stream = list[dict[str, Any]]


def trainer_lines() -> Stream:
    return [
        _line("mastery", "scale", "Penguasaan materi"),
        _line("order", "scale", "Sistematika penyajian"),
        _line("clarity", "scale", "Kejelasan penjelasan"),
        _line("methods", "scale", "Pemakaian metode dan media"),
        _line("interaction", "scale", "Interaksi dengan peserta"),
        _line("time", "scale", "Ketepatan waktu"),
        _line("benefit", "scale", "Manfaat materi bagi tugas Anda"),
        _line("advice", "text", "Saran untuk narasumber"),
    ]


def organiser_lines() -> Stream:
    return [
        _line("information", "scale", "Informasi sebelum kegiatan"),
        _line("committee", "scale", "Pelayanan panitia"),
        _line("room", "scale", "Ruang dan perlengkapan"),
        _line("meals", "scale", "Konsumsi"),
        _line("lodging", "scale", "Penginapan (kosongkan bila tidak menginap)"),
        _line("materials", "scale", "Bahan ajar"),
        _line("schedule", "scale", "Jadwal kegiatan"),
        _line("access", "scale", "Kemudahan bagi lansia dan penyandang disabilitas"),
        _line("wishes", "text", "Saran untuk penyelenggara"),
    ]


def rtl_lines() -> Stream:
    return [
        _asked("problem", "text", "Masalah", "Apa yang ingin Anda perbaiki di lembaga atau di lingkungan Anda?"),
        _asked("activity", "text", "Kegiatan", "Apa yang akan Anda lakukan?"),
        _asked("target_kind", "ppks", "Sasaran: jenis PPKS", ""),
        _asked("target_number", "number", "Sasaran: jumlah orang", "Tanpa nama atau NIK."),
        _asked("place", "text", "Lokasi", "Desa atau kelurahan, dan kecamatan."),
        _asked("starts_on", "date", "Mulai", ""),
        _asked("ends_on", "date", "Selesai", ""),
        _asked("partners", "text", "Pihak terkait", "Siapa yang Anda ajak bekerja sama?"),
        _asked("support", "text", "Dukungan yang diminta", "Dari dinas sosial atau pihak lain."),
        _asked("indicator", "text", "Indikator", "Dengan ukuran apa Anda tahu bahwa kegiatan ini berhasil?"),
        _choice("status", "Status", "", ["Belum mulai", "Sedang berjalan", "Selesai", "Terhambat"]),
        _asked("evidence", "text", "Bukti", "Misalnya foto kegiatan, daftar hadir, atau laporan singkat."),
    ]


def _line(key: str, kind: str, words: str) -> dict[str, Any]:
    return {"id": key, "type": kind, "value": words}


def _asked(key: str, kind: str, label: str, help: str) -> dict[str, Any]:
    return {"id": key, "type": kind, "value": {"label": label, "help": help}}


def _choice(key: str, label: str, help: str, options: list[str]) -> dict[str, Any]:
    items = [{"id": f"{key}-{number}", "type": "item", "value": option} for number, option in enumerate(options, 1)]
    return {"id": key, "type": "choice", "value": {"label": label, "help": help, "options": items}}
