"""Writes docs/reference from the code: metrics, states, permissions, settings, API. `make docs`; a test compares."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import django

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "reference"
HEAD = "Written by `make docs` from the code; do not edit.\n"


def metrics() -> str:
    """Every metric with its definition."""
    from heedful.analytics.definitions import definitions

    parts = ["# Metrics", "", HEAD]
    for each in definitions().values():
        parts += [
            f"## {each.title}",
            "",
            f"`{each.id}@{each.version}` · {each.unit} · {each.direction.value} is better",
            "",
            f"Owner {each.owner}, checked by {each.checked_by}, next review {each.next_review}.",
            "",
            each.meaning,
            "",
            f"- counted: {each.numerator}",
            f"- out of: {each.denominator}",
            f"- from: {each.fact}, by {each.day}",
            f"- small groups: {'shown, they name no opinion' if each.small_groups == 'show' else 'hidden'}",
            "",
        ]
    return "\n".join(parts)


def states() -> str:
    """The state machines as tables."""
    from heedful.domain.cases.rules.discretion import TRANSITIONS as EXEMPTIONS
    from heedful.domain.cases.rules.states import TRANSITIONS as CASES
    from heedful.domain.communication.rules.states import CAMPAIGN as CAMPAIGNS
    from heedful.domain.communication.rules.states import QUESTION as QUESTIONS
    from heedful.domain.communication.rules.states import VERSION as ANNOUNCEMENTS
    from heedful.domain.measurement.rules import TRANSITIONS as PERIODS
    from heedful.domain.portfolio.rules.decisions import TRANSITIONS as CUSTOMER_DECISIONS
    from heedful.domain.problems.rules.states import ACTIONS
    from heedful.domain.problems.rules.states import TRANSITIONS as PROBLEMS
    from heedful.domain.strategy.rules.states import TRANSITIONS as DECISIONS
    from heedful.domain.surveys.rules.lifecycle import TRANSITIONS as VERSIONS

    parts = ["# States", "", HEAD, "## Case", "", "| from | step | to |", "|---|---|---|"]
    for state, moves in CASES.items():
        parts += [f"| {state.label} | {verb.label.lower()} | {target.label} |" for verb, target in moves.items()]
    for title, table in (
        ("Decision", DECISIONS),
        ("Announcement version", ANNOUNCEMENTS),
        ("Colleague's question", QUESTIONS),
        ("Campaign", CAMPAIGNS),
    ):
        parts += ["", f"## {title}", "", "| from | step | to |", "|---|---|---|"]
        for begin, steps in table.items():
            parts += [f"| {begin.label} | {verb.label.lower()} | {target.label} |" for verb, target in steps.items()]
    parts += ["", "## Problem", "", "| from | step | to |", "|---|---|---|"]
    for stage, steps in PROBLEMS.items():
        parts += [f"| {stage.label} | {step.label.lower()} | {aim.label} |" for step, aim in steps.items()]
    parts += ["", "## Action", "", "| from | step | to |", "|---|---|---|"]
    for standing, acts in ACTIONS.items():
        parts += [f"| {standing.label} | {act.label.lower()} | {end.label} |" for act, end in acts.items()]
    parts += ["", "## Exemption", "", "| from | to |", "|---|---|"]
    for now, then in EXEMPTIONS.items():
        parts += [f"| {now.label} | {each.label} |" for each in sorted(then)]
    parts += ["", "## Survey version", "", "| from | step | to |", "|---|---|---|"]
    for version, following in VERSIONS.items():
        parts += [f"| {version} | {verb} | {target} |" for verb, target in following.items()]
    parts += ["", "## Period", "", "| from | to |", "|---|---|"]
    for period, targets in PERIODS.items():
        parts += [f"| {period} | {target} |" for target in sorted(targets)]
    parts += ["", "## Decision about a customer", "", "| from | to |", "|---|---|"]
    for decision, after in CUSTOMER_DECISIONS.items():
        parts += [f"| {decision} | {target} |" for target in sorted(after)]
    return "\n".join([*parts, ""])


def permissions() -> str:
    """Which role holds which permission."""
    from heedful.foundation.access import PERMISSIONS_OF, Permission, Role

    roles = list(Role)
    parts = ["# Permissions", "", HEAD, "A role is held for a unit and reaches everything below it.", ""]
    parts += ["| permission | " + " | ".join(role.label for role in roles) + " |", "|---" * (len(roles) + 1) + "|"]
    for permission in Permission:
        held = " | ".join("yes" if permission in PERMISSIONS_OF[role] else "" for role in roles)
        parts.append(f"| {permission.value} | {held} |")
    return "\n".join([*parts, ""])


def settings() -> str:
    """Every environment variable that the settings read."""
    files = [ROOT / "src" / "heedful" / "config" / name for name in ("settings.py", "sign_in.py")]
    text = "".join(file.read_text() for file in files)
    found = re.findall(r'(?:_env|_list|environ\.get)\(\s*"([A-Z_]+)"(?:,\s*"([^"]*)")?', text)
    parts = ["# Settings", "", HEAD, "All are environment variables.", "", "| name | default |", "|---|---|"]
    parts += [f"| `{name}` | {f'`{default}`' if default else ''} |" for name, default in dict(found).items()]
    return "\n".join([*parts, ""])


def api() -> str:
    """Every operation of the API."""
    from heedful.interfaces.api.urls import api as door

    parts = ["# API", "", HEAD, "`Authorization: Bearer hdf_…`; the full description is `/api/v1/openapi.json`.", ""]
    parts += ["| operation | what it does |", "|---|---|"]
    for path, methods in door.get_openapi_schema()["paths"].items():
        parts += [f"| `{method.upper()} {path}` | {told['summary']} |" for method, told in methods.items()]
    return "\n".join([*parts, ""])


PAGES: dict[str, Callable[[], str]] = {
    "metrics.md": metrics,
    "states.md": states,
    "permissions.md": permissions,
    "settings.md": settings,
    "api.md": api,
}


def main() -> None:
    """Write every page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heedful.config.settings")
    django.setup()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page())


if __name__ == "__main__":
    main()
