"""Every write of webhooks."""

from heedful.foundation.webhooks.operations.deliveries import deliver, forget, publish, replay, try_out
from heedful.foundation.webhooks.operations.endpoints import add, rotate, switch

__all__ = ["add", "deliver", "forget", "publish", "replay", "rotate", "switch", "try_out"]
