from django.urls import path

from plant.app import views

urlpatterns = [path("makers/<str:code>", views.by_maker)]
