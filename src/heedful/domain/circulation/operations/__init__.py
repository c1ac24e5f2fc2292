"""Every write of the digest."""

from heedful.domain.circulation.operations.digests import NewDigest, keep_digest, mark_seen
from heedful.domain.circulation.operations.preferences import choose, turn_off_by_link
from heedful.domain.circulation.operations.privacy import forget_words

__all__ = ["NewDigest", "choose", "forget_words", "keep_digest", "mark_seen", "turn_off_by_link"]
