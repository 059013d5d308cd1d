from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("stock", "0002_alter")]
    operations = [
        migrations.RemoveField(model_name="product", name="maker_code"),
    ]
