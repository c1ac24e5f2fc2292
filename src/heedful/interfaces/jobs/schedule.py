"""All jobs of the product; importing this registers them."""

from heedful.foundation.jobs import registry, runner
from heedful.interfaces.jobs import (
    cascade,
    circulation,
    clocks,
    colleagues,
    correspondence,
    discretion,
    followthrough,
    imports,
    limits,
    mail,
    portfolio,
    privacy,
    problems,
    repeats,
    surveys,
    themes,
    trail,
    warehouse,
    webhooks,
    wishes,
)

__all__ = [
    "cascade",
    "circulation",
    "clocks",
    "colleagues",
    "correspondence",
    "discretion",
    "followthrough",
    "imports",
    "limits",
    "mail",
    "portfolio",
    "privacy",
    "problems",
    "repeats",
    "surveys",
    "themes",
    "trail",
    "warehouse",
    "webhooks",
    "wishes",
]

registry.inline = runner.run_inline
