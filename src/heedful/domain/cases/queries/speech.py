"""What the customer of a case said."""

from uuid import UUID

from heedful.domain.cases.enums import Direction
from heedful.domain.cases.models import Case, FollowUpDecision, Message


def customer_words(case_id: UUID) -> str:
    """Return all that the customer wrote in a case: its subject, what they want, their messages and answers."""
    case = Case.objects.get(id=case_id)
    bodies = FollowUpDecision.objects.filter(case_id=case_id).values_list("submission__body", flat=True)
    messages = Message.objects.filter(case_id=case_id, direction=Direction.INWARD).values_list("body", flat=True)
    return "\n".join([case.subject, case.wanted, *bodies, *messages])
