from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("club", "0001_initial")]

    operations = [
        migrations.RemoveField(model_name="member", name="team"),
        migrations.RemoveField(model_name="member", name="rank"),
    ]
