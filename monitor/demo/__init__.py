"""The sample newsroom behind `monitor demo`: invented outlets, articles written for it, and a server on loopback.

`newsroom` reads the articles (data files beside it), `pages` makes feeds and pages of them, `server` serves those
over real HTTP; `expected.toml` says which docket entries they should lead to. Rule kept: nothing here leaves the
machine, and every page says that it is sample text.
"""
