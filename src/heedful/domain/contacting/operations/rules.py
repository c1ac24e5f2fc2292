"""Setting the rules: a new version, never a change."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from heedful.domain.contacting.models import ContactRules
from heedful.domain.contacting.queries.rules import in_force
from heedful.domain.contacting.rules.limits import Limits, check_limits
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.days import day_of
from heedful.foundation.errors import Conflict, Refused


@transaction.atomic
def set_rules(*, given: Limits, unit_id: UUID | None, reason: str, by: Actor, at: datetime) -> ContactRules:
    """Make the next version of the rules for the customers of a unit and below, or of the whole company."""
    if unit_id is None:
        by.require_everywhere(Permission.SET_CONTACT_RULES)
    else:
        by.require(Permission.SET_CONTACT_RULES, organisation.find_unit(unit_id).id)
    check_limits(given)
    if not reason.strip():
        raise Refused("new rules need a reason", field="reason", fix="say why customers are asked more or less often")
    number, before = in_force([unit_id], day_of(at))[unit_id]
    if given == before:
        raise Refused("these rules are in force already", field="days_between", value=given.days_between)
    last = ContactRules.objects.aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            made = ContactRules.objects.create(
                number=last + 1, unit_id=unit_id, **asdict(given), reason=reason.strip(),
                by_id=by.id, by_name=by.name, at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict("somebody else set rules just now", fix="look at them, then decide") from error
    data = {"number": made.number, "unit": unit_id, "before": number, **asdict(given)}
    audit.record(by=by, at=at, action="contact_rules.set", entity="contact_rules", entity_id=made.id, data=data)
    return made
