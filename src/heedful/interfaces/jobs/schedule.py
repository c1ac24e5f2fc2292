"""All jobs of the product; importing this registers them."""

from heedful.foundation.jobs import registry, runner
from heedful.interfaces.jobs import clocks, discretion, mail, problems, surveys, trail, warehouse

__all__ = ["clocks", "discretion", "mail", "problems", "surveys", "trail", "warehouse"]

registry.inline = runner.run_inline
