"""Passages written for the reading measure, from talk at the kitchen table to the text of a law.

Each with the score the formula gives it. Invented people and places; no sentence stands anywhere else.
"""

from typing import NamedTuple

from content.readability import Level


class Passage(NamedTuple):
    name: str
    level: Level
    score: int
    text: str


EASY = [
    Passage(
        "hujan",
        Level.EASY,
        10,
        """
Pagi ini hujan turun lama. Ibu Sari tidak bisa ke pasar. Ia duduk di rumah dan membuat kue. Anaknya ikut membantu.
Mereka tertawa dan bercerita. Siang hari hujan berhenti. Ibu Sari membawa kue ke warung Pak Udin. Semua kue habis. Ia
pulang dengan hati senang. Uangnya ia simpan di kaleng. Besok ia mau beli beras dan sabun. Anaknya minta satu buku
tulis. Ibu Sari bilang, boleh. Malam itu mereka makan ikan bakar dan tidur cepat.
""",
    ),
    Passage(
        "buku kas",
        Level.EASY,
        12,
        """
Buku kas itu mudah. Ambil satu buku tulis. Buat empat garis. Tulis tanggal, uraian, uang masuk, dan uang keluar. Setiap
kali ada uang masuk, tulis hari itu juga. Setiap kali ada uang keluar, simpan notanya. Pada akhir bulan, jumlahkan
semua. Hitung uang di kotak. Apakah jumlahnya sama? Jika tidak sama, cari yang lupa ditulis. Mintalah satu orang lain
ikut menghitung. Dua orang lebih jujur daripada satu orang.
""",
    ),
    Passage(
        "mendengar",
        Level.EASY,
        10,
        """
Ada ibu datang ke rumah Anda. Ia menangis. Apa yang Anda lakukan? Jangan banyak bertanya dulu. Beri ia kursi dan air
minum. Duduk di sampingnya. Dengarkan ceritanya sampai selesai. Jangan memotong. Jangan bilang bahwa ia salah. Katakan
saja, saya di sini dan saya mau mendengar. Sesudah ia tenang, tanya apa yang paling ia butuhkan hari ini. Mungkin ia
perlu tempat tidur. Mungkin ia perlu teman ke puskesmas. Mulai dari satu hal yang bisa Anda buat.
""",
    ),
    Passage(
        "rapat warga",
        Level.EASY,
        12,
        """
Malam Jumat warga dusun berkumpul di balai. Pak Lurah membuka rapat. Ia bertanya, siapa tetangga kita yang sakit dan
hidup sendiri? Bu Rina menyebut Kakek Amat. Kakinya bengkak dan ia tidak bisa ke sumur. Warga lalu membagi tugas. Bu
Rina memasak setiap Senin. Jon dan Dani mengisi air. Bidan datang dua minggu sekali. Semua nama ditulis di kertas dan
ditempel di pintu balai. Rapat selesai dalam satu jam. Minggu depan mereka bertemu lagi.
""",
    ),
    Passage(
        "ponsel lama",
        Level.EASY,
        14,
        """
Ponsel Anda lama dan sinyal lemah? Tidak apa. Buka pelajaran saat ada sinyal. Tunggu sampai semua gambar tampil. Sesudah
itu Anda boleh membaca di rumah, di kebun, atau di perahu. Jika baterai habis, tempat Anda berhenti tidak hilang. Saat
sinyal datang lagi, catatan Anda terkirim sendiri. Anda tidak perlu menekan apa pun. Suara lebih berat daripada teks.
Putar suara di tempat yang sinyalnya kuat, atau baca saja tulisannya.
""",
    ),
    Passage(
        "ayah dan anak",
        Level.EASY,
        10,
        """
Adi sering marah kepada anaknya. Anaknya lalu diam dan masuk kamar. Suatu hari Adi mencoba cara lain. Ia menarik napas
tiga kali. Ia duduk di lantai, sejajar dengan mata anaknya. Ia bertanya, kamu kenapa? Anaknya pelan-pelan bercerita. Ia
takut pergi ke sekolah sebab ada teman yang mengejek. Adi tidak tahu soal itu. Ia memeluk anaknya. Besok pagi mereka
pergi bersama dan bicara dengan guru. Sejak itu rumah mereka lebih tenang.
""",
    ),
    Passage(
        "kue kelompok",
        Level.EASY,
        9,
        """
Lima ibu di Kapuas mau jual kue bersama. Mereka bertanya kepada pembeli. Kue apa yang paling enak? Kapan Anda beli?
Berapa harga yang pas? Jawabannya mereka tulis. Ternyata orang suka kue basah pada pagi hari. Harga yang pas dua ribu
rupiah. Lalu mereka hitung biaya tepung, gula, telur, dan gas. Satu kue perlu seribu dua ratus rupiah. Jadi untungnya
delapan ratus rupiah. Mereka mulai dengan lima puluh kue saja. Jika laku, mereka tambah.
""",
    ),
    Passage(
        "surat tugas",
        Level.EASY,
        22,
        """
Sebelum berangkat ke pelatihan, mintalah surat tugas kepada ketua lembaga Anda. Surat itu menyebut nama Anda, tanggal
kegiatan, dan tempatnya. Bawalah kartu tanda penduduk dan satu buku catatan. Panitia menyediakan makan siang, tetapi
ongkos perjalanan Anda bayar dulu dan simpan buktinya. Pada hari pertama, datanglah setengah jam lebih awal untuk
mengisi daftar hadir. Jika sakit di tengah pelatihan, beri tahu panitia hari itu juga. Panitia akan mencarikan waktu
pengganti supaya jam pelajaran Anda tetap cukup.
""",
    ),
]

