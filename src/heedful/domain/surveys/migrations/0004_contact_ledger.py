"""What was asked and who opted out moves into the contact ledger, so that caps and opt-outs hold across the upgrade."""

from typing import Any

import yaml
from django.conf import settings
from django.db import migrations, models

from heedful.domain.contacting.rules.addresses import address_key

CHUNK = 2_000
LEFT = ("sent", "started", "finished", "expired")


def carry(apps: Any, schema_editor: Any) -> None:
    """Copy opt-outs, links and invitations that were planned or left."""
    old, new = apps.get_model("surveys", "OptOut"), apps.get_model("contacting", "OptOut")
    new.objects.bulk_create([new(address_key=row.address_key, at=row.at) for row in old.objects.all()])
    invitations, approach = apps.get_model("surveys", "Invitation"), apps.get_model("contacting", "Approach")
    purposes = _purposes(apps)
    rows: list[Any] = []
    asked = invitations.objects.filter(state__in=(*LEFT, "planned", "bounced")).select_related("survey", "account")
    for one in asked.iterator(chunk_size=CHUNK):
        rows.append(
            approach(
                id=one.id,
                contact_id=one.contact_id,
                address_key=address_key(one.address, settings.SECRET_KEY),
                unit_id=one.account.unit_id if one.account else one.unit_id,
                purpose=purposes.get(one.survey_id, "relational"),
                priority=5,
                programme=one.survey.code,
                state="sent" if one.state in LEFT else one.state,
                rules=0,
                decided_at=one.planned_at,
                at=one.sent_at or one.planned_at,
            )
        )
    approach.objects.bulk_create(rows, batch_size=CHUNK)
    links, ways = apps.get_model("surveys", "InvitationLink"), apps.get_model("contacting", "WayOut")
    found = links.objects.select_related("invitation").iterator(chunk_size=CHUNK)
    made = [
        ways(
            token_hash=link.token_hash,
            contact_id=link.invitation.contact_id,
            address_key=address_key(link.invitation.address, settings.SECRET_KEY),
        )
        for link in found
    ]
    ways.objects.bulk_create(made, batch_size=CHUNK)


def _purposes(apps: Any) -> dict[Any, str]:
    found = {}
    for version in apps.get_model("surveys", "SurveyVersion").objects.order_by("number"):
        about = yaml.safe_load(version.about) or {}
        asked = isinstance(about, dict) and about.get("frequency") == "transactional"
        found[version.survey_id] = "transactional" if asked else "relational"
    return found


def bring_back(apps: Any, schema_editor: Any) -> None:
    """Copy the opt-outs back; the rest stands in the invitations."""
    old, new = apps.get_model("surveys", "OptOut"), apps.get_model("contacting", "OptOut")
    old.objects.bulk_create([old(address_key=row.address_key, at=row.at) for row in new.objects.all()])
    new.objects.all().delete()
    for name in ("Approach", "WayOut"):
        apps.get_model("contacting", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_suspect"), ("contacting", "0001_initial")]
    operations = [
        migrations.AddField("invitation", "leaves_at", models.DateTimeField(null=True)),
        migrations.RunPython(carry, bring_back, elidable=True),
        migrations.DeleteModel("OptOut"),
    ]
