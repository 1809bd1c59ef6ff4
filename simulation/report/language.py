"""The language of a report, and a font that can write it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties  # takes half a second to load, and only pictures need it

CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
    "Droid Sans Fallback",
)
"""Families that write simplified Chinese, the first that is installed is taken. A collection of Noto is listed under
the name of its first member, which has all Chinese characters too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """How a report speaks.

    Attributes
    ----------
    say : callable
        From an English text to the text of this language.
    chinese : bool
        Whether names that are kept in both languages are wanted in Chinese.
    font, bold_font : Path or None
        Files of a font that is needed beyond Latin letters.
    """

    say: Callable[[str], str] = field(default=lambda text: text)
    chinese: bool = False
    font: Path | None = None
    bold_font: Path | None = None

    def either(self, english: str, chinese: str) -> str:
        """Return the name in this language."""
        return chinese if self.chinese and chinese else english

    def font_properties(self, size: float) -> "FontProperties":
        """Return the font for pictures."""
        from matplotlib.font_manager import FontProperties

        return FontProperties(fname=self.font, size=size) if self.font else FontProperties(size=size)


ENGLISH = Language()


def chinese_language(say: Callable[[str], str]) -> Language:
    """Return Chinese; English where no font of this machine can write it."""
    font = chinese_font()
    return Language(say=say, chinese=True, font=font, bold_font=chinese_font(bold=True)) if font else ENGLISH


@cache
def chinese_font(*, bold: bool = False) -> Path | None:
    """Return the file of a font that writes Chinese, if one is installed."""
    from matplotlib.font_manager import fontManager

    weights = (700, "bold") if bold else (400, "regular")
    files = {entry.name: Path(entry.fname) for entry in fontManager.ttflist if entry.weight in weights}
    return next((files[name] for name in CHINESE_FONTS if name in files), None)
