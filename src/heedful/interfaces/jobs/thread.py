"""The worker inside the web process: the embedded installation is one process and one file."""

import os
import threading

from django.utils import timezone

from heedful.foundation.jobs.runner import work


def start() -> threading.Event:
    """Start the worker thread and return the event that stops it."""
    stop = threading.Event()
    worker = f"thread-{os.getpid()}"
    threading.Thread(target=work, kwargs={"clock": timezone.now, "worker": worker, "stop": stop}, daemon=True).start()
    return stop
