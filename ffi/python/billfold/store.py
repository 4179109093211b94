"""A store's handle, and the handles that it gives."""

import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, ClassVar, NoReturn, Self, TypeVar

from billfold import (
    api_key,
    biller,
    branding,
    client,
    client_link,
    customer,
    event,
    fee,
    link_intent,
    orchestrator,
    payment,
    request_to_link,
    settings,
    stats,
    takings,
    webhook,
)
from billfold._call import Handle, call, call_for_number, call_for_page, call_for_store
from billfold._decode import Part, Record, decode_record, decoded, filled
from billfold._input import Path, Struct, flag, number, text_arguments, unix_seconds
from billfold.backup import Backup, CheckReport, Compaction
from billfold.page import Page
from billfold.secret import Secret
from billfold.sweep import Sweep
from billfold.transfer import ExportReport, ImportReport

_R = TypeVar("_R", bound=Record)


@dataclass(frozen=True, slots=True)
class Progress(Part):
    """How far long work is."""

    _view: ClassVar[str] = "progress"

    step: str
    """What is being done: ``copy``, ``event_log``, ``export``, ...; empty if there was none yet."""
    done: int
    """How much of it is done: pages, rows, events, records or lines."""
    total: int
    """How much there is to do; 0 where that is not known."""


@dataclass(frozen=True, slots=True)
class StoreInfo(Part):
    """What a store is."""

    _view: ClassVar[str] = "store_info"
    _bits: ClassVar[str] = "STORE"

    path: str | None
    """The file's path, links resolved; None of a store in memory."""
    read_only: bool
    """Whether every change will be refused with ReadOnlyError."""


