from django.urls import path

from lms.privacy import views

urlpatterns = [
    path("", views.my_data, name="my_data"),
    path("unduh/", views.my_data_download, name="my_data_download"),
    path("dilihat/", views.my_viewers, name="my_viewers"),
    path("persetujuan/<int:pk>/beri/", views.consent_give, name="consent_give"),
    path("persetujuan/<int:pk>/cabut/", views.consent_withdraw, name="consent_withdraw"),
    path("permintaan/baru/", views.request_new, name="request_new"),
    path("permintaan/<int:pk>/tarik/", views.request_withdraw, name="request_withdraw"),
    path("permintaan/masuk/", views.request_list, name="request_list"),
    path("permintaan/masuk/<int:pk>/", views.request_answer, name="request_answer"),
]
