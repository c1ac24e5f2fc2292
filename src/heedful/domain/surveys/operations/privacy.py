"""Answers and invitations of a person who is forgotten."""

from __future__ import annotations

from django.db import transaction

from heedful.domain.customers.rules import Traces
from heedful.domain.surveys.enums import InvitationState as S
from heedful.domain.surveys.models import Invitation, InvitationLink, Response
from heedful.domain.surveys.queries import invited, mail_key
from heedful.foundation.notify import operations as notify
from heedful.warehouse import dirty


@transaction.atomic
def forget_answers(*, who: Traces) -> int:
    """Delete the answers of a person, kill the links, take back mail that waits; return how many rows changed.

    The invitations stay without the person, so that response rates stay what they were: one that waits is withdrawn,
    one that is out has expired.
    """
    invitations = list(invited(who).values_list("id", flat=True))
    rows = Invitation.objects.filter(id__in=invitations)
    rows.filter(state=S.PLANNED).update(state=S.WITHDRAWN)
    rows.filter(state__in=[S.SENT, S.STARTED]).update(state=S.EXPIRED)
    notify.withdraw(keys=[mail_key(each, number) for each in invitations for number in (0, 1, 2)])
    gone = Response.objects.filter(invitation_id__in=invitations).delete()[0]
    InvitationLink.objects.filter(invitation_id__in=invitations).delete()
    rows.update(contact=None, account=None, interaction_id=None, address="")
    dirty.mark("invitations", invitations)
    return gone + len(invitations)
