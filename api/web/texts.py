"""Languages: gettext catalogues, read from their ``.po`` files, and the language of a request."""

from functools import cache
from pathlib import Path

from babel.core import negotiate_locale
from babel.messages.pofile import read_po
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request

LANGUAGES = {"en": "English", "zh-CN": "中文"}
"""Language tag to its own name."""
LANGUAGE_COOKIE = "onebed_language"
LOCALE = Path(__file__).parent / "locale"


class Catalogue:
    """The texts of one language; a text without translation stays English.

    Parameters
    ----------
    language : str
        One of :data:`LANGUAGES`.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts: dict[str, str] = {}
        for path in sorted((LOCALE / language.replace("-", "_") / "LC_MESSAGES").glob("*.po")):
            with path.open("rb") as file:
                self._texts |= {str(m.id): str(m.string) for m in read_po(file) if m.id and m.string}

    def gettext(self, text: str) -> str:
        """Return a text in this language."""
        return self._texts.get(text, text)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return the text for a number; the Chinese one is the same for all."""
        if many in self._texts:
            return self._texts[many]
        return one if count == 1 else many


@cache
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of a language."""
    return Catalogue(language)


@cache
def environment(language: str) -> Environment:
    """Return the template environment of a language."""
    made = Environment(
        loader=PackageLoader("api.web"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    texts = catalogue(language)
    made.install_gettext_callables(texts.gettext, texts.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals["language"] = language
    made.globals["languages"] = LANGUAGES
    return made


def language_of(request: Request) -> str:
    """Return the language that was chosen before, or that the browser prefers."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    header = request.headers.get("accept-language", "")
    preferred = [part.split(";")[0].strip() for part in header.split(",") if part.strip()]
    simplified = ["zh-CN" if tag.lower().startswith("zh") else tag for tag in preferred]
    return negotiate_locale(simplified, list(LANGUAGES), sep="-") or "en"
