from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RenameField(model_name="user", old_name="nickname", new_name="handle"),
    ]
