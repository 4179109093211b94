-- Webhook endpoints, their secrets, and the deliveries that events fan out to.

CREATE TABLE webhook_endpoint (
    seq         INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    url         TEXT NOT NULL,
    description TEXT,
    event_types TEXT CHECK (event_types IS NULL OR json_valid(event_types)), -- none: every type
    status      TEXT NOT NULL CHECK (status IN ('active', 'disabled', 'deleted')),
    unanswered  INTEGER NOT NULL, -- attempts in a row that nobody answered
    retry_at    INTEGER NOT NULL, -- until then it is left alone, for want of an answer
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    version     INTEGER NOT NULL
) STRICT;

CREATE TABLE webhook_secret (
    -- The only secrets that stay readable, for signing. Gone with their endpoint.
    seq        INTEGER PRIMARY KEY,
    endpoint   INTEGER NOT NULL REFERENCES webhook_endpoint (seq),
    secret     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER -- when a rotated one ceases to sign; none: it is the current one
) STRICT;

CREATE UNIQUE INDEX webhook_secret_one_current ON webhook_secret (endpoint)
WHERE expires_at IS NULL;

CREATE INDEX webhook_secret_by_endpoint ON webhook_secret (endpoint);

CREATE TABLE delivery (
    -- One event on its way to one endpoint; made in the transaction that wrote the event.
    seq               INTEGER PRIMARY KEY,
    id                BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    endpoint          INTEGER NOT NULL REFERENCES webhook_endpoint (seq),
    event             INTEGER REFERENCES event (seq), -- none: a test
    status            TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'abandoned')),
    attempts          INTEGER NOT NULL, -- claims so far; the last one's number fences reports
    answered_failures INTEGER NOT NULL, -- since it was made or replayed
    unanswered        INTEGER NOT NULL, -- attempts in a row that nobody answered
    claimed           INTEGER NOT NULL CHECK (claimed IN (0, 1)), -- a lease is out
    next_at           INTEGER NOT NULL, -- when it is due; while claimed, when the lease ends
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    delivered_at      INTEGER
) STRICT;

CREATE INDEX delivery_due ON delivery (endpoint, next_at) WHERE status = 'pending';

CREATE INDEX delivery_by_status ON delivery (status);

CREATE INDEX delivery_by_endpoint_status ON delivery (endpoint, status);

CREATE INDEX delivery_by_event ON delivery (event);

CREATE TABLE delivery_attempt (
    -- What came of each attempt that was reported, and of those that never were.
    delivery              INTEGER NOT NULL REFERENCES delivery (seq),
    number                INTEGER NOT NULL,
    started_at            INTEGER NOT NULL,
    status_code           INTEGER, -- none: no HTTP answer came
    error                 TEXT,
    duration_milliseconds INTEGER,
    PRIMARY KEY (delivery, number)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 5;
