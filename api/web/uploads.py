"""Files that a form sends: one document or workbook, or the tables of a folder."""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from starlette.datastructures import FormData, UploadFile

from scenarios.input_problems import InputError

DOCUMENTS = (".json", ".xlsx")
FILE_NAME = re.compile(r"[^/\\\x00-\x1f]{1,100}\.\w+")


async def sent_files(form: FormData, tables: Collection[str], expected: str) -> dict[str, bytes]:
    """Return the files of a form by name.

    Parameters
    ----------
    form : FormData
        With its files in the field ``file``.
    tables : collection of str
        Endings of tables, of which several may come.
    expected : str
        What to say when something else was sent.

    Raises
    ------
    InputError
        No file, more than one document, or an ending that nobody reads.
    """
    files = {
        PurePath(file.filename or "").name: await file.read()
        for file in form.getlist("file")
        if isinstance(file, UploadFile)
    }
    one_document = len(files) == 1 and next(iter(files)).lower().endswith(DOCUMENTS)
    readable = one_document or _are_tables(files, tables)
    if not files or not readable or not all(map(FILE_NAME.fullmatch, files)):
        raise InputError.single("", expected)
    return files


@contextmanager
def source_of(files: Mapping[str, bytes], tables: Collection[str]) -> Iterator[Path]:
    """Write what was sent for the time being; yield the document, or the folder of its tables."""
    with TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        yield Path(folder) if _are_tables(files, tables) else Path(folder) / next(iter(files))


def _are_tables(files: Collection[str], tables: Collection[str]) -> bool:
    return all(name.lower().endswith(tuple(tables)) for name in files)
