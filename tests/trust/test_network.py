"""No test, and so no part of the product that a test reaches, leaves the machine (trust 28)."""

import os
import shutil
import socket
import subprocess
import sys

import pytest

from tests.servers import ROOT

OUTSIDE = [("93.184.215.14", 80), ("10.0.0.1", 443), ("192.168.1.1", 5432), ("169.254.169.254", 80)]
SHARE = ["tests/workflows/test_inner_loop.py", "tests/interfaces/web/respond", "tests/rendering", "tests/surveyjs"]


@pytest.mark.trust(28)
@pytest.mark.feature("X-2")
@pytest.mark.parametrize("address", OUTSIDE)
def test_a_connection_that_leaves_the_machine_is_refused(address: tuple[str, int]) -> None:
    """The whole suite runs behind this guard (tests/conftest.py): it passes with the network blocked, or it is red."""
    with socket.socket() as plain, pytest.raises(RuntimeError, match="tried to reach"):
        plain.connect(address)
    with socket.socket() as plain, pytest.raises(RuntimeError, match="tried to reach"):
        plain.connect_ex(address)
    with pytest.raises(RuntimeError, match="tried to"):
        socket.create_connection(address, timeout=1)


@pytest.mark.trust(28)
@pytest.mark.parametrize("name", ["example.com", "heedful.example", b"example.org"])
def test_a_name_is_not_even_resolved(name: str | bytes) -> None:
    with pytest.raises(RuntimeError, match="tried to resolve"):
        socket.getaddrinfo(name, 443)


@pytest.mark.trust(28)
def test_loopback_is_open() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        with socket.create_connection(server.getsockname(), timeout=5):
            pass


@pytest.mark.trust(28)
def test_negative_control_without_the_guard_the_system_is_asked() -> None:
    code = "import socket; s = socket.socket(); s.settimeout(.2); print(s.connect_ex(('10.0.0.1', 443)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20)
    assert done.returncode == 0
    assert done.stdout.strip().isdigit(), "it got as far as the network's own answer"


@pytest.mark.trust(28)
@pytest.mark.slow
@pytest.mark.feature("X-2", part="a share of the suite in a network namespace that has no route")
def test_the_product_works_where_there_is_no_network_at_all() -> None:
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-n", "true"], check=False).returncode:
        pytest.skip("this user may not make a network namespace")
    tests = " ".join(SHARE)
    shell = (
        f'ip link set lo up && ! ip route get 10.0.0.1 && exec "{sys.executable}" -m pytest -q {tests} -m "not slow"'
    )
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PYTEST_XDIST_WORKER")}
    done = subprocess.run(
        ["unshare", "-n", "sh", "-c", shell], cwd=ROOT, env=env, capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stdout[-3_000:] + done.stderr[-1_000:]
