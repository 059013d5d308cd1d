from django.urls import path

from shop import views

urlpatterns = [path("makers/<str:code>", views.by_maker)]