MEDIUM = [
    Passage(
        "tugas pengurus",
        Level.MEDIUM,
        45,
        """
Pengurus lembaga bertanggung jawab atas kegiatan sehari-hari, sedangkan pengawas memeriksa apakah kegiatan itu berjalan
sesuai rencana dan anggaran yang sudah disetujui dalam rapat. Karena itu, satu orang sebaiknya tidak memegang dua tugas
sekaligus. Bendahara menyimpan uang dan mencatat setiap penerimaan, sementara ketua menandatangani persetujuan
pengeluaran. Laporan keuangan dibacakan setiap tiga bulan di depan seluruh anggota dan ditempel di kantor agar
masyarakat dapat membacanya. Dengan pembagian seperti ini, kesalahan lebih cepat ditemukan dan kepercayaan para
penyumbang terpelihara.
""",
    ),
    Passage(
        "berita bantuan",
        Level.MEDIUM,
        51,
        """
Pemerintah kabupaten mulai menyalurkan bantuan perlengkapan sekolah kepada tiga ratus anak dari keluarga penerima
manfaat pada pekan kedua Juli. Penyaluran dilakukan melalui kantor kecamatan dengan pendampingan petugas sosial
setempat, agar setiap paket diterima langsung oleh orang tua atau wali. Kepala dinas menjelaskan bahwa daftar penerima
disusun berdasarkan hasil pendataan desa yang diperbarui setiap enam bulan. Keluarga yang merasa belum tercatat dapat
mengajukan permohonan melalui kantor desa dengan membawa kartu keluarga dan surat keterangan.
""",
    ),
    Passage(
        "asesmen keluarga",
        Level.MEDIUM,
        51,
        """
Sebelum menentukan bentuk pertolongan, pendamping mengumpulkan keterangan tentang keadaan keluarga, mulai dari
penghasilan, kesehatan, pendidikan anak, sampai hubungan dengan tetangga. Keterangan diperoleh melalui percakapan,
kunjungan rumah, dan pengamatan. Pendamping mencatat bukan hanya masalah, melainkan juga kekuatan yang dimiliki
keluarga, misalnya keterampilan menjahit atau dukungan kerabat. Hasil pencatatan kemudian dibicarakan bersama keluarga
supaya rencana yang disusun benar-benar sesuai dengan keinginan dan kemampuan mereka.
""",
    ),
    Passage(
        "menyusun proposal",
        Level.MEDIUM,
        42,
        """
Proposal yang baik menjawab pertanyaan penyumbang sebelum pertanyaan itu diajukan. Bagian pertama menerangkan masalah
yang dihadapi warga dengan angka dan contoh nyata. Bagian kedua menguraikan kegiatan yang direncanakan, siapa
pelaksananya, dan kapan setiap kegiatan dilaksanakan. Rincian biaya disusun per kegiatan, sehingga pembaca dapat
menilai kewajarannya. Pada bagian penutup, lembaga menjelaskan bagaimana keberhasilan akan diukur dan bagaimana
penggunaan dana dipertanggungjawabkan kepada penyumbang serta kepada warga.
""",
    ),
    Passage(
        "kebiasaan keuangan",
        Level.MEDIUM,
        42,
        """
Banyak keluarga berutang bukan karena penghasilannya terlalu kecil, melainkan karena pengeluaran kecil yang berulang
tidak pernah dicatat. Secangkir kopi, pulsa, dan jajanan anak terasa ringan ketika dibayar, tetapi dalam sebulan
jumlahnya dapat melebihi ongkos sekolah. Catatan pengeluaran selama dua minggu biasanya sudah cukup untuk menunjukkan
ke mana uang pergi. Berdasarkan catatan itu, suami dan istri dapat menyepakati batas belanja mingguan serta menyisihkan
tabungan darurat sebelum uang dibelanjakan.
""",
    ),
    Passage(
        "pemulihan bencana",
        Level.MEDIUM,
        42,
        """
Setelah banjir surut, pekerjaan relawan belum selesai. Warga memerlukan pendampingan untuk membersihkan rumah,
mengurus surat penting yang hilang, dan memulihkan penghasilan. Anak-anak sering menunjukkan ketakutan ketika hujan
turun lagi, sehingga kegiatan bermain bersama perlu disediakan di tempat yang aman. Relawan juga mengumpulkan
keterangan mengenai kerusakan untuk disampaikan kepada pemerintah desa. Pembagian tugas ditetapkan setiap pagi supaya
bantuan tersebar merata dan tidak ada keluarga yang terlewat.
""",
    ),
    Passage(
        "kerahasiaan",
        Level.MEDIUM,
        49,
        """
Catatan tentang penerima layanan memuat keterangan yang sangat pribadi, oleh sebab itu lembaga wajib menyimpannya di
tempat terkunci dan membatasi siapa yang boleh membacanya. Petugas hanya mencatat keterangan yang diperlukan untuk
memberikan pelayanan. Apabila keterangan perlu disampaikan kepada lembaga lain, misalnya untuk rujukan, petugas meminta
persetujuan tertulis terlebih dahulu. Pengecualian berlaku ketika keselamatan seseorang terancam. Catatan yang sudah
tidak diperlukan dimusnahkan menurut jadwal yang ditetapkan pengurus.
""",
    ),
]

