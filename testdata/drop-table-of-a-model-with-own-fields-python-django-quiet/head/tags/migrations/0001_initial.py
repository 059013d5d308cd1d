from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="UserTag",
            fields=[
                ("id", models.BigAutoField(primary_key=True)),
                ("user_id", models.BigIntegerField()),
                ("text", models.CharField(max_length=40)),
            ],
        ),
    ]
