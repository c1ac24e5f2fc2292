"""Decisions of the feedback area: what is a valid record, what is worth a follow-up."""

from heedful.domain.feedback.rules.follow_up import FollowUp, Scored, needs_follow_up
from heedful.domain.feedback.rules.records import (
    FeedbackRefused,
    RecordInput,
    canonical,
    check_record,
    check_text,
    content_hash,
    hundredths,
)
from heedful.domain.feedback.rules.submissions import SubmissionInput, check_submission

__all__ = [
    "FeedbackRefused",
    "FollowUp",
    "RecordInput",
    "Scored",
    "SubmissionInput",
    "canonical",
    "check_record",
    "check_submission",
    "check_text",
    "content_hash",
    "hundredths",
    "needs_follow_up",
]
