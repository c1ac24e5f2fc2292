"""All jobs of the product; importing this registers them."""

from heedful.foundation.jobs import registry, runner
from heedful.interfaces.jobs import (
    cascade,
    clocks,
    discretion,
    followthrough,
    imports,
    limits,
    mail,
    portfolio,
    problems,
    repeats,
    surveys,
    trail,
    warehouse,
    webhooks,
)

__all__ = [
    "cascade",
    "clocks",
    "discretion",
    "followthrough",
    "imports",
    "limits",
    "mail",
    "portfolio",
    "problems",
    "repeats",
    "surveys",
    "trail",
    "warehouse",
    "webhooks",
]

registry.inline = runner.run_inline
