"""One pool of children for all tests here: starting one costs seconds, and it serves any event loop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.config import bundled, load
from monitor.model import Config
from monitor.reading import PRELOAD, start
from monitor.workers import Pool
from tests.pipeline.trial import SETTINGS, Trial
from tests.servers import HttpServer


@pytest.fixture(scope="session")
def config() -> Config:
    return replace(load(bundled("config"), {}), fetch=SETTINGS, outlets=(), subscribers=())


@pytest.fixture(scope="session")
def pool(config: Config) -> Iterator[Pool]:
    with Pool(1, 512, start, (config.lexicons, config.weights, config.cases), preload=PRELOAD) as pool:
        yield pool


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with HttpServer() as server:
        yield server


@pytest.fixture
def trial(config: Config, pool: Pool, server: HttpServer, tmp_path: Path) -> Iterator[Trial]:
    trial = Trial(config, pool, server, tmp_path / "monitor.db")
    yield trial
    trial.engine.dispose()