HARD = [
    Passage(
        "peraturan daerah",
        Level.HARD,
        91,
        """
Penyelenggaraan kesejahteraan sosial dilaksanakan berdasarkan asas kesetiakawanan, keadilan, kemanfaatan, keterpaduan,
kemitraan, keterbukaan, akuntabilitas, partisipasi, profesionalitas, dan keberlanjutan, dengan tetap memperhatikan
kewenangan pemerintah provinsi dan pemerintah kabupaten/kota sebagaimana diatur dalam ketentuan peraturan
perundang-undangan. Pelaksanaan sebagaimana dimaksud pada ayat (1) dikoordinasikan oleh perangkat daerah yang
menyelenggarakan urusan pemerintahan di bidang sosial dan dilaporkan secara berkala kepada kepala daerah
selambat-lambatnya tiga bulan setelah tahun anggaran berakhir.
""",
    ),
    Passage(
        "pasal sanksi",
        Level.HARD,
        100,
        """
Lembaga kesejahteraan sosial yang menyelenggarakan kegiatan tanpa tanda pendaftaran sebagaimana dimaksud dalam Pasal 12
ayat (2) dikenai sanksi administratif berupa teguran tertulis, penghentian sementara kegiatan, atau pencabutan tanda
pendaftaran, yang penjatuhannya dilakukan secara bertahap dengan mempertimbangkan tingkat kesalahan, akibat yang
ditimbulkan terhadap penerima manfaat, serta iktikad baik pengurus untuk memperbaiki penyelenggaraan pelayanan dalam
jangka waktu yang ditetapkan oleh pejabat yang berwenang menerbitkan tanda pendaftaran dimaksud.
""",
    ),
    Passage(
        "rencana strategis",
        Level.HARD,
        100,
        """
Optimalisasi peran potensi dan sumber kesejahteraan sosial diimplementasikan melalui penguatan kapasitas kelembagaan,
peningkatan kompetensi sumber daya manusia, serta pengembangan mekanisme koordinasi multisektor yang berkelanjutan dan
akuntabel. Strategi tersebut diintegrasikan ke dalam dokumen perencanaan pembangunan daerah dengan indikator kinerja
yang terukur, sehingga efektivitas intervensi terhadap kelompok sasaran dapat dievaluasi secara komprehensif dan
hasilnya dimanfaatkan sebagai dasar perumusan kebijakan pada periode perencanaan berikutnya.
""",
    ),
    Passage(
        "laporan penelitian",
        Level.HARD,
        78,
        """
Penelitian ini mengidentifikasi korelasi antara intensitas pendampingan dan keberlanjutan usaha ekonomi produktif pada
kelompok penerima bantuan, dengan mempertimbangkan variabel demografis, kapasitas manajerial, serta aksesibilitas
terhadap lembaga keuangan formal. Analisis regresi menunjukkan bahwa frekuensi pendampingan berkontribusi signifikan
terhadap keberlanjutan usaha, sedangkan karakteristik demografis tidak menunjukkan pengaruh yang konsisten. Temuan
tersebut mengindikasikan perlunya reorientasi program dari penyaluran modal menuju penguatan kapasitas manajerial
kelompok.
""",
    ),
    Passage(
        "perjanjian hibah",
        Level.HARD,
        100,
        """
Pihak Kedua bertanggung jawab sepenuhnya, baik secara formal maupun material, atas penggunaan dana hibah yang diterima
dari Pihak Pertama, dan berkewajiban menyampaikan laporan pertanggungjawaban penggunaan dana disertai bukti pengeluaran
yang lengkap dan sah sesuai dengan ketentuan peraturan perundang-undangan selambat-lambatnya satu bulan setelah
berakhirnya pelaksanaan kegiatan, dengan ketentuan bahwa sisa dana yang tidak dipergunakan wajib disetorkan kembali ke
rekening kas umum daerah sebelum penyampaian laporan pertanggungjawaban dimaksud.
""",
    ),
    Passage(
        "keputusan kepala dinas",
        Level.HARD,
        100,
        """
Menimbang bahwa dalam rangka meningkatkan profesionalitas pelayanan serta mewujudkan tertib administrasi
penyelenggaraan lembaga kesejahteraan sosial, perlu dilakukan pembinaan, pemantauan, dan evaluasi secara terencana,
terpadu, dan berkesinambungan; bahwa untuk melaksanakan maksud tersebut perlu dibentuk tim pelaksana yang keanggotaannya
terdiri atas unsur perangkat daerah, lembaga koordinasi, serta perwakilan masyarakat; bahwa berdasarkan pertimbangan
sebagaimana dimaksud, perlu ditetapkan Keputusan Kepala Dinas tentang pembentukan tim pelaksana dimaksud.
""",
    ),
    Passage(
        "kebijakan data",
        Level.HARD,
        83,
        """
Pengendali data pribadi wajib melakukan penilaian dampak pelindungan data pribadi dalam hal pemrosesan data pribadi
memiliki potensi risiko tinggi terhadap subjek data pribadi, termasuk pengambilan keputusan secara otomatis yang
berakibat hukum, pemrosesan data yang bersifat spesifik, pemrosesan dalam skala besar, serta penggunaan teknologi baru
dalam pemrosesan. Ketentuan lebih lanjut mengenai tata cara pelaksanaan penilaian dampak sebagaimana dimaksud
ditetapkan oleh lembaga yang menyelenggarakan pelindungan data pribadi berdasarkan peraturan pemerintah.
""",
    ),
]
