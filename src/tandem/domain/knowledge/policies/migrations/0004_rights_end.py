"""A right ends with its version, in one transaction."""

from django.db import migrations

from tandem.domain.knowledge.policies.schema import DROP_RIGHTS_END, RIGHTS_END


class Migration(migrations.Migration):
    dependencies = [("policies", "0003_back"), ("rights", "0003_noted")]
    operations = [migrations.RunSQL(RIGHTS_END, DROP_RIGHTS_END)]
