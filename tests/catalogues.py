"""Bring the message catalogues up to date: ``python -m tests.catalogues``.

Collects what `monitor/` marks for translation, merges it into both ``.po`` files (English is filled from the message
itself, so it is always complete), writes the ``.mo`` files, and says on stderr what Finnish still lacks. A message
that is gone from the sources is dropped. Nothing in the files depends on the day or the machine.
"""

from __future__ import annotations

import ast
import datetime as dt
import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "monitor"
LOCALES = {"fi": "fi", "en": "en_GB"}
#: What a call's leading arguments are: m a message, p its plural, c a context.
KEYWORDS = {"_": "m", "gettext": "m", "ngettext": "mp", "pgettext": "cm", "mark": "cm"}
#: Fixed, so that a run without changes changes no file.
CREATED = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
#: Header lines that tell Babel's version, or nothing.
NOISE = (b'"Generated-By:', b'"Report-Msgid-Bugs-To:', b'"Language-Team:')
HEADER = "# Words of case-monitor, in one language. Kept up to date by: python -m tests.catalogues"


def po_path(language: str) -> Path:
    """Where a language's catalogue lies."""
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "monitor.po"


def template() -> Catalog:
    """Collect everything `monitor/` marks."""
    catalogue = Catalog(charset="utf-8")
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and (marked := _marked(node)):
                context, message = marked
                catalogue.add(message, None, [(file.relative_to(ROOT).as_posix(), 0)], context=context)
    return catalogue


def _marked(node: ast.Call) -> tuple[str | None, str | tuple[str, str]] | None:
    """Give a call's context and message, if it marks one.

    Python's own parser, because Babel's misses a call inside an f-string before Python 3.12.
    """
    name = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
    if name not in KEYWORDS:
        return None
    texts = [argument.value if isinstance(argument, ast.Constant) else None for argument in node.args[:2]]
    shape = KEYWORDS[name]
    given = [text for text in texts[: len(shape)] if isinstance(text, str)]
    if len(given) != len(shape):
        return None
    if shape == "cm":
        return given[0], given[1]
    return None, given[0] if shape == "m" else (given[0], given[1])


def updated(language: str) -> Catalog:
    """Merge the template into a language's catalogue as it lies on disk."""
    source = template()
    path = po_path(language)
    old = read_po(io.BytesIO(path.read_bytes()), locale=LOCALES[language]) if path.exists() else Catalog()
    new = Catalog(
        locale=LOCALES[language],
        project="case-monitor",
        version="1",
        charset="utf-8",
        fuzzy=False,
        header_comment=HEADER,
        creation_date=CREATED,
        revision_date=CREATED,
        last_translator="the case-monitor authors",
    )
    for message in source:
        if message.id:
            before = old.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
            new.add(
                message.id,
                message.id if language == "en" else (before.string if before else None),
                sorted({(file, None) for file, _ in message.locations}),
                context=message.context,
                flags=message.flags,
            )
    return new


def po_bytes(catalogue: Catalog) -> bytes:
    """Write a catalogue as text."""
    out = io.BytesIO()
    write_po(out, catalogue, width=110, sort_output=True, include_lineno=False)
    return b"".join(line for line in out.getvalue().splitlines(keepends=True) if not line.startswith(NOISE))


def mo_bytes(po: bytes, language: str) -> bytes:
    """Compile a catalogue's text."""
    out = io.BytesIO()
    write_mo(out, read_po(io.BytesIO(po), locale=LOCALES[language]))
    return out.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """List the messages that have no translation, or not in all plural forms."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and not (all(message.string) if isinstance(message.string, (list, tuple)) else message.string)
    ]


def main() -> int:
    """Update both languages; 1 when Finnish is incomplete."""
    status = 0
    for language in LOCALES:
        catalogue = updated(language)
        po = po_bytes(catalogue)
        po_path(language).parent.mkdir(parents=True, exist_ok=True)
        po_path(language).write_bytes(po)
        po_path(language).with_suffix(".mo").write_bytes(mo_bytes(po, language))
        for message in missing(catalogue):
            sys.stderr.write(f"{po_path(language).relative_to(ROOT)}: not translated: {message}\n")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
