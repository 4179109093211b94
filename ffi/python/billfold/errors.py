"""Why a call failed: one class for each reason that a caller treats in its own way."""

from dataclasses import dataclass
from json import dumps as to_json
from typing import Any, ClassVar

from billfold._decode import Part, decoded, text
from billfold._library import ffi, lib
from billfold.status import Numbered, numbered


@numbered("")
class ErrorKind(Numbered):
    """What sort of failure it was."""

    VALIDATION = "validation"
    """The input is bad."""
    AUTHENTICATION = "authentication"
    """The credential is no good."""
    FORBIDDEN = "forbidden"
    """The credential is good, but not for this."""
    NOT_FOUND = "not_found"
    """There is no such record."""
    CONFLICT = "conflict"
    """The record does not stand as the call needs it."""
    EXPIRED = "expired"
    """Its time has passed."""
    IDEMPOTENCY_MISMATCH = "idempotency_mismatch"
    """The idempotency key was used with another input."""
    BUSY = "busy"
    """Others hold the writer."""
    STORAGE = "storage"
    """The disk, the folder or the file's permissions are in the way."""
    OUTCOME_UNKNOWN = "outcome_unknown"
    """The change may have happened or not."""
    CORRUPT = "corrupt"
    """The file is no Billfold store, or damaged."""
    SCHEMA_TOO_NEW = "schema_too_new"
    """The file was made by a newer Billfold."""
    READ_ONLY = "read_only"
    """The store is open for reading only."""
    INTERRUPTED = "interrupted"
    """The call was broken off."""
    UNSUPPORTED = "unsupported"
    """It cannot be done through this handle, or not at all."""
    CLOSED = "closed"
    """The store has been closed."""
    FORKED = "forked"
    """The store was opened before this process was forked off."""
    PANIC = "panic"
    """Billfold lost its footing."""
    INTERNAL = "internal"
    """A mistake of Billfold's own."""


@dataclass(frozen=True, slots=True)
class FieldError(Part):
    """One bad field of an input."""

    _view: ClassVar[str] = "field_error"

    field: str
    """Where it stands in the input: a dotted path such as ``customer.email``."""
    reason: str
    """What is wrong with it, for a person."""
    column: int | None
    """Where in the field's text the mistake stands, in characters from 1."""


@dataclass(frozen=True, slots=True)
class ErrorInfo(Part):
    """All that the library says of a failure; the attributes of :class:`BillfoldError`."""

    _view: ClassVar[str] = "error_info"
    _has: ClassVar[dict[str, str]] = {"reason": "ERROR_HAS_FIELD"}
    _bits: ClassVar[str] = "ERROR"

    status: ErrorKind
    """What sort of failure it was."""
    retryable: bool
    """Whether the same call may succeed later without a change."""
    kind: str
    """The sort as JSON has it: ``validation``, ..."""
    code: str
    """The fine reason, stable across versions."""
    message: str
    """What happened, for a person."""
    field: str | None
    """The first bad field: a dotted path."""
    reason: str | None
    """What is wrong with the first bad field, for a person."""
    field_count: int
    """How many fields are bad."""
    current_status: str | None
    """The status that the record is in, where that is in the way."""
    existing_id: str | None
    """The id of the record that is in the way."""
    current_version: int | None
    """The version that the record has, where the caller stated another."""
    storage_code: int | None
    """SQLite's extended result code, where SQLite refused."""


class BillfoldError(Exception):
    """A call failed, and has changed nothing unless its class says otherwise.

    Act on the class, and where that is too coarse on :attr:`code`; the message is for people.
    """

    def __init__(
        self, info: ErrorInfo, fields: tuple[FieldError, ...] = (), json: str = ""
    ) -> None:
        super().__init__(info, fields, json)
        self._info = info
        self._fields = fields
        self._json = json

    def __str__(self) -> str:
        return self.info.message

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.info.message!r})"

    @property
    def info(self) -> ErrorInfo:
        """All that is said of it in one."""
        return self._info

    @property
    def fields(self) -> tuple[FieldError, ...]:
        """Every bad field of the input, the first one first."""
        return self._fields

    @property
    def kind(self) -> ErrorKind:
        """What sort of failure it was."""
        return self.info.status

    @property
    def code(self) -> str:
        """The fine reason, stable across versions: ``invalid_transition``, ``intent_used``, ..."""
        return self.info.code

    @property
    def message(self) -> str:
        """What happened, for a person. Not to be parsed."""
        return self.info.message

    @property
    def retryable(self) -> bool:
        """Whether the same call may succeed later without a change."""
        return self.info.retryable

    @property
    def field(self) -> str | None:
        """The first bad field: a dotted path such as ``customer.email``."""
        return self.info.field

    @property
    def reason(self) -> str | None:
        """What is wrong with the first bad field, for a person."""
        return self.info.reason

    @property
    def current_status(self) -> str | None:
        """The status that the record is in, where that is in the way."""
        return self.info.current_status

    @property
    def existing_id(self) -> str | None:
        """The id of the record that is in the way."""
        return self.info.existing_id

    @property
    def current_version(self) -> int | None:
        """The version that the record has, where the caller stated another."""
        return self.info.current_version

    @property
    def storage_code(self) -> int | None:
        """SQLite's extended result code, where SQLite refused."""
        return self.info.storage_code

    def json(self) -> str:
        """The error as a JSON object, as other interfaces of Billfold print it."""
        return self._json


