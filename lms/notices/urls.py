from django.urls import path

from lms.notices.views import calendars, cohorts, inbox, mails

urlpatterns = [
    path("pesan/", inbox.inbox, name="inbox"),
    path("pesan/dibaca/", inbox.notice_read_all, name="notice_read_all"),
    path("pesan/pengaturan/", inbox.notice_wishes, name="notice_wishes"),
    path("pesan/surel/", mails.mail_list, name="mail_list"),
    path("pesan/surel/lagi/", mails.mail_again_all, name="mail_again_all"),
    path("pesan/surel/<int:pk>/lagi/", mails.mail_again, name="mail_again"),
    path("pesan/surel/<int:pk>/tutup/", mails.mail_settle, name="mail_settle"),
    path("pesan/<int:pk>/", inbox.notice_detail, name="notice_detail"),
    path("pesan/<int:pk>/buka/", inbox.notice_open, name="notice_open"),
    path("kalender/", calendars.calendar_mine, name="calendar_mine"),
    path("kalender/alamat/", calendars.calendar_renew, name="calendar_renew"),
    path("kalender/unduh/", calendars.calendar_download, name="calendar_download"),
    path("kalender/<slug:token>.ics", calendars.calendar_feed, name="calendar_feed"),
    path("angkatan/<int:pk>/pesan/", cohorts.cohort_notices, name="cohort_notices"),
    path("angkatan/<int:pk>/pesan/baru/", cohorts.cohort_message, name="cohort_message"),
    path("angkatan/<int:cohort_pk>/pesan/<int:pk>/", cohorts.cohort_notice, name="cohort_notice"),
    path("angkatan/<int:cohort_pk>/pesan/<int:pk>/ubah/", cohorts.cohort_notice_change, name="cohort_notice_change"),
    path("angkatan/<int:cohort_pk>/pesan/<int:pk>/batal/", cohorts.cohort_notice_cancel, name="cohort_notice_cancel"),
    path("angkatan/<int:pk>/kalender/", calendars.cohort_calendar_renew, name="cohort_calendar_renew"),
]
