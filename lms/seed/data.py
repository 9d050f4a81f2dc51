"""Invented institutions and people of Kalimantan Tengah; regions are real, nobody here is."""

from typing import NamedTuple

PROVINCE = "62"


class InstitutionRow(NamedTuple):
    region: str
    name: str
    address: str
    has_paper: bool


class PersonRow(NamedTuple):
    institution: int  # index into INSTITUTIONS
    name: str
    sex: str
    position: str


# Two for each kab/kota, in the order of their codes.
INSTITUTIONS = [
    InstitutionRow("62.01", "LKS Tunas Pangkalan", "Jl. Pakunegara 12, Pangkalan Bun", True),
    InstitutionRow("62.01", "LKS Sinar Arut", "Jl. Rangga Santrek 4, Arut Selatan", True),
    InstitutionRow("62.02", "LKS Harapan Mentaya", "Jl. Iskandar 31, Sampit", True),
    InstitutionRow("62.02", "LKS Bina Lansia Sampit", "Jl. Kopi Selatan 7, Sampit", True),
    InstitutionRow("62.03", "LKS Bina Sejahtera Kapuas", "Jl. Tambun Bungai 18, Kuala Kapuas", True),
    InstitutionRow("62.03", "LKS Kasih Selat", "Jl. Pemuda 22, Selat", True),
    InstitutionRow("62.04", "LKS Barito Peduli", "Jl. Pelita Raya 5, Buntok", True),
    InstitutionRow("62.04", "LKS Rumah Kita Dusun Selatan", "Jl. Panglima Batur 9, Buntok", True),
    InstitutionRow("62.05", "LKS Batara Mandiri", "Jl. Yetro Sinseng 14, Muara Teweh", True),
    InstitutionRow("62.05", "LKS Lentera Teweh", "Jl. Pramuka 3, Teweh Tengah", True),
    InstitutionRow("62.06", "LKS Penyang Katingan", "Jl. Cilik Riwut 40, Kasongan", True),
    InstitutionRow("62.06", "LKS Sahabat Hampalit", "Jl. Tjilik Riwut km 8, Hampalit", False),
    InstitutionRow("62.07", "LKS Seruyan Bersatu", "Jl. A. Yani 2, Kuala Pembuang", True),
    InstitutionRow("62.07", "LKS Danau Sembuluh Lestari", "Desa Sembuluh I", True),
    InstitutionRow("62.08", "LKS Gawi Barinjam", "Jl. Tjilik Riwut 6, Sukamara", True),
    InstitutionRow("62.08", "LKS Jelai Harapan", "Jl. Pelabuhan 1, Kuala Jelai", False),
    InstitutionRow("62.09", "LKS Bahaum Bakuba", "Jl. Trans Kalimantan 11, Nanga Bulik", True),
    InstitutionRow("62.09", "LKS Disabilitas Lamandau Berdaya", "Jl. Gatot Subroto 8, Nanga Bulik", True),
    InstitutionRow("62.10", "LKS Habangkalan Gunung Mas", "Jl. Sangkurun 15, Kuala Kurun", True),
    InstitutionRow("62.10", "LKS Tewah Menyapa", "Jl. Yos Sudarso 3, Tewah", True),
    InstitutionRow("62.11", "LKS Handep Hapakat", "Jl. Lintas Kalimantan 27, Pulang Pisau", True),
    InstitutionRow("62.11", "LKS Kahayan Hilir Peduli", "Jl. Tingang Menteng 5, Pulang Pisau", True),
    InstitutionRow("62.12", "LKS Tira Tangka Balang", "Jl. Jenderal Sudirman 19, Puruk Cahu", True),
    InstitutionRow("62.12", "LKS Murung Sejahtera", "Jl. Merdeka 2, Beriwit", True),
    InstitutionRow("62.13", "LKS Jari Janang Kalalawah", "Jl. Nansarunai 10, Tamiang Layang", True),
    InstitutionRow("62.13", "LKS Ampah Berbagi", "Jl. Pasar Panas 6, Ampah", True),
    InstitutionRow("62.71", "LKS Huma Betang", "Jl. RTA Milono km 3, Palangka Raya", True),
    InstitutionRow("62.71", "LKS Isen Mulang Peduli", "Jl. G. Obos 21, Palangka Raya", True),
]

