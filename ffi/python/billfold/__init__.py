"""Billfold: an embedded, offline-first store for payments, client links and requests to link, in
one SQLite file.

>>> import billfold
>>> with billfold.open_in_memory() as store:
...     payment = store.payments.create(amount="500.00", currency="USD")
...     paid = store.payments.complete(payment.id, {"type": "cash"})
...     [each.amount for each in store.payments.list("status:completed")]
[Decimal('500.00')]

A change that succeeded is durable when its call returns; one that raised has changed nothing.
Amounts are Decimals in major units, exact, and never floats; times are aware datetimes in UTC.
"""

from billfold._decode import Part as Part
from billfold._decode import Record
from billfold._decode import text as _text
from billfold._input import UNSET, Amount, Json, Unset
from billfold._input import Path as Path
from billfold._library import lib as _lib
from billfold.api_key import ApiKey, ApiKeys, ApiKeyStatus
from billfold.backup import Backup, Check, CheckOutcome, CheckReport, Compaction
from billfold.biller import Biller, Billers
from billfold.branding import (
    Branding,
    Brandings,
    BrandingSource,
    BrandingTarget,
    ResolvedBranding,
)
from billfold.client import Client, Clients, ClientStatus
from billfold.client_link import (
    ClientLink,
    ClientLinks,
    ClientLinkStatus,
    LinkedClient,
    LinkedClients,
)
from billfold.customer import Customer, Customers
from billfold.errors import (
    AuthenticationError,
    BillfoldError,
    BusyError,
    ClosedError,
    ConflictError,
    CorruptError,
    ErrorInfo,
    ErrorKind,
    ExpiredError,
    FieldError,
    ForbiddenError,
    ForkedError,
    IdempotencyMismatchError,
    InternalError,
    InterruptedCallError,
    NotFoundError,
    OutcomeUnknownError,
    PanicError,
    ReadOnlyError,
    SchemaTooNewError,
    StorageError,
    UnsupportedError,
    ValidationError,
)
from billfold.event import Event, Events, LogHead, Verification
from billfold.fee import Fee, FeeBearer, FeeLine, FeePlan, Fees, FeeStatus
from billfold.filter import filter_quote
from billfold.json_object import JsonObject
from billfold.link_intent import LinkIntent, LinkIntents, LinkIntentStatus, Redemption
from billfold.log import Hook as Hook
from billfold.log import LogLevel, log_set_hook, log_to
from billfold.money import amount_format, currency_decimals, minor_units
from billfold.opening import Durability, OpenMode, open_in_memory, store_has_file
from billfold.opening import open as open
from billfold.orchestrator import Orchestrator, Orchestrators, OrchestratorStatus
from billfold.page import Listing, Page
from billfold.payment import Payment, Payments, PaymentStatus
from billfold.request_to_link import (
    LinkSession,
    LinkSessions,
    LinkSessionStatus,
    RequestsToLink,
    RequestToLink,
    RequestToLinkStatus,
)
from billfold.secret import Secret
from billfold.settings import Settings, SettingsService
from billfold.stats import Stats, StatsLine, StatsService, StatsTable
from billfold.status import Numbered as Numbered
from billfold.store import Progress, Store, StoreInfo, Transaction
from billfold.sweep import Sweep
from billfold.takings import Takings, TakingsHour, TakingsService
from billfold.transfer import ExportKind, ExportReport, ImportRefusal, ImportReport
from billfold.webhook import (
    AttemptOutcome,
    Deliveries,
    DeliveriesDue,
    Delivery,
    DeliveryAttempt,
    DeliveryClaim,
    DeliveryStatus,
    Header,
    WebhookEndpoint,
    WebhookEndpoints,
    WebhookEndpointStatus,
    verify_signature,
)

# Without what has an everyday name, which an import of everything would take from its owner.
__all__ = [
    "UNSET",
    "Amount",
    "ApiKey",
    "ApiKeyStatus",
    "ApiKeys",
    "AttemptOutcome",
    "AuthenticationError",
    "Backup",
    "Biller",
    "Billers",
    "BillfoldError",
    "Branding",
    "BrandingSource",
    "BrandingTarget",
    "Brandings",
    "BusyError",
    "Check",
    "CheckOutcome",
    "CheckReport",
    "Client",
    "ClientLink",
    "ClientLinkStatus",
    "ClientLinks",
    "ClientStatus",
    "Clients",
    "ClosedError",
    "Compaction",
    "ConflictError",
    "CorruptError",
    "Customer",
    "Customers",
    "Deliveries",
    "DeliveriesDue",
    "Delivery",
    "DeliveryAttempt",
    "DeliveryClaim",
    "DeliveryStatus",
    "Durability",
    "ErrorInfo",
    "ErrorKind",
    "Event",
    "Events",
    "ExpiredError",
    "ExportKind",
    "ExportReport",
    "Fee",
    "FeeBearer",
    "FeeLine",
    "FeePlan",
    "FeeStatus",
    "Fees",
    "FieldError",
    "ForbiddenError",
    "ForkedError",
    "Header",
    "IdempotencyMismatchError",
    "ImportRefusal",
    "ImportReport",
    "InternalError",
    "InterruptedCallError",
    "Json",
    "JsonObject",
    "LinkIntent",
    "LinkIntentStatus",
    "LinkIntents",
    "LinkSession",
    "LinkSessionStatus",
    "LinkSessions",
    "LinkedClient",
    "LinkedClients",
    "Listing",
    "LogHead",
    "LogLevel",
    "NotFoundError",
    "OpenMode",
    "Orchestrator",
    "OrchestratorStatus",
    "Orchestrators",
    "OutcomeUnknownError",
    "Page",
    "PanicError",
    "Payment",
    "PaymentStatus",
    "Payments",
    "Progress",
    "ReadOnlyError",
    "Record",
    "Redemption",
    "RequestToLink",
    "RequestToLinkStatus",
    "RequestsToLink",
    "ResolvedBranding",
    "SchemaTooNewError",
    "Secret",
    "Settings",
    "SettingsService",
    "Stats",
    "StatsLine",
    "StatsService",
    "StatsTable",
    "StorageError",
    "Store",
    "StoreInfo",
    "Sweep",
    "Takings",
    "TakingsHour",
    "TakingsService",
    "Transaction",
    "Unset",
    "UnsupportedError",
    "ValidationError",
    "Verification",
    "WebhookEndpoint",
    "WebhookEndpointStatus",
    "WebhookEndpoints",
    "amount_format",
    "currency_decimals",
    "filter_quote",
    "log_set_hook",
    "log_to",
    "minor_units",
    "open_in_memory",
    "store_has_file",
    "verify_signature",
    "version",
]


def version() -> str:
    """The version of the library: ``0.1.0``."""
    return _text(_lib.billfold_version())


__version__ = version()
