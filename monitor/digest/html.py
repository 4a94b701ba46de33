"""Set a digest as HTML: one column, real headings, a language for each quote, styles inlined, nothing loaded from afar.

Rules kept here: Jinja escapes everything; css-inline is told not to load style sheets (it would by default); the
page reads in the same order with its styles removed; dark colours come by media query beside the inlined light ones.
The colour of links is not inlined, because forty items have hundreds of them: it stands in an at-rule, which is kept.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from monitor.digest.items import Digest
from monitor.digest.view import view
from monitor.digest.words import Words

if TYPE_CHECKING:
    from css_inline import CSSInliner
    from jinja2 import Environment


def render_html(digest: Digest, words: Words) -> str:
    """Set a digest as HTML in the language of ``words``."""
    page = _environment().get_template("digest.html.j2").render(view=view(digest, words))
    return str(_inliner().inline(page))


@functools.cache
def _environment() -> Environment:
    # Imported here: a poll that mails nothing should not pay for it.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("monitor.digest"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@functools.cache
def _inliner() -> CSSInliner:
    from css_inline import CSSInliner

    return CSSInliner(load_remote_stylesheets=False, minify_css=True, keep_at_rules=True)
