"""All jobs of the product; importing this registers them."""

from heedful.foundation.jobs import registry, runner
from heedful.interfaces.jobs import cascade, clocks, imports, mail, portfolio, surveys, trail, warehouse

__all__ = ["cascade", "clocks", "imports", "mail", "portfolio", "surveys", "trail", "warehouse"]

registry.inline = runner.run_inline
