from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("post", "0001_initial")]

    operations = [
        migrations.RemoveField(model_name="mail", name="receivers"),
    ]
