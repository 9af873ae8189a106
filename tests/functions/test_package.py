"""The archives that Lambda gets."""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import get_args

import pytest

from functions.package import ROOT, Function, archive, digest, main, sources

FUNCTIONS: tuple[Function, ...] = get_args(Function)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_two_checkouts_of_the_same_sources_give_the_same_bytes(function: Function, tmp_path: Path) -> None:
    for checkout, moment, mode in (("first", 1_000_000_000, 0o600), ("second", 2_000_000_000, 0o755)):
        shutil.copytree(ROOT / "functions", tmp_path / checkout / "functions", ignore=shutil.ignore_patterns("__pycache__"))
        for file in sorted((tmp_path / checkout).rglob("*.*"), reverse=checkout == "second"):
            file.chmod(mode)
            os.utime(file, (moment, moment))
    compiled = tmp_path / "second" / "functions" / "shared" / "__pycache__"
    compiled.mkdir()
    (compiled / "batch.cpython-313.pyc").write_bytes(b"byte code")
    assert archive(function, tmp_path / "first") == archive(function, tmp_path / "second") == archive(function)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_changed_source_changes_the_digest(function: Function, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "functions", tmp_path / "functions")
    (tmp_path / "functions" / "shared" / "limits.py").write_text("FIREHOSE_BATCH_RECORDS = 1\n")
    assert digest(function, tmp_path) != digest(function)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_an_archive_holds_its_own_function_with_one_date_and_mode_in_order(function: Function) -> None:
    with zipfile.ZipFile(io.BytesIO(archive(function))) as opened:
        entries = opened.infolist()
    names = [entry.filename for entry in entries]
    assert names == sorted(names) == list(sources(function))
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.external_attr for entry in entries} == {0o100644 << 16}
    folders = {name.split("/")[1] for name in names}
    assert folders == {"__init__.py", "schemas", "shared", function}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_an_archive_runs_by_itself_once_unpacked(function: Function, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(archive(function))) as opened:
        opened.extractall(tmp_path)
    program = f"""
import sys
sys.path.insert(0, {str(tmp_path)!r})
from functions.{function}.handler import handler
print(handler.__code__.co_filename)
"""
    result = subprocess.run([sys.executable, "-I", "-B", "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert result.stdout.strip() == str(tmp_path / "functions" / function / "handler.py")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_imports_the_standard_library_boto3_and_itself(function: Function) -> None:
    program = f"import sys; import functions.{function}.handler; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not {"settings", "pulumi", "pydantic", "components", "mypy_boto3_dynamodb"} & set(result.stdout.split())


def test_the_command_writes_all_archives_and_prints_their_digests(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(tmp_path / "out")
    for line in capsys.readouterr().out.splitlines():
        expected, name = line.split()
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == expected
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(f"{function}.zip" for function in FUNCTIONS)
