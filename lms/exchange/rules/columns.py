"""The columns of each kind of sheet: what an export writes, and which headers an import understands."""

from typing import NamedTuple


class Column(NamedTuple):
    """``synonyms`` are compared without case, spaces and punctuation; see ``headers.header_key`` for abbreviations."""

    field: str
    header: str  # the one an export writes
    synonyms: tuple[str, ...] = ()
    is_required: bool = False
    type: str = "text"
    max_length: int = 150


_DECREE_NUMBER = ("No. SK", "SK", "Nomor Surat Keputusan", "SK Nomor", "SK Pengangkatan Nomor", "Nomor SK Pengangkatan")
_DECREE_DATE = ("Tgl SK", "Tanggal Surat Keputusan", "SK Tanggal", "SK Pengangkatan Tanggal", "Tanggal SK Pengangkatan")
_REGENCY = (
    "Kabupaten",
    "Kota",
    "Kab",
    "Kab./Kota",
    "Kabkota",
    "Kabupaten/Kotamadya",
    "Nama Kabupaten/Kota",
    "Kode Kabupaten/Kota",
    "Alamat Kabupaten/Kota",
    "Alamat Kabupaten",
    "Wilayah",
    "Kode Wilayah",
)
_DISTRICT = ("Kec.", "Distrik", "Nama Kecamatan", "Kode Kecamatan", "Alamat Kecamatan")
_PHONE = (
    "Telp",
    "No. Telp",
    "Nomor Telepon",
    "No HP",
    "HP",
    "Nomor HP",
    "Telepon/HP",
    "No Telp/HP",
    "Handphone",
    "Ponsel",
)
_PHONE_IN_GROUP = ("Kontak", "Kontak Telepon", "Kontak HP", "No. Kontak")
_EMAIL = ("E-mail", "Surel", "Alamat Email", "Alamat Surel", "Kontak Email", "Pos-el")

INSTITUTIONS = (
    Column(
        "number",
        "Nomor Registrasi",
        ("Nomor Register", "No. Registrasi", "No Reg", "Nomor Induk", "Nomor Induk Lembaga", "Kode Lembaga", "NIL"),
        type="code",
        max_length=30,
    ),
    Column(
        "name", "Nama Lembaga", ("Nama", "Nama LKS", "Lembaga", "Nama Organisasi", "Nama Institusi", "Nama PSKS"), True
    ),
    Column("short_name", "Singkatan", ("Nama Singkat", "Akronim", "Singkatan Nama"), max_length=40),
    Column("kind", "Jenis PSKS", ("Jenis", "Jenis Lembaga", "Kategori", "Kategori PSKS", "Jenis LKS"), True, "kind"),
    Column("level", "Tingkat", ("Level", "Tingkatan", "Lingkup", "Tingkat Lembaga"), type="level"),
    Column("regency", "Kabupaten/Kota", _REGENCY, True, "regency"),
    Column("district", "Kecamatan", _DISTRICT, type="district"),
    Column(
        "village_name",
        "Desa/Kelurahan",
        ("Desa", "Kelurahan", "Kel/Desa", "Desa/Kel", "Kelurahan/Desa", "Nama Desa", "Alamat Desa", "Alamat Kelurahan"),
        max_length=80,
    ),
    Column(
        "address",
        "Alamat",
        ("Alamat Lembaga", "Alamat Lengkap", "Alamat Jalan", "Jalan", "Alamat Kantor", "Alamat Sekretariat"),
        max_length=300,
    ),
    Column(
        "is_legal_entity",
        "Berbadan Hukum",
        ("Badan Hukum", "Status Badan Hukum", "Berbadan Hukum (Ya/Tidak)"),
        type="yes_no",
    ),
    Column("owner", "Pemilik", ("Kepemilikan", "Status Kepemilikan", "Milik"), type="owner"),
    Column("founded_year", "Tahun Berdiri", ("Tahun Pendirian", "Berdiri Tahun", "Thn Berdiri"), type="year"),
    Column(
        "deed_number",
        "Nomor Akta Notaris",
        ("No Akta", "Nomor Akta", "Akta Notaris", "Akta Notaris Nomor", "Akta Nomor", "Nomor Akta Pendirian"),
        type="code",
        max_length=40,
    ),
    Column(
        "deed_on",
        "Tanggal Akta Notaris",
        ("Tanggal Akta", "Tgl Akta", "Akta Notaris Tanggal", "Akta Tanggal", "Tanggal Akta Pendirian"),
        type="date",
    ),
    Column(
        "notary", "Nama Notaris", ("Notaris", "Akta Notaris Nama", "Akta Notaris Notaris", "Akta Notaris Nama Notaris")
    ),
    Column(
        "decree_number",
        "Nomor SK Kemenkumham",
        (
            "No SK Kemenkumham",
            "SK Kemenkumham",
            "SK Kemenkumham Nomor",
            "Nomor SK Kemenkum",
            "SK Kemenkum",
            "SK Kemenkum Nomor",
            "Nomor AHU",
            "AHU",
            "Nomor Pengesahan",
            *_DECREE_NUMBER,
        ),
        type="code",
        max_length=60,
    ),
    Column(
        "decree_on",
        "Tanggal SK Kemenkumham",
        (
            "Tgl SK Kemenkumham",
            "SK Kemenkumham Tanggal",
            "SK Kemenkum Tanggal",
            "Tanggal SK Kemenkum",
            "Tanggal AHU",
            "Tanggal Pengesahan",
            *_DECREE_DATE,
        ),
        type="date",
    ),
    Column("npwp", "NPWP", ("Nomor NPWP", "NPWP Lembaga", "NPWP Badan", "Nomor Pokok Wajib Pajak"), type="npwp"),
    Column("nib", "NIB", ("Nomor NIB", "Nomor Induk Berusaha"), type="nib"),
    Column("phone", "Telepon", (*_PHONE, *_PHONE_IN_GROUP, "Telepon Lembaga"), type="phone"),
    Column("whatsapp", "WhatsApp", ("WA", "No WA", "Nomor WA", "Nomor WhatsApp", "Kontak WA"), type="phone"),
    Column("email", "Email", _EMAIL, type="email", max_length=254),
    Column("capacity", "Kapasitas", ("Daya Tampung", "Kapasitas (orang)", "Kapasitas Orang"), type="count"),
    Column("status", "Status", ("Status Lembaga", "Keaktifan", "Status Keaktifan"), type="status"),
    Column("work_area", "Wilayah Kerja", ("Cakupan Wilayah", "Wilayah Pelayanan", "Area Kerja"), type="work_area"),
)

