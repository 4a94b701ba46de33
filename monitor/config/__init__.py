"""Configuration: files and environment into one checked `Config`, every mistake at file:line:column.

    values      single values: durations, sizes, addresses; one sentence for each way to be wrong
    shapes      the shape of each file (pydantic), and its translation into nouns
    positions   where each key and value stands (tree-sitter)
    files       bytes → TOML
    cases       one case file as a whole
    chronology  what was known of a case before, against its case file
    environment MONITOR_… variables
    secrets     the SMTP password
    load        all of it → Config
    view        what `config show`, `poll` and mailing need to know about a loaded Config
    opml        feeds exported by a feed reader
    write       `init`, OPML, new subscribers: the only part that writes
    paths       where everything is

Rule kept: nothing is written but by `write`, and no file of the user's is ever overwritten.
"""

from monitor.config.cases import read_case
from monitor.config.load import check, load, read_chronology
from monitor.config.paths import bundled, database_path, default_database, default_folder
from monitor.config.view import masked, require_contact, require_smtp, without_password

# `write` is not imported here: only `init` and the commands that append need it, and tomlkit costs 20 ms.
__all__ = [
    "bundled",
    "check",
    "database_path",
    "default_database",
    "default_folder",
    "load",
    "masked",
    "read_case",
    "read_chronology",
    "require_contact",
    "require_smtp",
    "without_password",
]
