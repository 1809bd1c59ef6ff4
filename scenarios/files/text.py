"""Text files as UTF-8, and a plain word about those that are not."""

from pathlib import Path

from charset_normalizer import from_bytes

from scenarios.input_problems import InputError

_SAMPLE_BYTES = 64_000
_CHINESE = {"gb2312", "gbk", "gb18030", "hz", "cp936"}


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises
    ------
    InputError
        The file is missing or unreadable.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError.single(str(path), f"cannot be read ({error.strerror}), expected a readable file") from error


def utf8(data: bytes, name: str) -> str:
    """Return UTF-8 text (with or without byte order mark).

    Raises
    ------
    InputError
        The bytes are in another encoding; says in which it seems to be.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError.single(name, f"{_looks_like(data, error.start)}, expected UTF-8: save as UTF-8") from error


def separator(text: str) -> str:
    """Return what separates the cells of a CSV file, by its header; some spreadsheets write a semicolon."""
    header = text.split("\n", 1)[0]
    return next((mark for mark in ",;\t" if mark in header), ",")


def _looks_like(data: bytes, position: int) -> str:
    """Name the encoding; GB18030 comes first, since Chinese spreadsheets write it and a few bytes tell little."""
    sample = data[:_SAMPLE_BYTES]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "looks like UTF-16"
    if _reads_as_chinese(data):
        return "looks like GB18030 (GBK)"
    best = from_bytes(sample).best()
    if best is None:
        return f"byte {position} is not text"
    return "looks like GB18030 (GBK)" if best.encoding in _CHINESE else f"looks like {best.encoding}"


def _reads_as_chinese(data: bytes) -> bool:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    foreign = [character for character in text if ord(character) > 0x7F]
    common = [
        character for character in foreign if "\u4e00" <= character <= "\u9fff" or "\u3000" <= character <= "\uffef"
    ]
    return len(common) >= 0.9 * len(foreign)
