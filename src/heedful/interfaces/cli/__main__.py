"""`heedful`: the product from the command line, equal to the pages.

Exit codes: 0 done, 1 a check failed, 2 refused or wrongly asked, 3 the database cannot be reached.
"""

import importlib
import os
import sys

import click

COMMANDS = {
    "demo": "build the made-up company and check its story",
    "serve": "serve the pages, the API and the jobs",
    "worker": "do jobs in a process of its own",
    "import": "load a file: feedback, customers, interactions, revenue",
    "survey": "draft, publish, open and close surveys",
    "contact": "whom we may write to and why not; opt-outs, bounces, how often we ask",
    "decision": "record, assess and approve decisions; burden ledger, directions, policies",
    "announcement": "write, release and follow what colleagues must know",
    "campaign": "read the gate before a campaign, launch, override by name",
    "mail": "read the mailboxes now; list what came in, decide about mail that waits",
    "case": "list and show cases, take a step on one",
    "handover": "ask another department or a partner, with a clock of its own",
    "recovery": "what recoveries and late hand-overs go with, or that nothing is shown",
    "problem": "list, show and judge problems; sign verdicts",
    "promise": "write promises down, say what became of them, count those that fell due",
    "report": "tell customers what came of their words: draft, approve, send",
    "discretion": "show what may be decided alone, decide on exemptions",
    "digest": "three things from customers at each colleague's hour; how quickly words travel",
    "card": "find, draft and approve answers to customers' questions",
    "failure": "trace a complaint back to the hop that failed, decide its labels",
    "colleague": "pulses, leaders' time, praise, coaching, training",
    "idea": "wishes of customers, ideas and their experiments, leaders' walks",
    "theme": "what customers write about: themes, frames with their difference, the audit",
    "metric": "compute a figure as the pages do",
    "effort": "communication effort: what was asked beside what was seen, inside and outside",
    "contradiction": "find texts that say different things, rule on each",
    "supervisor": "count the contacts in which somebody above was asked for, and why",
    "drivers": "what goes with a score, with shares and intervals, or that it is noise",
    "kpi": "declare what we steer by; the audit that says keep, demote or missing",
    "dashboard": "the dashboards that people build: list, show, export, load, drop",
    "gaming": "signs that scores were worked on: begging, choosing, timing, heaping",
    "bias": "who answers and who does not; the score weighted to the book",
    "silence": "customers who used to answer and have stopped, by what they bring",
    "worth": "what keeping a promise is worth in money, or that none is shown",
    "person": "show, hand over and erase what is kept about a customer's contact",
    "portfolio": "judge the book of customers, see who stands where and why",
    "journey": "import, export and list journeys; standards, critical points, scorecard",
    "guidance": "guidelines, procedures, channels, responsibilities and their gaps",
    "close": "close, sign and restate periods",
    "resolution": "ask the board, record what it resolved, follow it up",
    "pack": "write a closed period's board pack to files",
    "audit": "verify, anchor and search the audit trail",
    "user": "set the company up, add colleagues, roles and API keys",
    "webhook": "tell other programs what happened; see what they answered",
    "backup": "save the whole installation into a file",
    "restore": "fill an empty installation from a backup",
    "upgrade": "bring the database to this release, saved before",
    "check": "say whether this installation is sound",
}


class Lazy(click.Group):
    """Loads a command's file when it is asked for, so that `--help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return the command `name`, read from its file."""
        if name not in COMMANDS:
            return None
        file = f"heedful.interfaces.cli.{name}_file" if name == "import" else f"heedful.interfaces.cli.{name}"
        command: click.Command = importlib.import_module(file).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the table without loading anything."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
def heedful() -> None:
    """Heedful: listens, acts, proves it worked, and closes its books."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heedful.config.settings")
    arguments = sys.argv[1:] if arguments is None else arguments
    if "--version" in arguments[:1]:
        from heedful import __version__

        click.echo(f"heedful {__version__}")
        return 0
    try:
        result = heedful.main(args=arguments, prog_name="heedful", standalone_mode=False)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except SystemExit as leaving:  # a command that reports by its exit code
        return int(leaving.code or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return 130
    except Exception as error:  # told in a sentence; anything unforeseen keeps its trace
        return _explain(error)
    return int(result or 0)


def _explain(error: Exception) -> int:
    from django.db import DatabaseError, InterfaceError, OperationalError

    from heedful.foundation.errors import Refused

    if isinstance(error, Refused):
        click.echo(f"Refused. {error}", err=True)
        return 2
    if isinstance(error, DatabaseError) and _not_set_up(str(error)):
        click.echo(
            "Refused. This installation is not set up, or is of an older release: run `heedful user setup`"
            " for a new one, `heedful serve` to bring an old one up to date.",
            err=True,
        )
        return 2
    if isinstance(error, UnicodeDecodeError):
        click.echo("Refused. A file is not UTF-8. Save it as UTF-8 and try again.", err=True)
        return 2
    if isinstance(error, OSError):
        click.echo(f"Refused. {error.filename or 'a file'}: {error.strerror or error}. Name another place.", err=True)
        return 2
    if isinstance(error, OperationalError | InterfaceError):
        click.echo(f"The database cannot be reached or written: {error}", err=True)
        return 3
    raise error


def _not_set_up(text: str) -> bool:
    """Tell whether a database says that tables or columns are missing, or that there is no file of it yet."""
    from pathlib import Path

    from django.conf import settings

    if "unable to open database file" in text:
        return not Path(str(settings.DATABASES["default"]["NAME"])).exists()
    return any(words in text for words in ("no such table", "no such column")) or (
        "does not exist" in text and ("relation" in text or "column" in text)
    )


if __name__ == "__main__":
    sys.exit(main())
