"""Answers and invitations of a person who is forgotten."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from heedful.domain.surveys.models import Invitation, InvitationLink, Response
from heedful.domain.surveys.queries import mail_key
from heedful.foundation.notify import operations as notify
from heedful.warehouse import dirty


@transaction.atomic
def forget_answers(*, contact_id: UUID, address: str) -> int:
    """Delete the answers of a person, kill the links, take back mail that waits; return how many rows changed.

    The invitations stay without the person, so that response rates stay what they were.
    """
    theirs = Q(contact_id=contact_id) | (Q(address__iexact=address) if address else Q(pk__in=[]))
    invitations = list(Invitation.objects.filter(theirs).values_list("id", flat=True))
    notify.withdraw(keys=[mail_key(each, number) for each in invitations for number in (0, 1, 2)])
    gone = Response.objects.filter(invitation_id__in=invitations).delete()[0]
    InvitationLink.objects.filter(invitation_id__in=invitations).delete()
    Invitation.objects.filter(id__in=invitations).update(contact=None, account=None, interaction_id=None, address="")
    dirty.mark("invitations", invitations)
    return gone + len(invitations)
