"""`heedful worker`: does jobs until it is told to stop."""

import os
import signal
import socket
import threading

import click

from heedful.interfaces.cli import house


@click.command("worker")
@click.option("--once", is_flag=True, help="do what is due now, then leave")
def command(once: bool) -> None:
    """Do the jobs of the outbox; any number of workers may run beside each other on PostgreSQL."""
    at = house.start()
    from django.conf import settings
    from django.utils import timezone

    from heedful.foundation.jobs import runner

    settings.HEEDFUL_JOBS = "db"
    name = f"{socket.gethostname()[:40]}-{os.getpid()}"
    if once:
        runner.run_periodics(at)
        done = 0
        while tried := runner.run_due(at, worker=name):
            done += tried
        click.echo(f"{done} jobs were done or tried.")
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    click.echo(f"Worker {name} serves the outbox. Ctrl-C stops it after the job at hand.")
    runner.work(clock=timezone.now, worker=name, stop=stop)
