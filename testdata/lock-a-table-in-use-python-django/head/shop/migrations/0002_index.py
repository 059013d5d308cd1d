from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.AddIndex("user", models.Index(fields=["email"], name="user_email")),
        migrations.AlterUniqueTogether(name="user", unique_together={("team", "email")}),
    ]
