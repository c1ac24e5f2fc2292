"""What pages weigh, in bytes as they travel: packed files as brotli, pages as gzip. Seconds are measured elsewhere."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import Client

from tests.e2e.conftest import Site
from tests.e2e.pages import PAGES, Shown

pytestmark = pytest.mark.django_db(transaction=True)
KB = 1_000
OWN = ("web/heedful.js", "web/theme.js", "web/charts.js")
CHARTS = "charts/echarts.min.js"
STAFF = [each for each in PAGES if each.who]


@pytest.fixture(autouse=True)
def _django_db_helper() -> None:
    """Keep the tables between the tests of this module: they share one site."""


@pytest.fixture(scope="module")
def packed(site: Site) -> Iterator[Path]:
    """Pack the static files as `heedful serve` does."""
    folder = Path(settings.STATIC_ROOT)
    call_command("collectstatic", interactive=False, verbosity=0)
    yield folder
    staticfiles_storage.hashed_files.clear()


def weight(folder: Path, url: str) -> int:
    """Return what a packed file weighs on the wire."""
    path = folder / url.partition("/static/")[2].partition("#")[0]
    small = path.with_name(path.name + ".br")
    return (small if small.exists() else path).stat().st_size


def linked(folder: Path, html: str) -> dict[str, int]:
    """Return the weight of each file a page loads: what it links, and the Latin font its style sheet names."""
    urls = {url.partition("#")[0] for url in re.findall(r'(?:href|src)="(/static/[^"]+)"', html)}
    for sheet in [url for url in urls if "/heedful." in url and url.endswith(".css")]:
        text = (folder / sheet.partition("/static/")[2]).read_text()
        urls |= {f"/static/web/vendor/{name}" for name in re.findall(r'vendor/(inter-latin-wght[^"]+woff2)', text)}
    return {url: weight(folder, url) for url in urls}


def get(site: Site, shown: Shown) -> str:
    client = Client()
    if shown.who:
        from django.contrib.auth import get_user_model

        client.force_login(get_user_model().objects.get(pk=site.house.company.users[shown.who]))
    return client.get(shown.url(site.house), follow=True).content.decode()


def test_first_load_without_the_chart_library(packed: Path, site: Site) -> None:
    heaviest = ("", 0)
    for shown in STAFF:
        html = get(site, shown)
        files = {url: size for url, size in linked(packed, html).items() if "echarts" not in url}
        assert any("tabler" in url for url in files), f"{shown.name} loads no style"
        assert any("inter-latin" in url for url in files), f"{shown.name}: the font was not counted"
        total = sum(files.values()) + len(brotli.compress(html.encode(), quality=5))
        assert total <= 200 * KB, f"{shown.name}: {total} bytes, {files}"
        heaviest = max(heaviest, (shown.name, total), key=lambda each: each[1])
    print("first load", heaviest)


def test_the_chart_library_is_small_and_only_where_charts_are(packed: Path, site: Site) -> None:
    size = weight(packed, staticfiles_storage.url(CHARTS))
    print("charts", size)
    assert size <= 200 * KB
    for shown in STAFF:
        html = get(site, shown)
        assert ("echarts" in html) >= ("data-chart=" in html), f"{shown.name} draws without the library"
        if shown.route.startswith(("desk:", "settings:")):
            assert "echarts" not in html, f"{shown.name} loads the library for nothing"


def test_a_filter_change_is_a_small_page(packed: Path, site: Site) -> None:
    for shown in [
        each for each in STAFF if each.route in ("desk:cases", "insight:home", "insight:metric", "manage:feedback")
    ]:
        size = len(gzip.compress(get(site, shown).encode(), 6))
        print("filter", shown.name, size)
        assert size <= 15 * KB, f"{shown.name}: {size} bytes"


def test_the_respondent_gets_little(packed: Path, site: Site) -> None:
    for shown in [each for each in PAGES if each.route.startswith("respond:")]:
        html = get(site, shown)
        files = linked(packed, html)
        assert "<script" not in html
        total = len(gzip.compress(html.encode(), 6)) + sum(files.values())
        print("respondent", shown.name, total)
        assert files
        assert total <= 60 * KB, f"{shown.name}: {total} bytes, {files}"


def test_our_own_scripts_are_few(packed: Path) -> None:
    own = [path for path in Path("src/heedful/interfaces/web").rglob("*.js") if "vendor" not in path.parts]
    total = sum(path.stat().st_size for path in own)
    print("own scripts", total)
    assert {path.name for path in own} >= {Path(name).name for name in OWN}
    assert total < 10 * KB
