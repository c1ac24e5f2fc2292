"""Every write of incoming mail."""

from heedful.domain.correspondence.operations.keeping import Kept, keep, keep_unreadable, kept_as, settle
from heedful.domain.correspondence.operations.positions import advance, fail
from heedful.domain.correspondence.operations.privacy import forget_mail

__all__ = ["Kept", "advance", "fail", "forget_mail", "keep", "keep_unreadable", "kept_as", "settle"]
