"""`heedful serve`: pages, API and, on the embedded database, the jobs, in one process."""

import hashlib
import os
from pathlib import Path

import click

from heedful.interfaces.cli import house


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65_535), help="port to listen on")
@click.option("--processes", default=0, help="web processes; with SQLite always 1 (default: 1, PostgreSQL: one a core)")
@click.option("--threads", default=4, show_default=True, help="threads of each process")
@click.option("--demo", is_flag=True, help="offer the roles of the made-up company at log-in")
def command(host: str, port: int, processes: int, threads: int, demo: bool) -> None:
    """Serve Heedful. Migrates the database and packs the static files first."""
    if demo:
        os.environ["HEEDFUL_DEMO"] = "1"
    os.environ.setdefault("HEEDFUL_BASE_URL", f"http://{host}:{port}")
    import django

    django.setup()
    from django.db import connection
    from granian import Granian
    from granian.constants import Interfaces

    house.migrate()
    pack_static_files()
    embedded = connection.vendor == "sqlite"
    if not embedded:
        os.environ.setdefault("HEEDFUL_JOBS", "db")
    connection.close()
    workers = 1 if embedded else processes or os.cpu_count() or 1
    click.echo(f"Heedful answers on http://{host}:{port}  (Ctrl-C stops it)")
    Granian(
        "heedful.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        backpressure=max(64, threads * 16),
        log_level="warning",
        respawn_failed_workers=True,
    ).serve()


def pack_static_files() -> None:
    """Collect and compress the static files, once per set of files."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    mark = Path(settings.STATIC_ROOT) / ".packed"
    if mark.exists() and mark.read_text() == digest.hexdigest():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(digest.hexdigest())
