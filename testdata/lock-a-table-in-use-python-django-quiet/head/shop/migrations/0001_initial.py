from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(primary_key=True)),
                ("email", models.TextField(null=True)),
                ("team", models.TextField(null=True)),
            ],
        ),
    ]
