"""Every write of the surveys area."""

from heedful.domain.surveys.operations.authoring import (
    GateRefused,
    LintRefused,
    archive,
    close,
    create_survey,
    open_collecting,
    publish,
    save_draft,
)
from heedful.domain.surveys.operations.inviting import (
    Ask,
    Invited,
    bounce,
    expire,
    invite,
    remind,
    send_invitation,
    send_planned,
)
from heedful.domain.surveys.operations.privacy import forget_answers
from heedful.domain.surveys.operations.responding import (
    AnswersRefused,
    LinkClosed,
    ReceivedResponse,
    close_partials,
    open_session,
    record_response,
    save_partial,
)

__all__ = [
    "AnswersRefused",
    "Ask",
    "GateRefused",
    "Invited",
    "LinkClosed",
    "LintRefused",
    "ReceivedResponse",
    "archive",
    "bounce",
    "close",
    "close_partials",
    "create_survey",
    "expire",
    "forget_answers",
    "invite",
    "open_collecting",
    "open_session",
    "publish",
    "record_response",
    "remind",
    "save_draft",
    "save_partial",
    "send_invitation",
    "send_planned",
]
