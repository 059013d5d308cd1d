from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_asin_of_all")]
    operations = [
        migrations.RemoveField(model_name="book", name="asin"),
    ]
