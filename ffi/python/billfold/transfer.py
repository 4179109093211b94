"""Export and import."""

from dataclasses import dataclass
from typing import ClassVar

from billfold._decode import Part, Record
from billfold.errors import ErrorKind


@dataclass(frozen=True, slots=True)
class ExportKind(Part):
    """How many records of a kind an export held."""

    _view: ClassVar[str] = "export_kind"

    kind: str
    """The kind: ``payment``, ``request_to_link``, ..."""
    records: int
    """How many records."""


@dataclass(frozen=True, slots=True, repr=False)
class ExportReport(Record):
    """What an export held."""

    _view: ClassVar[str] = "export_report"
    _parts: ClassVar[dict[str, str]] = {"kinds": "kind"}

    records: int
    """How many records in all."""
    kinds: tuple[ExportKind, ...]
    """How many of each kind."""


@dataclass(frozen=True, slots=True)
class ImportRefusal(Part):
    """A line that an import left out."""

    _view: ClassVar[str] = "import_refusal"

    line: int
    """Which line, from 1."""
    status: ErrorKind
    """Why."""
    code: str
    """The fine reason."""
    message: str
    """Why, for a person, with every bad field."""
    field: str | None
    """The first bad field: a dotted path."""


@dataclass(frozen=True, slots=True, repr=False)
class ImportReport(Record):
    """What an import came to."""

    _view: ClassVar[str] = "import_report"
    _parts: ClassVar[dict[str, str]] = {"refusals": "refusal"}

    source_hash: str
    """Names the input: the SHA-256 of its bytes, and of how they are read, in hexadecimal."""
    lines: int
    """How many lines it has."""
    lines_done_before: int
    """How many of them had been done before."""
    created: int
    """Lines whose record is new, whenever they were done."""
    updated: int
    """Lines whose record was there and was changed."""
    unchanged: int
    """Lines whose record was there as the line says."""
    refused: int
    """Lines that were left out as bad."""
    refusals: tuple[ImportRefusal, ...]
    """Those of them that can be read."""
    changed: bool
    """Whether this very call changed the store, or of a dry run would have."""
