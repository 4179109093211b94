"""What every test begins and ends with."""

import gc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import billfold
from billfold._library import lib

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """No store, page or error is alive after a test."""
    yield
    gc.collect()
    assert lib.billfold_debug_live() == 0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a store can be made."""
    return tmp_path / "shop.db"


@pytest.fixture
def store() -> Iterator[billfold.Store]:
    """A store in memory, at noon."""
    with billfold.open_in_memory(clock=NOON) as store:
        yield store