class Store:
    """An open store, or a handle derived from one; all of them take the same calls.

    It may be used from any number of threads at once. :meth:`close` it, or use it in a ``with``;
    a handle that was derived needs neither, and is closed with the one that was opened. After
    ``os.fork()`` the child must open the store anew: through the parent's handles every call raises
    ForkedError.
    """

    def __init__(self, handle: Handle, *, owned: bool = False, shown: tuple[str, ...] = ()) -> None:
        """Use :func:`billfold.open`."""
        self._kept = handle
        self._owned = owned
        self._shown = shown

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __del__(self) -> None:
        # The handle itself goes with its last user, which may be a call in another thread.
        if getattr(self, "_owned", False) and not self._kept.is_closed:
            warnings.warn(f"{self!r} was not closed", ResourceWarning, stacklevel=2, source=self)

    def __repr__(self) -> str:
        # Nothing is asked for: it shows in a finalizer, too.
        closed = ("closed",) if self._kept.is_closed else ()
        return f"<{' '.join((type(self).__name__, *self._shown, *closed))}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"a {type(self).__name__} is neither copied nor pickled: open the store where it is "
            "needed, by its path"
        )

    def _handle(self) -> Handle:
        return self._kept

    def _derived(self, shown: str, name: str, *arguments: Any) -> "Store":
        made = call_for_store(name, self._handle(), *arguments)
        return Store(made, shown=(*self._shown, shown))

    # What there is.

    @property
    def payments(self) -> payment.Payments:
        """What is to be paid, and what was."""
        return payment.Payments(self)

    @property
    def customers(self) -> customer.Customers:
        """Those who pay."""
        return customer.Customers(self)

    @property
    def clients(self) -> client.Clients:
        """Platforms that own payments and requests to link."""
        return client.Clients(self)

    @property
    def api_keys(self) -> api_key.ApiKeys:
        """Keys that open payments and customers."""
        return api_key.ApiKeys(self)

    @property
    def orchestrators(self) -> orchestrator.Orchestrators:
        """Those who link clients and earn fees on their payments."""
        return orchestrator.Orchestrators(self)

    @property
    def client_links(self) -> client_link.ClientLinks:
        """Whose fees and branding apply to whom."""
        return client_link.ClientLinks(self)

    @property
    def linked_clients(self) -> client_link.LinkedClients:
        """The clients of an orchestrator."""
        return client_link.LinkedClients(self)

    @property
    def link_intents(self) -> link_intent.LinkIntents:
        """Invitations to make a client and link it."""
        return link_intent.LinkIntents(self)

    @property
    def fees(self) -> fee.Fees:
        """What orchestrators earn on payments."""
        return fee.Fees(self)

    @property
    def brandings(self) -> branding.Brandings:
        """How payments look."""
        return branding.Brandings(self)

    @property
    def billers(self) -> biller.Billers:
        """Whom users link their accounts with."""
        return biller.Billers(self)

    @property
    def requests_to_link(self) -> request_to_link.RequestsToLink:
        """That users link their accounts."""
        return request_to_link.RequestsToLink(self)

    @property
    def link_sessions(self) -> request_to_link.LinkSessions:
        """Where users link their accounts."""
        return request_to_link.LinkSessions(self)

    @property
    def webhook_endpoints(self) -> webhook.WebhookEndpoints:
        """Who is told of what happens."""
        return webhook.WebhookEndpoints(self)

    @property
    def deliveries(self) -> webhook.Deliveries:
        """What is on its way to them."""
        return webhook.Deliveries(self)

    @property
    def events(self) -> event.Events:
        """Who did what."""
        return event.Events(self)

    @property
    def settings(self) -> settings.SettingsService:
        """What the store goes by."""
        return settings.SettingsService(self)

    @property
    def stats(self) -> stats.StatsService:
        """How much there is of everything."""
        return stats.StatsService(self)

    @property
    def takings(self) -> takings.TakingsService:
        """What was completed in each hour."""
        return takings.TakingsService(self)

    # The handle itself.

    def close(self) -> None:
        """Closes this handle, through which every later call raises ClosedError; again, it does
        nothing. A call that is under way in another thread goes on.

        With the handle that was opened goes all that was derived from it, and what was begun and
        not committed is rolled back; the file is closed once nobody else in this process has opened
        it. With any other handle goes nothing else, but with a :class:`Transaction` all that works
        in it.
        """
        self._kept.close()

    def close_everywhere(self) -> None:
        """Closes the store for this handle, those derived from it or it from, and those of whoever
        else opened the same file in this process in the same way: what is under way ends first,
        and from then on every call raises ClosedError. The handles are still to be closed.

        :raises BusyError: if a begun transaction does not end in time; the store stays open
        :raises ClosedError: if it was closed before
        """
        call("store_close", self._handle())

    def describe(self) -> StoreInfo:
        """What the store is: its path, and whether it is for reading only."""
        return decoded(StoreInfo, filled("store_info", "store_describe", self._handle()))

    def progress(self) -> Progress:
        """How far the newest long work through this handle is, a backup, a check, an export or an
        import: to be asked from another thread meanwhile."""
        return decoded(Progress, filled("progress", "store_progress", self._handle()))

    def now(self) -> datetime:
        """The effective time in UTC: the later of the clock and the highest time that the store
        has seen."""
        return datetime.fromtimestamp(call_for_number("store_now", "int64_t", self._handle()), UTC)

    def set_time(self, time: datetime) -> None:
        """Sets the clock of a store that was opened with one of its own, forward or back.

        :raises UnsupportedError: ``system_clock`` if the store has the system's
        """
        call("store_set_time", self._handle(), unix_seconds(time, "time"))

    # Handles derived from it.

    def scoped(self, key: str | Secret) -> "Store":
        """A handle that may do what the holder of this key may: an orchestrator's ``orc_...``, or
        an API key ``key_...``.

        :raises AuthenticationError: if it is malformed, wrong, revoked, or its holder disabled
        """
        return self._derived("scoped", "store_scoped", *text_arguments(key=key))

    def scoped_client(self, client_id: str, client_secret: str | Secret) -> "Store":
        """A handle that may do what this client may.

        :raises AuthenticationError: if id or secret are malformed or wrong, or it is revoked
        """
        proof = text_arguments(client_id=client_id, client_secret=client_secret)
        return self._derived(f"scoped to client {client_id}", "store_scoped_client", *proof)

    def once(self, idempotency_key: str) -> "Store":
        """A handle whose changes are done once for this key, however often they are repeated: a
        repeat with the same input answers with the record as it stands now, ``replayed``, without
        its secrets. A key counts for each operation and each credential apart.

        :param idempotency_key: 1 to 255 bytes
        :raises ValidationError: for the key; its calls may raise IdempotencyMismatchError

        >>> import billfold
        >>> with billfold.open_in_memory() as store:
        ...     till = store.once("order-123")
        ...     first = till.payments.create(amount="5.00", currency="USD")
        ...     again = till.payments.create(amount="5.00", currency="USD")
        ...     first.id == again.id, again.replayed
        (True, True)
        """
        key = text_arguments(idempotency_key=idempotency_key)
        return self._derived(f"once {idempotency_key!r}", "store_once", *key)

    def dry_run(self) -> "Store":
        """A handle whose changes are checked and answered in full, then taken back."""
        return self._derived("dry run", "store_dry_run")

    def if_version(self, version: int) -> "Store":
        """A handle whose changes raise ConflictError, ``version_changed``, unless the record that
        they change is at this version."""
        which = number(version, "version")
        return self._derived(f"if version {which}", "store_if_version", which)

    def operated_by(self, name: str) -> "Store":
        """A handle that writes this person's name into the event log, in place of ``owner``.

        :raises ValidationError: if it is empty, longer than 100 characters, or reads like one of
            the log's own actors
        """
        return self._derived(
            f"operated by {name!r}", "store_operated_by", *text_arguments(name=name)
        )

    def interruptible(self) -> "Store":
        """A handle whose calls :meth:`interrupt` can break off, and those of the handles derived
        from it. Make one for each piece of work that may have to be given up."""
        return self._derived("interruptible", "store_interruptible")

    def interrupt(self) -> None:
        """Breaks off the calls under way through a handle of :meth:`interruptible`, from any
        thread: they raise InterruptedCallError and have changed nothing, unless they were already
        being made durable. So does every later call.

        :raises UnsupportedError: ``not_interruptible`` of any other handle
        """
        call("store_interrupt", self._handle())

    def begin(self) -> "Transaction":
        """A transaction: a handle whose changes become durable together, when it is committed.

        It holds the writer, so changes through other handles wait for its end; after its lease it
        is rolled back by itself. In a ``with`` it is committed at the end, and rolled back if an
        exception leaves it. Closed, or with the store, before it is committed, it is rolled back.

        :raises BusyError: if the writer does not become free in time
        :raises ConflictError: ``transaction_open`` if this handle works in one already
        :raises ReadOnlyError: if the store is for reading only

        >>> import billfold
        >>> with billfold.open_in_memory() as store:
        ...     with store.begin() as transaction:
        ...         ana = transaction.customers.create(name="Ana")
        ...         made = transaction.payments.create(
        ...             amount=5, currency="USD", customer_id=ana.id)
        ...     store.payments.get(made.id).customer_name
        'Ana'
        """
        made = call_for_store("store_begin", self._handle(), begins=True)
        return Transaction(made, shown=self._shown)

    def commit(self) -> None:
        """Makes durable, at once, all that was done through a handle of :meth:`begin`.

        :raises ConflictError: ``no_transaction``, ``transaction_ended``
        :raises BusyError: ``lease_lapsed`` if it took too long and was rolled back
        :raises OutcomeUnknownError: if the disk failed meanwhile
        """
        call("store_commit", self._handle())

    def rollback(self) -> None:
        """Takes back all that was done through a handle of :meth:`begin`.

        :raises ConflictError: ``no_transaction``, ``transaction_ended``
        :raises BusyError: ``lease_lapsed``
        """
        call("store_rollback", self._handle())

    # What spans all records.

    def changes_since(self, after: int = 0, limit: int = 100) -> Page[event.Event]:
        """The events after a place in the log, oldest first: how a program learns what changed,
        whoever changed it, in this process or another. Go on with the last event's ``seq``.

        :param after: the place, 0 for the beginning
        :param limit: how many at most, 1 to 1000
        :raises ValidationError: for either
        :raises ForbiddenError: unless it is the owner's handle
        """
        where = (number(after, "after"), number(limit, "limit"))
        return Page(event.Event, call_for_page("changes_since", self._handle(), *where))

    def sweep(self, *, force: bool = False) -> Sweep:
        """Makes overdue payments and requests to link expired for good, with their events, and
        forgets old idempotency keys. What was swept before an error stays swept.

        :param force: confirms that a clock which has jumped ahead is right
        :raises ForbiddenError: unless it is the owner's handle
        """
        return self._work(Sweep, "store_sweep", flag(force, "force"))

    def backup(self, path: Path) -> Backup:
        """Copies the store into a new file, while others go on. The copy holds everything that was
        acknowledged before, and is gone through before it gets its name.

        :raises ConflictError: ``file_exists``, ``log_in_the_way``, ``transaction_open``
        :raises NotFoundError: if there is no such folder
        :raises StorageError: ``disk_full``, no permission, ...
        :raises CorruptError: if the store is not sound, see :meth:`check`
        :raises ForbiddenError: unless it is the owner's handle
        """
        return self._work(Backup, "store_backup", *text_arguments(path=path))

    def check(self) -> CheckReport:
        """Goes through everything in the store and says what is wrong. A fault is no error but an
        answer.

        :raises ConflictError: ``transaction_open``
        :raises ForbiddenError: unless it is the owner's handle
        """
        return self._work(CheckReport, "store_check")

    def compact(self) -> Compaction:
        """Writes the file anew, without the room that nothing uses; nobody else can write
        meanwhile.

        :raises ConflictError: ``transaction_open``
        :raises StorageError: ``disk_full``
        :raises ForbiddenError: unless it is the owner's handle
        """
        return self._work(Compaction, "store_compact")

    def export(
        self, path: Path, *, kind: str | None = None, filter: str | None = None
    ) -> ExportReport:
        """Writes every record into a new file, in lines of JSON that :meth:`import_` takes;
        credentials stay behind. The file is there whole or not at all.

        :param kind: only the records of this kind: ``payment``, ``request_to_link``, ...
        :param filter: only those that it holds; goes with ``kind``
        :raises ConflictError: ``file_exists``
        :raises NotFoundError: if there is no such folder
        :raises StorageError: ``disk_full``, no permission, ...
        :raises ValidationError: for kind or filter
        :raises ForbiddenError: unless it is the owner's handle
        """
        options = Struct("export_options", {"kind": kind, "filter": filter})
        arguments = (*text_arguments(path=path), options)
        return self._work(ExportReport, "store_export", *arguments)

    def import_(
        self,
        path: Path,
        *,
        kind: str | None = None,
        orchestrator_id: str | None = None,
        secrets_path: Path | None = None,
        retry: bool = False,
    ) -> ImportReport:
        """Imports lines of JSON: records of an export, which are put back as they were, and bodies
        of requests, which create. Bad lines are left out and told in the answer. Cut off, the same
        import goes on where it stopped; done, it changes nothing however often it is repeated.

        :param kind: every line is a request's body of this kind, without anything around it
        :param orchestrator_id: the orchestrator that such bodies are for
        :param secrets_path: a file to which the secrets of what bodies create are added
        :param retry: try the lines again that an import of the same bytes refused before
        :raises NotFoundError: if there is no such file
        :raises StorageError: ``input_unreadable``, ``output_failed``, ``secrets_unwritten``
        :raises ValidationError: for any of these, or a handle of :meth:`once`, :meth:`if_version`
        :raises UnsupportedError: ``export_format``, the export of a newer Billfold
        :raises ConflictError: ``transaction_open``
        :raises ForbiddenError: unless it is the owner's handle
        """
        options = Struct(
            "import_options",
            {
                "kind": kind,
                "orchestrator_id": orchestrator_id,
                "secrets_path": secrets_path,
                "retry": retry,
            },
        )
        arguments = (*text_arguments(path=path), options)
        return self._work(ImportReport, "store_import", *arguments)

    def _work(self, cls: type[_R], name: str, *arguments: Any) -> _R:
        page = call_for_page(name, self._handle(), *arguments)
        return decode_record(cls, page, 1)[0]


class Transaction(Store):
    """A handle of :meth:`Store.begin`. In a ``with`` it is committed at the end, and rolled back
    if an exception leaves it; who commits it or rolls it back before the end of the ``with`` has
    ended it. If it was closed before, leaving the ``with`` raises ClosedError: nothing of it was
    done."""

    def __init__(self, handle: Handle, *, shown: tuple[str, ...] = ()) -> None:
        super().__init__(handle, owned=True, shown=shown)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self._owned and kind is None:
                self.commit()
        finally:
            self.close()

    def commit(self) -> None:
        super().commit()
        self._owned = False

    def rollback(self) -> None:
        super().rollback()
        self._owned = False
