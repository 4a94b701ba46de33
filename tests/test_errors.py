"""Every error of the family crosses a process boundary and is one message."""

import inspect
import pickle

import pytest

from monitor import errors

FAMILY = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.MonitorError)]


@pytest.mark.parametrize("kind", FAMILY)
def test_every_error_pickles_with_its_message_and_notes(kind: type[errors.MonitorError]) -> None:
    error = kind("settings.toml:3:1: unknown key")
    error.add_note("while loading")
    back = pickle.loads(pickle.dumps(error))  # noqa: S301 - the test's own bytes
    assert type(back) is kind
    assert back.args == error.args
    assert str(back) == "settings.toml:3:1: unknown key"
    assert back.__notes__ == ["while loading"]


@pytest.mark.parametrize("kind", FAMILY)
def test_no_error_has_an_init_of_its_own(kind: type[errors.MonitorError]) -> None:
    assert "__init__" not in vars(kind)


def test_the_family_has_one_root() -> None:
    assert len(FAMILY) > 5
    assert all(errors.MonitorError in kind.__mro__ for kind in FAMILY)
