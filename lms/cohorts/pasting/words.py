"""The words people write into the cells of a timetable, Indonesian and English."""

import re

from lms.cohorts.enums import Method, SessionKind

MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "januari january jan", "februari february feb pebruari", "maret march mar", "april apr", "mei may",
            "juni june jun", "juli july jul", "agustus august agu ags aug", "september sep sept",
            "oktober october okt oct", "november nov nopember", "desember december des dec",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
WEEKDAYS = {
    word: number
    for number, words in enumerate(
        (
            "senin monday", "selasa tuesday", "rabu wednesday", "kamis thursday", "jumat jum'at friday",
            "sabtu saturday", "minggu ahad sunday",
        )
    )
    for word in words.split()
}  # fmt: skip
SORTS: dict[str, Method | SessionKind] = {
    word: sort
    for sort, words in (
        (Method.LECTURE, "ct,ceramah,ceramah tanya jawab,ceramah-tanya jawab,lecture"),
        (Method.DISCUSSION, "dk,diskusi,diskusi kelompok,discussion,group discussion"),
        (Method.CASE_STUDY, "sk,studi kasus,case study"),
        (Method.SIMULATION, "sm,simulasi,bermain peran,simulation,role play"),
        (Method.PRACTICE, "pr,praktik,praktek,practice"),
        (Method.FIELD, "pl,lapangan,kunjungan,kunjungan lapangan,praktik lapangan,field"),
        (Method.OWN_READING, "md,mandiri,mandiri daring,own reading"),
        (Method.ONLINE, "dr,daring,online,sinkron daring"),
        (SessionKind.BREAK, "istirahat,ishoma,rehat,break,makan siang,sholat,salat"),
        (SessionKind.TEST, "tes,test,ujian,evaluasi"),
        (SessionKind.CEREMONY, "upacara,pembukaan,penutupan,refleksi,registrasi,opening,closing,ceremony"),
        (SessionKind.AGENDA, "agenda,acara,pembahasan,rapat"),
    )
    for word in words.split(",")
}
# What a subject is when its sort was left empty.
TELLING = (
    (SessionKind.BREAK, re.compile(r"\b(ishoma|istirahat|rehat|break|makan siang|coffee)\b")),
    (SessionKind.TEST, re.compile(r"\b(pre-?\s?test|post-?\s?test|tes (awal|akhir)|ujian)\b")),
    (SessionKind.CEREMONY, re.compile(r"\b(pembukaan|penutupan|refleksi|registrasi|opening|closing)\b")),
)
HEADER = {"mulai", "jam mulai", "pukul", "jam", "waktu", "begins", "begin", "start", "starts"}
