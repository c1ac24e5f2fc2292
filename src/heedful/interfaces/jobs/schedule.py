"""All jobs of the product; importing this registers them."""

from heedful.interfaces.jobs import mail, trail

__all__ = ["mail", "trail"]
