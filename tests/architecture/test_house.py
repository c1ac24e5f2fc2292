"""What an import linter cannot see: foreign keys point downwards, files stay small, folders are named by the field."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

import heedful

ROOT = Path(heedful.__file__).parent
LAYERS = (
    {"measurement"},
    {"circulation"},
    {"followthrough"},
    {"portfolio", "innovation", "employees"},
    {"problems"},
    {"failures", "correspondence"},
    {"cases"},
    {"guidance", "themes"},
    {"feedback", "communication"},
    {"strategy"},
    {"journeys", "surveys"},
    {"contacting"},
    {"customers", "organisation"},
)
BANNED_FOLDERS = {"common", "utils", "helpers", "core", "services", "misc"}


def rank(area: str) -> int:
    return next(place for place, layer in enumerate(LAYERS) if area in layer)


def areas() -> set[str]:
    return {path.name for path in (ROOT / "domain").iterdir() if path.is_dir() and path.name != "__pycache__"}


def cross_area_keys() -> list[tuple[str, str, models.ForeignObject]]:
    found = []
    for model in apps.get_models():
        if model._meta.app_label not in areas():
            continue
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey | models.ManyToManyField) and field.related_model is not None:
                target = field.related_model._meta.app_label
                if target in areas() and target != model._meta.app_label:
                    found.append((f"{model._meta.label}.{field.name}", target, field))
    return found


def test_foreign_keys_between_areas_point_downwards() -> None:
    found = cross_area_keys()
    assert len(found) > 20
    for name, target, _ in found:
        area = name.split(".")[0]
        assert rank(target) > rank(area), f"{name} points from {area} up or sideways to {target}"


def test_negative_control_an_upward_key_would_be_seen() -> None:
    assert not rank("portfolio") > rank("cases")


def test_foreign_keys_between_areas_leave_no_way_back() -> None:
    for name, _, field in cross_area_keys():
        assert field.remote_field.related_name == "+", f"{name} needs related_name='+'"


def python_files() -> list[Path]:
    return [p for p in ROOT.rglob("*.py") if "migrations" not in p.parts]


def test_python_files_stay_small() -> None:
    lengths = sorted((len(path.read_text().splitlines()), path) for path in python_files())
    assert lengths[-1][0] <= 500, lengths[-1]
    assert lengths[int(len(lengths) * 0.95)][0] <= 300, lengths[int(len(lengths) * 0.95)]


@pytest.mark.parametrize(
    ("pattern", "limit"),
    [
        ("domain/*/rules.py", 150),
        ("domain/*/rules/*.py", 150),
        ("workflows/**/*.py", 150),
        ("interfaces/web/*/*.py", 250),
        ("interfaces/web/**/*.html", 250),
        ("config/settings.py", 250),
    ],
)
def test_files_of_a_kind_stay_within_their_limit(pattern: str, limit: int) -> None:
    found = [path for path in ROOT.glob(pattern) if "migrations" not in path.parts]
    assert found
    for path in found:
        assert len(path.read_text().splitlines()) <= limit, path


def functions() -> list[tuple[int, str]]:
    found = []
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.append(((node.end_lineno or 0) - node.lineno + 1, f"{path.relative_to(ROOT)}:{node.name}"))
    return sorted(found)


def test_functions_stay_short() -> None:
    lengths = functions()
    assert lengths[-1][0] <= 60, [each for each in lengths if each[0] > 60]
    assert lengths[int(len(lengths) * 0.95)][0] <= 40


def test_folders_are_named_by_the_field() -> None:
    folders = {path.name for path in ROOT.rglob("*") if path.is_dir()}
    assert not folders & BANNED_FOLDERS


def test_doors_and_workflows_use_no_managers() -> None:
    for part in ("interfaces", "workflows"):
        for path in (ROOT / part).rglob("*.py"):
            assert ".objects." not in path.read_text().replace("get_user_model().objects.", ""), path


def test_lock_files_hold_hashes_and_no_addresses() -> None:
    for name in ("run.lock", "dev.lock"):
        text = (ROOT.parent.parent / "requirements" / name).read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text


def ordered(call: ast.Call, texts: dict[str, str]) -> bool:
    text = ast.unparse(call.args[0])
    return "ORDER BY" in texts.get(text, text)


def reads(tree: ast.Module) -> list[tuple[ast.Call, bool]]:
    """Calls of `reader.execute` that take more than one row, and whether their text says in which order."""
    texts = {
        node.targets[0].id: ast.unparse(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    single = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple) and len(node.targets[0].elts) == 1
    ]
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "reader.execute" and node not in single
    ]
    return [(call, ordered(call, texts)) for call in calls]


def test_a_read_of_the_warehouse_says_its_order_or_is_sorted() -> None:
    """Sums of floating point numbers differ by order, and threads hand groups back in any."""
    found = [
        (path, call.lineno, said)
        for path in sorted((ROOT / "domain").rglob("*.py"))
        for call, said in reads(ast.parse(path.read_text()))
    ]
    assert len(found) > 8
    assert [f"{path.relative_to(ROOT)}:{line}" for path, line, said in found if not said] == []


def test_negative_control_a_read_without_an_order_would_be_seen() -> None:
    ((_, said),) = reads(ast.parse('T = "SELECT a FROM b GROUP BY a"\nfor row in reader.execute(T):\n    pass'))
    assert not said
