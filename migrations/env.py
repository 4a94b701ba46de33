"""What Alembic runs: on the connection `monitor db upgrade` hands over, or on the database named by hand.

    alembic -x url=PATH_OR_URL current        (or MONITOR_DB in the environment)

Rule kept: there is no default database; a command without one would create a stray file.
"""

import os

from alembic import context
from alembic.util import CommandError

from monitor.errors import StorageError
from monitor.storage.engine import open_unchecked
from monitor.storage.migrate import check_references, run_on


def _target() -> str:
    target = context.get_x_argument(as_dictionary=True).get("url") or os.environ.get("MONITOR_DB", "")
    if not target:
        raise CommandError("no database is named. Write: alembic -x url=PATH … (or use: monitor db upgrade)")
    return target


def _upgrades() -> bool:
    """Whether the command is an upgrade: only that may make a database that is not there."""
    command = getattr(context.config.cmd_opts, "cmd", None)
    return bool(command) and command[0].__name__ == "upgrade"


def _run_by_hand() -> None:
    engine = open_unchecked(_target(), create=_upgrades(), foreign_keys=False)
    try:
        with engine.begin() as conn:
            run_on(conn, context.configure, context.run_migrations)
            check_references(conn)
    finally:
        engine.dispose()


if context.is_offline_mode():
    raise CommandError("migrations run on a database, not as a script of SQL")
given = context.config.attributes.get("connection")
if given is not None:
    run_on(given, context.configure, context.run_migrations)
else:
    try:
        _run_by_hand()
    except StorageError as error:
        raise CommandError(str(error)) from error