class ValidationError(BillfoldError, ValueError):
    """The input is bad: :attr:`field` and :attr:`fields` say where, their reasons why.

    A value that is not of the parameter's type at all is a TypeError.
    """


class AuthenticationError(BillfoldError):
    """The credential is malformed, wrong, or good no longer."""


class ForbiddenError(BillfoldError):
    """The credential is good, but not for this."""


class NotFoundError(BillfoldError):
    """There is no such record, or none that the caller may see."""


class ConflictError(BillfoldError):
    """The record does not stand as the call needs it: :attr:`existing_id`,
    :attr:`current_status` and :attr:`current_version` say how it stands."""


class ExpiredError(BillfoldError):
    """Its time has passed."""


class IdempotencyMismatchError(BillfoldError):
    """The idempotency key was used before with another input."""


class BusyError(BillfoldError):
    """Others held the writer for longer than this store's patience: try again."""


class StorageError(BillfoldError):
    """The disk, the folder or the file's permissions are in the way."""


class OutcomeUnknownError(StorageError):
    """The disk failed while the change was made durable: it may have happened or not. Repeat it
    with the same idempotency key, or look."""


class CorruptError(StorageError):
    """The file is no Billfold store, or damaged; it is left as it is."""


class SchemaTooNewError(StorageError):
    """The file was made by a newer Billfold; it is left as it is."""


class ReadOnlyError(StorageError):
    """The store is open for reading only."""


class InterruptedCallError(BillfoldError):
    """:meth:`Store.interrupt` broke the call off."""


class UnsupportedError(BillfoldError):
    """It cannot be done through this handle, or not at all."""


class ClosedError(BillfoldError):
    """The store has been closed."""


class ForkedError(BillfoldError):
    """The store was opened before this process was forked off: open it anew."""


class InternalError(BillfoldError):
    """A mistake of Billfold's own."""


class PanicError(InternalError):
    """A mistake of Billfold's own, by which it lost its footing: open the store anew."""


_CLASSES: dict[ErrorKind, type[BillfoldError]] = {
    ErrorKind.VALIDATION: ValidationError,
    ErrorKind.AUTHENTICATION: AuthenticationError,
    ErrorKind.FORBIDDEN: ForbiddenError,
    ErrorKind.NOT_FOUND: NotFoundError,
    ErrorKind.CONFLICT: ConflictError,
    ErrorKind.EXPIRED: ExpiredError,
    ErrorKind.IDEMPOTENCY_MISMATCH: IdempotencyMismatchError,
    ErrorKind.BUSY: BusyError,
    ErrorKind.STORAGE: StorageError,
    ErrorKind.OUTCOME_UNKNOWN: OutcomeUnknownError,
    ErrorKind.CORRUPT: CorruptError,
    ErrorKind.SCHEMA_TOO_NEW: SchemaTooNewError,
    ErrorKind.READ_ONLY: ReadOnlyError,
    ErrorKind.INTERRUPTED: InterruptedCallError,
    ErrorKind.UNSUPPORTED: UnsupportedError,
    ErrorKind.CLOSED: ClosedError,
    ErrorKind.FORKED: ForkedError,
    ErrorKind.PANIC: PanicError,
    ErrorKind.INTERNAL: InternalError,
}


def read_error(status: int, error: Any) -> BillfoldError:
    """The error that a call gave, which stays the caller's to free."""
    view = ffi.new("billfold_error_info *")
    view.struct_size = ffi.sizeof("billfold_error_info")
    lib.billfold_error_describe(error, view)
    info = decoded(ErrorInfo, view)
    fields = tuple(_field(error, index) for index in range(info.field_count))
    json = ffi.new("billfold_str *")
    lib.billfold_error_json(error, json)
    cls = _CLASSES.get(info.status, BillfoldError)
    return cls(info, fields, text(json.ptr))


def _field(error: Any, index: int) -> FieldError:
    view = ffi.new("billfold_field_error *")
    view.struct_size = ffi.sizeof("billfold_field_error")
    lib.billfold_error_field(error, index, view)
    return decoded(FieldError, view)


def refusal(kind: ErrorKind, code: str, field: str | None, reason: str) -> BillfoldError:
    """An error that is found before the library is asked, in the same form."""
    message = f"the input is not valid: {field}: {reason}" if field else reason
    fields = (FieldError(field, reason, None),) if field else ()
    told: dict[str, object] = {"kind": kind.value, "code": code, "message": message}
    if field:
        told["fields"] = [{"field": field, "reason": reason}]
    told["retryable"] = False
    info = ErrorInfo(
        status=kind,
        retryable=False,
        kind=kind.value,
        code=code,
        message=message,
        field=field,
        reason=reason if field else None,
        field_count=len(fields),
        current_status=None,
        existing_id=None,
        current_version=None,
        storage_code=None,
    )
    json = to_json(told, ensure_ascii=False, separators=(",", ":"))
    return _CLASSES[kind](info, fields, json)
