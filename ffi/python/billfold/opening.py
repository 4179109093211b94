"""Opening a store."""

import os
from datetime import datetime, timedelta

from billfold._call import call_for_number, call_for_store
from billfold._input import Path, Struct, chosen, milliseconds, text_arguments
from billfold._library import lib
from billfold.log import resume
from billfold.status import Numbered, numbered
from billfold.store import Store


@numbered("OPEN_", {"OPEN": "OPEN"})
class OpenMode(Numbered):
    """What is to be there already."""

    OPEN = "open"
    """The file is created if there is none."""
    CREATE = "create"
    """The file must not exist."""
    EXISTING = "existing"
    """The file must exist."""
    READ_ONLY = "read_only"
    """The file must exist; every change is refused with ReadOnlyError."""
    IN_MEMORY = "in_memory"
    """There is no file; the store is gone with its last handle."""


@numbered("DURABILITY_")
class Durability(Numbered):
    """What a change has to survive before the call returns."""

    FULL = "full"
    """A power cut."""
    MAY_LOSE_LAST_COMMITS_ON_POWER_LOSS = "may_lose_last_commits_on_power_loss"
    """A crash of the process; a power cut soon after may take it back. Faster."""


def open(
    path: Path | None,
    *,
    mode: OpenMode | str = OpenMode.OPEN,
    durability: Durability | str = Durability.FULL,
    patience: timedelta | None = None,
    lease: timedelta | None = None,
    clock: datetime | None = None,
) -> Store:
    """Opens the store in a file; the handle may do everything.

    Opening a file twice in a process is fine: both share what is inside.

    :param path: a file's path; ``:memory:`` and ``file:...`` name files like others. None goes with
        the mode ``in_memory``, and nothing else does: see :func:`open_in_memory`
    :param mode: what is to be there already; otherwise the file is created if there is none
    :param durability: what a change has to survive before the call returns
    :param patience: how long a call waits for the writer before BusyError; None: ten seconds
    :param lease: how long a transaction may hold the writer before it is rolled back by itself;
        None: thirty seconds
    :param clock: where a clock stands still until :meth:`Store.set_time`; None: the system's
    :raises CorruptError: if the file is no Billfold store or damaged; it is left as it is
    :raises SchemaTooNewError: if a newer Billfold made it
    :raises ReadOnlyError: if it cannot be written, or is to be read only and too old
    :raises NotFoundError: if there is no such file or folder
    :raises ConflictError: ``file_exists``
    :raises StorageError: for a directory, a symbolic link, no permission, a network file system
    :raises BusyError: if another process is bringing the file up to date
    :raises ValidationError: for patience or lease: they are whole milliseconds
    """
    given = {
        "mode": chosen(OpenMode, mode, "mode"),
        "durability": chosen(Durability, durability, "durability"),
        "time": clock,
    }
    options = Struct("open_options", given)
    place = options.pointer
    if patience is not None:
        place.patience_milliseconds = milliseconds(patience, "patience")
        place.has |= lib.BILLFOLD_OPEN_HAS_PATIENCE
    if lease is not None:
        place.lease_milliseconds = milliseconds(lease, "lease")
        place.has |= lib.BILLFOLD_OPEN_HAS_LEASE
    if clock is not None:
        place.clock = lib.BILLFOLD_CLOCK_MANUAL
    resume()
    handle = call_for_store("store_open", *text_arguments(path=path), options)
    shown = "in memory" if path is None else repr(os.path.realpath(path))
    return Store(handle, owned=True, shown=(shown,))


def open_in_memory(*, clock: datetime | None = None) -> Store:
    """Opens a new store in memory, gone with its last handle: for tests.

    While a transaction is open, even reads through other handles wait for its end.
    """
    return open(None, mode=OpenMode.IN_MEMORY, clock=clock)


def store_has_file(store_path: Path, file: Path) -> bool:
    """Whether a file is the store at this path, or one that such a store keeps beside itself:
    whoever else writes there does away with it. Neither need exist.

    :raises ValidationError: for the paths
    """
    paths = text_arguments(store_path=store_path, file=file)
    return bool(call_for_number("store_has_file", "int32_t", *paths))
