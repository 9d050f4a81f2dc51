"""Words the reading measure must know by heart. Lower case, Indonesian; additions need no other change."""

import re


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Long, yet known to everybody who reads at all: they make no text hard.
EVERYDAY = _listed("""
agustus bagaimana bagaimanakah beberapa berkeluarga bersama-sama desember februari indonesia januari jawaban
kabupaten kalimantan kebutuhan kecamatan kegiatan kehidupan keluarga kemudian keperluan kepolisian kesehatan
kesempatan lelaki masyarakat motor november oktober panitia pekerjaan pelajaran pelayanan pemerintah pemuda
pendidikan penduduk perempuan pertanyaan pertemuan puskesmas saudara sebelumnya sekeluarga sekolah sementara
sepeda september seseorang sesudahnya seterusnya sukarela telepon televisi tetangga
""")

# The full stop after these ends no sentence.
ABBREVIATIONS = _listed("""
a.n. ay. bpk. cm. d.a. dll. dr. dra. drs. ds. dsb. dst. gg. h. hal. hj. hlm. ir. jl. jln. kab. kec. kel. kg. km.
m. mis. no. nomor. prof. ps. rp. rt. rw. s.d. sdr. sdri. tel. telp. tgl. ttd. u.p. yth.
""")

# Begins with di- or ter- and is no passive verb: plain words, places written together, adjectives of degree.
_PLAIN = _listed("""
dia diafragma diagnosa diagnosis diagonal diagram dialek dialog diam diameter diantara diare diatas dibawah
dibelakang didalam didepan didik diesel diet difabel digital diktat dikte dilema diluar dimana dimensi dinamika
dinamis dinas dinding dingin dini dinihari diorama diploma diplomasi direksi direktorat direktur diri dirumah
disabilitas disamping disana disekolah disertasi disfungsi disharmoni disinfektan disini disiplin disitu disket
diskon diskresi diskriminasi diskusi dispensasi disposisi distribusi distrik ditjen ditolerir diversi
diversifikasi divestasi divisi
teraju terakhir terampil terang terapi terapis terapung teras terasa terasi teratas teratur terbaik terbang
terbanyak terbaru terbawah terbelakang terberat terbesar terbiasa terbit terbuka terburuk tercepat tercinta
terdahulu terdalam terdapat terdekat terdepan terdiri terendah tergantung terhadap terharu terhormat teri teriak
terigu terik terima terimakasih teringan teripang teritori teritorial terjadi terjauh terkadang terkait terkecil
terkejut terkenal terkini terkuat terlalu terlama terlambat terlebih terlemah terluar terluas termahal termasuk
termin terminal termometer termos termuda termudah termurah ternak ternakan ternyata terompah terompet terong
terowongan terpal terpanjang terparah terpendek terpenting tersebut tersedia tersedikit tersempit tersenyum
tersering tersinggung tersulit tertarik tertawa tertentu tertib tertinggi tertua terus terusan terutama
""")
NOT_PASSIVE = re.compile(rf"(?:{'|'.join(sorted(_PLAIN))})$")

# Words of offices and seminars, and what people say instead.
JARGON = {
    "adaptif": "mudah menyesuaikan diri",
    "advokasi": "pembelaan",
    "akselerasi": "percepatan",
    "aksesibilitas": "kemudahan masuk dan memakai",
    "akuntabel": "dapat dipertanggungjawabkan",
    "akuntabilitas": "tanggung jawab",
    "alokasi": "pembagian",
    "analisis": "telaah",
    "aspek": "sisi",
    "berbasis": "berdasarkan",
    "berkelanjutan": "terus-menerus",
    "bersinergi": "bekerja bersama",
    "deskriptif": "dengan uraian",
    "destruktif": "merusak",
    "diseminasi": "penyebaran",
    "efektif": "tepat",
    "efektivitas": "hasil guna",
    "efisien": "hemat",
    "efisiensi": "penghematan",
    "eksternal": "luar",
    "ekosistem": "lingkungan",
    "elaborasi": "uraian",
    "entitas": "badan",
    "esensial": "pokok",
    "fasilitasi": "bantuan",
    "feedback": "umpan balik",
    "fundamental": "mendasar",
    "holistik": "menyeluruh",
    "identifikasi": "pengenalan",
    "implementasi": "pelaksanaan",
    "implikasi": "akibat",
    "indikator": "tanda ukur",
    "inklusif": "terbuka bagi semua",
    "inovatif": "baru",
    "inisiasi": "awal",
    "instrumen": "alat",
    "integral": "tak terpisah",
    "integrasi": "penyatuan",
    "integratif": "menyatu",
    "intensif": "sungguh-sungguh",
    "internal": "dalam",
    "intervensi": "tindakan bantuan",
    "kapabilitas": "kemampuan",
    "kapasitas": "kemampuan",
    "kebijaksanaan": "kebijakan",
    "kolaborasi": "kerja sama",
    "kolaboratif": "bersama-sama",
    "komitmen": "janji",
    "kompetensi": "kemampuan",
    "komprehensif": "lengkap",
    "konseptual": "menurut gagasan",
    "konsolidasi": "penguatan",
    "konstruktif": "membangun",
    "kontekstual": "sesuai keadaan",
    "kontribusi": "sumbangan",
    "koordinasi": "bicara dan bagi tugas",
    "legalitas": "keabsahan",
    "mekanisme": "cara",
    "metodologi": "cara kerja",
    "mitigasi": "pengurangan bahaya",
    "mobilisasi": "pengerahan",
    "monitoring": "pemantauan",
    "multidimensional": "bersisi banyak",
    "multisektor": "lintas bidang",
    "normatif": "menurut aturan",
    "operasional": "sehari-hari",
    "optimal": "sebaik mungkin",
    "optimalisasi": "perbaikan",
    "orientasi": "pengenalan",
    "outcome": "hasil",
    "output": "keluaran",
    "paradigma": "cara pandang",
    "parameter": "ukuran",
    "partisipasi": "keikutsertaan",
    "partisipatif": "bersama-sama",
    "preventif": "pencegahan",
    "prinsipil": "mendasar",
    "proaktif": "mendahului",
    "progresif": "maju",
    "rehabilitatif": "pemulihan",
    "relevan": "sesuai",
    "relevansi": "kesesuaian",
    "represif": "menekan",
    "resiliensi": "daya lenting",
    "revitalisasi": "penguatan kembali",
    "sektoral": "per bidang",
    "signifikan": "berarti",
    "sinergi": "kerja sama",
    "sinergitas": "kerja sama",
    "sinkronisasi": "penyelarasan",
    "spesifik": "khusus",
    "stakeholder": "pihak terkait",
    "standardisasi": "penyeragaman",
    "strategis": "penting",
    "substansi": "isi",
    "substansial": "berarti",
    "supervisi": "pengawasan",
    "tata-laksana": "cara kerja",
    "terintegrasi": "menyatu",
    "transformasi": "perubahan",
    "validasi": "pengesahan",
    "verifikasi": "pemeriksaan",
    "vital": "sangat penting",
}
