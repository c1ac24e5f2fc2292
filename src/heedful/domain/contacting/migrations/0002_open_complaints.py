"""Complaints that an installation has already put their customers into quarantine."""

from typing import Any

from django.conf import settings
from django.db import migrations

from heedful.domain.contacting.rules.addresses import address_key


def carry(apps: Any, schema_editor: Any) -> None:
    """Read the complaints of the cases."""
    kept = apps.get_model("contacting", "Quarantine")
    cases = apps.get_model("cases", "Case").objects.filter(kind="complaint").select_related("contact")
    rows = []
    for case in cases.iterator(chunk_size=2_000):
        address = case.reply_to or (case.contact.email if case.contact else "")
        key = address_key(address, settings.SECRET_KEY)
        if case.contact_id or key:
            told = {"contact_id": case.contact_id, "address_key": key, "reference": case.reference}
            rows.append(kept(cause_id=case.id, since=case.received_at, closed_at=case.closed_at, **told))
    kept.objects.bulk_create(rows, batch_size=2_000)


class Migration(migrations.Migration):
    dependencies = [("contacting", "0001_initial"), ("cases", "0003_discretion")]
    operations = [migrations.RunPython(carry, migrations.RunPython.noop, elidable=True)]
