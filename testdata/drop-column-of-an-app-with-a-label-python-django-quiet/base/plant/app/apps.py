from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "plant.app"
    label = "stock"
