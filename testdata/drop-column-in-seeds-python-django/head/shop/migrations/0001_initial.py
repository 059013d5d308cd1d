from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.BigAutoField(primary_key=True)),
                ("email", models.CharField(max_length=200)),
                ("alias", models.CharField(max_length=80, db_column="nickname", null=True)),
                ("phone_number", models.CharField(max_length=80, null=True)),
            ],
        ),
    ]
