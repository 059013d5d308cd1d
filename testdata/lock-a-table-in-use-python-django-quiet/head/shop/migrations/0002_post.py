from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(primary_key=True)),
                ("title", models.TextField(db_index=True)),
                ("slug", models.TextField()),
            ],
            options={
                "unique_together": {("title", "slug")},
                "indexes": [models.Index(fields=["slug"], name="post_slug")],
                "constraints": [models.UniqueConstraint(fields=["slug"], name="post_slug_key")],
            },
        ),
    ]
