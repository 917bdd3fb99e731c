"""Walls, between brands and between vendors, and real keys. What was counted or said is never rewritten."""

from django.db import migrations

from tandem.foundation.database.operations import VENDOR, append_only, composite_keys, tenant_policy

MEMBER, VERSION, ARTICLE = "tenancy_membership", "articles_version", "articles_article"
OWN = f"{VENDOR} IS NULL OR vendor_id = {VENDOR}"


class Migration(migrations.Migration):
    dependencies = [("usage", "0001_initial"), ("articles", "0002_walls"), ("tenancy", "0002_walls"), ("ai", "0002_walls")]
    operations = [
        tenant_policy("usage_fact", extra=OWN),
        tenant_policy("usage_flag", extra=OWN),
        tenant_policy("usage_flagruling", extra=f"{VENDOR} IS NULL OR EXISTS (SELECT 1 FROM usage_flag f WHERE f.id = flag_id)"),
        composite_keys("usage_fact", article_id=ARTICLE, version_id=VERSION, pool_id="tenancy_pool", generation_id="ai_generation"),
        composite_keys("usage_flag", article_id=ARTICLE, version_id=VERSION, by_id=MEMBER),
        composite_keys("usage_flagruling", flag_id="usage_flag", by_id=MEMBER),
        *(append_only(table) for table in ("usage_fact", "usage_flag", "usage_flagruling")),
    ]