PEOPLE = (
    Column("key", "Kode", ("Kode Orang", "Kode Peserta", "Kode PSKS", "Kode Perorangan"), type="key", max_length=12),
    Column(
        "name", "Nama", ("Nama Lengkap", "Nama Lengkap dan Gelar", "Nama dan Gelar", "Nama Orang", "Nama PSKS"), True
    ),
    Column("sex", "Jenis Kelamin", ("L/P", "JK", "Kelamin", "Gender", "P/L", "Sex"), True, "sex"),
    Column("birth_place", "Tempat Lahir", ("Tmp Lahir", "Kota Lahir", "Lahir Tempat"), max_length=80),
    Column("birth_on", "Tanggal Lahir", ("Tgl Lahir", "Tgl. Lahir", "Lahir", "Lahir Tanggal"), type="date"),
    Column(
        "nik", "NIK", ("Nomor NIK", "No KTP", "Nomor KTP", "KTP", "Nomor Induk Kependudukan", "NIK KTP"), type="nik"
    ),
    Column("nip", "NIP", ("Nomor NIP", "Nomor Induk Pegawai"), type="nip"),
    Column(
        "phone", "Telepon", (*_PHONE, *_PHONE_IN_GROUP, "WA", "No WA", "WhatsApp", "HP/WA", "No HP/WA"), type="phone"
    ),
    Column("email", "Email", _EMAIL, type="email", max_length=254),
    Column("regency", "Kabupaten/Kota", _REGENCY, type="regency"),
    Column("district", "Kecamatan", _DISTRICT, type="district"),
)

MEMBERSHIPS = (
    Column(
        "person_key", "Kode", ("Kode Orang", "Kode Anggota", "Kode PSKS", "Kode Peserta"), type="key", max_length=12
    ),
    Column("nik", "NIK", ("Nomor NIK", "No KTP", "Nomor KTP", "KTP", "Nomor Induk Kependudukan"), type="nik"),
    Column(
        "institution_number",
        "Nomor Registrasi Lembaga",
        (
            "Nomor Registrasi",
            "Nomor Register",
            "No. Registrasi",
            "Nomor Lembaga",
            "Kode Lembaga",
            "Nomor Register Lembaga",
        ),
        True,
        "code",
        30,
    ),
    Column("kind", "Jenis PSKS", ("Jenis", "Kategori", "Kategori PSKS"), type="kind"),
    Column("position", "Jabatan", ("Posisi", "Kedudukan", "Jabatan dalam Lembaga", "Peran"), type="position"),
    Column("decree_number", "Nomor SK", _DECREE_NUMBER, type="code", max_length=80),
    Column("decree_on", "Tanggal SK", _DECREE_DATE, type="date"),
    Column("member_number", "Nomor Anggota", ("No. Anggota", "NIA", "Nomor Induk Anggota"), type="code", max_length=40),
    Column(
        "starts_on",
        "Mulai",
        (
            "Mulai Tanggal",
            "Tanggal Mulai",
            "Tgl Mulai",
            "Sejak",
            "TMT",
            "Masa Bakti Mulai",
            "Mulai Bertugas",
            "Bergabung",
        ),
        True,
        "date",
    ),
    Column(
        "ends_on",
        "Selesai",
        (
            "Sampai",
            "Sampai Tanggal",
            "Tanggal Selesai",
            "Tgl Selesai",
            "Berakhir",
            "Masa Bakti Selesai",
            "Masa Bakti Sampai",
        ),
        type="date",
    ),
    Column("is_primary", "Keanggotaan Utama", ("Utama", "Anggota Utama"), type="yes_no"),
)

COLUMNS: dict[str, tuple[Column, ...]] = {
    "institutions": INSTITUTIONS,
    "people": PEOPLE,
    "memberships": MEMBERSHIPS,
}
# A membership says whose it is by one of these.
ONE_OF: dict[str, tuple[str, ...]] = {"memberships": ("person_key", "nik")}
