"""What a wheel holds: everything that is needed at run time, and nothing that git ignores."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def project_files() -> list[str]:
    """List what git tracks; where there is no git (a bare machine, an sdist), what its ignore rules would leave."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        done = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, encoding="utf-8")
        return [name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]
    tops = ("monitor", "migrations", "config", "tests", ".ci")
    inside = [path for top in tops for path in (ROOT / top).rglob("*") if path.is_file()]
    beside = [path for path in ROOT.iterdir() if path.is_file()]
    return [
        path.relative_to(ROOT).as_posix()
        for path in inside + beside
        if "__pycache__" not in path.parts and path.suffix not in (".db", ".pyc")
    ]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Build a wheel from what git tracks, with some rubbish beside it, and list its files."""
    tree = tmp_path_factory.mktemp("tree")
    for name in project_files():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tree / name)
    for rubbish in (
        "config/secret.db",
        "monitor/__pycache__/x.pyc",
        "migrations/__pycache__/y.pyc",
        "monitor/local.db",
    ):
        (tree / rubbish).parent.mkdir(parents=True, exist_ok=True)
        (tree / rubbish).write_text("rubbish", encoding="utf-8")
    environ = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel"],
        cwd=tree,
        check=True,
        capture_output=True,
        env=environ,
    )
    (wheel,) = (tree / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize(
    "name",
    [
        "monitor/_bundled/alembic.ini",
        "monitor/_bundled/config/settings.toml",
        "monitor/_bundled/config/outlets.toml",
        "monitor/_bundled/config/cases/vastaamo.toml",
        "monitor/_bundled/config/lexicons/fi.toml",
        "monitor/_bundled/config/lexicons/en.toml",
        "monitor/_bundled/config/schemas/settings.json",
        "monitor/_bundled/migrations/env.py",
        "monitor/_bundled/migrations/script.py.mako",
        "monitor/_bundled/migrations/versions/0001_first_tables.py",
        "monitor/digest/templates/digest.html.j2",
        "monitor/locale/fi/LC_MESSAGES/monitor.mo",
        "monitor/demo/articles/mallisanomat.toml",
    ],
)
def test_the_wheel_carries_what_runs(names: set[str], name: str) -> None:
    assert name in names


def test_the_wheel_carries_nothing_that_git_ignores(names: set[str]) -> None:
    assert not [name for name in names if name.endswith((".db", ".pyc")) or "__pycache__" in name]


def test_the_wheel_carries_neither_tests_nor_the_working_files(names: set[str]) -> None:
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.startswith("case_monitor-")} == {"monitor"}


def test_no_file_names_a_registry_host_a_machine_or_a_secret() -> None:
    forbidden = ("files.python" + "hosted.org", "py" + "pi.org/simple", "/work" + "/shared", "BEGIN " + "PRIVATE KEY")
    found = []
    for name in project_files():
        if name.endswith(".mo"):
            continue
        text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
        found += [f"{name}: {word}" for word in forbidden if word in text]
    assert not found


def _places() -> dict[str, str]:
    """Give where pyproject.toml says a distribution is imported, in `monitor`; what is there for another, nowhere."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = declared["optional-dependencies"]
    wanted = declared["dependencies"] + extras["xlsx"] + extras["notify"] + extras["explore"]
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    found = {}
    for requirement in wanted:
        (comment,) = {line.partition(" # ")[2] for line in lines if json.dumps(requirement) in line and " # " in line}
        found[_normal(re.split(r"[<>=;]", requirement)[0])] = re.split(r"[:,]", comment)[0]
    return found


def _normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _imported() -> Iterator[tuple[str, str]]:
    """Give what each module of `monitor` imports from outside, also what it asks for by name."""
    for path in (ROOT / "monitor").rglob("*.py"):
        module = ".".join(path.relative_to(ROOT / "monitor").with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for name in _names(node):
                top = name.partition(".")[0]
                if top not in sys.stdlib_module_names and top != "monitor":
                    yield module, top


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [one.name for one in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    asks = isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module")
    return [one.value for one in node.args if isinstance(one, ast.Constant)] if asks else []


def test_each_library_is_imported_in_the_one_place_that_pyproject_names() -> None:
    places, distributions = _places(), packages_distributions()
    seen = set()
    for module, name in _imported():
        known = {_normal(one) for one in distributions[name]} & set(places)
        if name == "uvicorn":  # datasette brings it
            known = {"datasette"}
        assert known, f"monitor.{module} imports {name}, which pyproject.toml does not require"
        place = places[known.pop()]
        assert f"{module}.".startswith(f"{place}."), (
            f"monitor.{module} imports {name}, which is for monitor.{place} alone"
        )
        seen.add(place)
    assert {place for place in places.values() if not place.startswith("for ")} == seen