# Forty people; twelve institutions have two or more on file.
PEOPLE = [
    PersonRow(0, "Rusdiansyah Pahlevi, S.Sos.", "male", "chair"),
    PersonRow(0, "Mariana Lestari", "female", "secretary"),
    PersonRow(1, "Hendra Wijaya", "male", "chair"),
    PersonRow(2, "Siti Norhalimah, S.Pd.", "female", "chair"),
    PersonRow(2, "Arbain Saputra", "male", "treasurer"),
    PersonRow(3, "Kristina Unting", "female", "chair"),
    PersonRow(4, "Yuliana Tarung", "female", "chair"),
    PersonRow(4, "Bambang Sugiarto", "male", "secretary"),
    PersonRow(4, "Noor Aisyah", "female", "member"),
    PersonRow(5, "Depie Sandung", "male", "chair"),
    PersonRow(5, "Rahmawati, A.Md.", "female", "treasurer"),
    PersonRow(6, "Tumbang Ranying", "male", "chair"),
    PersonRow(6, "Helmina Rusau", "female", "secretary"),
    PersonRow(7, "Abdul Gafur", "male", "chair"),
    PersonRow(8, "Lensi Duwil", "female", "chair"),
    PersonRow(8, "Marthin Idan", "male", "member"),
    PersonRow(9, "Fatmawati Hasan", "female", "chair"),
    PersonRow(10, "Yanto Panyang", "male", "chair"),
    PersonRow(10, "Ester Bulan", "female", "secretary"),
    PersonRow(11, "Suriansyah", "male", "chair"),
    PersonRow(12, "Nurul Hidayah, S.E.", "female", "chair"),
    PersonRow(12, "Jainudin Ahmad", "male", "treasurer"),
    PersonRow(13, "Ratna Komala", "female", "chair"),
    PersonRow(14, "Gusti Rahmadi", "male", "chair"),
    PersonRow(14, "Sri Wahyuni", "female", "secretary"),
    PersonRow(15, "Marlina Hetty", "female", "chair"),
    PersonRow(16, "Yohanes Bakuba", "male", "chair"),
    PersonRow(17, "Lidia Anggraini, S.Psi.", "female", "chair"),
    PersonRow(18, "Rinto Sawang", "male", "chair"),
    PersonRow(18, "Dewi Kurnia", "female", "treasurer"),
    PersonRow(19, "Salundik Jaga", "male", "chair"),
    PersonRow(20, "Hapakat Mihing", "male", "chair"),
    PersonRow(20, "Norlela Binti Usman", "female", "secretary"),
    PersonRow(21, "Agustinus Lambung", "male", "chair"),
    PersonRow(22, "Elisabet Murai", "female", "chair"),
    PersonRow(23, "Saidina Aliansyah", "male", "chair"),
    PersonRow(24, "Theresia Nansa", "female", "chair"),
    PersonRow(25, "Wahyudi Prasetyo", "male", "chair"),
    PersonRow(26, "Rahayu Betang, M.Si.", "female", "chair"),
    PersonRow(27, "Iwan Mulang", "male", "chair"),
]


class StaffRow(NamedTuple):
    key: str
    role: str
    region: str
    name: str
    email: str


STAFF = [
    StaffRow("provinsi", "province_officer", "62", "Sri Handayani", "provinsi@contoh.id"),
    StaffRow("kapuas", "regency_officer", "62.03", "Mahmud Ruslan", "kapuas@contoh.id"),
    StaffRow("palangkaraya", "regency_officer", "62.71", "Lisa Tundan", "palangkaraya@contoh.id"),
    StaffRow("pelatih", "trainer", "62", "Drs. Albert Kuntu", "pelatih@contoh.id"),
    StaffRow("pelatih-kapuas", "trainer", "62.03", "Hamidah Sari, S.Sos.", "pelatih.kapuas@contoh.id"),
    StaffRow("pelatih-palangkaraya", "trainer", "62.71", "Ferdinand Ugang", "pelatih.palangkaraya@contoh.id"),
]

SIGNATORY = "Dr. Rangga Tingang, M.Si."
PROVINCE_OFFICE = {
    "name": "Dinas Sosial Provinsi Kalimantan Tengah",
    "unit_code": "DINSOS-KALTENG",
    "address": "Jl. Contoh Raya No. 1, Palangka Raya 73112",
    "city": "Palangka Raya",
    "signatory_title": "Kepala Dinas Sosial Provinsi Kalimantan Tengah",
    "signatory_name": SIGNATORY,
    "signatory_nip": "",
}

PROGRAMME_SUMMARY = (
    "Empat kursus bagi pilar sosial Kalimantan Tengah: mengelola LKS, menguatkan keluarga, membina mental, "
    "dan berusaha bersama dalam KUBE."
)

BRIEFING_TITLE = "Sosialisasi pencegahan kekerasan terhadap anak"
SELF_PACED_TITLE = "Keluarga Tangguh, belajar mandiri"

# The people one signs in as: a trainee by phone, and the admin (chair) of an institution.
ADMIN_PERSON = 6  # Yuliana Tarung, chair of LKS Bina Sejahtera Kapuas
TRAINEE_PERSON = 8  # Noor Aisyah, member of the same
PASSWORD = "pilar-contoh-2026"  # of the demonstration only; production is never seeded with people
