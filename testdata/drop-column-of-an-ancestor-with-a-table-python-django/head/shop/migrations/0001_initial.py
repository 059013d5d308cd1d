from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Product",
            fields=[
                ("id", models.BigAutoField(primary_key=True)),
                ("name", models.CharField(max_length=100)),
                ("maker_code", models.CharField(max_length=20, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Book",
            fields=[
                ("product_ptr", models.OneToOneField(parent_link=True, primary_key=True, to="shop.product", on_delete=models.CASCADE)),
                ("asin", models.CharField(max_length=20, null=True)),
                ("isbn", models.CharField(max_length=20, null=True)),
            ],
            bases=("shop.product",),
        ),
    ]
