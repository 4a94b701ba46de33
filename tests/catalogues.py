"""Bring the message catalogues up to date: ``python -m tests.catalogues``.

Collects what `monitor/` marks for translation, merges it into both ``.po`` files (English is filled from the message
itself, so it is always complete), writes the ``.mo`` files, and says on stderr what Finnish still lacks. A message
that is gone from the sources is dropped. Nothing in the files depends on the day or the machine.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "monitor"
LOCALES = {"fi": "fi", "en": "en_GB"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "mark": ((1, "c"), 2),
}
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
    found = extract_from_dir(
        str(PACKAGE),
        method_map=[("**/templates/**", "ignore"), ("**.py", "python")],
        keywords=KEYWORDS,
        comment_tags=("translators:",),
        strip_comment_tags=True,
    )
    for file, _line, message, comments, context in found:
        catalogue.add(message, None, [(f"monitor/{Path(file).as_posix()}", 0)], auto_comments=comments, context=context)
    return catalogue


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
                auto_comments=message.auto_comments,
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
