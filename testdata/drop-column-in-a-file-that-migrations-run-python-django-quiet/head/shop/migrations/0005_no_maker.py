from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("shop", "0004_names")]
    operations = [
        migrations.RemoveField(model_name="product", name="maker_code"),
    ]
