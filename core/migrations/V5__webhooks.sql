-- Webhook endpoints, their secrets, and the deliveries that events fan out to.

CREATE TABLE webhook_endpoint (
    seq         INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    url         TEXT NOT NULL,
    description TEXT,
    event_types TEXT CHECK (event_types IS NULL OR json_valid(event_types)), -- none: every type
    status      TEXT NOT NULL CHECK (status IN ('active', 'disabled', 'deleted')),
    unanswered  INTEGER NOT NULL, -- probes in a row that nobody answered; 0: it answers
    retry_at    INTEGER NOT NULL, -- no claim before it: the wait, or the lease of a probe
    probe       INTEGER,          -- seq of the delivery that finds out whether it answers again
    turn        INTEGER NOT NULL, -- grows with each claim of its deliveries; the lowest is next
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    version     INTEGER NOT NULL  -- of what its owner says, not of how it fares
) STRICT;

-- Every event asks who wants it: whoever is disabled or deleted is not even looked at.
CREATE INDEX webhook_endpoint_active ON webhook_endpoint (turn) WHERE status = 'active';

CREATE INDEX webhook_endpoint_by_status ON webhook_endpoint (status);

CREATE TRIGGER webhook_endpoint_changed BEFORE UPDATE ON webhook_endpoint
WHEN OLD.status = 'deleted' OR NEW.version NOT IN (OLD.version, OLD.version + 1)
    OR ((NEW.status <> OLD.status OR NEW.url <> OLD.url) AND NEW.version = OLD.version)
BEGIN
    SELECT RAISE(ABORT, 'webhook_endpoint: deleted is final, version grows by one');
END;

CREATE TABLE webhook_secret (
    -- The only secrets that stay readable, for signing. Gone with their endpoint.
    seq        INTEGER PRIMARY KEY,
    endpoint   INTEGER NOT NULL REFERENCES webhook_endpoint (seq),
    secret     TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER -- when a rotated one ceases to sign; none: it is the current one
) STRICT;

CREATE UNIQUE INDEX webhook_secret_current ON webhook_secret (endpoint)
WHERE expires_at IS NULL;

CREATE INDEX webhook_secret_by_endpoint ON webhook_secret (endpoint);

CREATE INDEX webhook_secret_rotated ON webhook_secret (expires_at)
WHERE expires_at IS NOT NULL;

CREATE TABLE delivery (
    -- One event on its way to one endpoint; made in the transaction that wrote the event.
    seq               INTEGER PRIMARY KEY,
    id                BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    endpoint          INTEGER NOT NULL REFERENCES webhook_endpoint (seq),
    event             INTEGER REFERENCES event (seq), -- none: a test
    type              TEXT NOT NULL,    -- the event's, or 'webhook_endpoint.test'
    status            TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'abandoned')),
    attempts          INTEGER NOT NULL, -- claims so far; the last one's number fences reports
    answered_failures INTEGER NOT NULL, -- since it was queued
    unanswered        INTEGER NOT NULL, -- attempts in a row that nobody answered
    claimed           INTEGER NOT NULL CHECK (claimed IN (0, 1)), -- a lease was given out
    next_at           INTEGER NOT NULL, -- when it is due; while claimed, when the lease ends
    queued_at         INTEGER NOT NULL, -- when it was made or last replayed
    created_at        INTEGER NOT NULL, -- never before that of an earlier row
    updated_at        INTEGER NOT NULL,
    delivered_at      INTEGER,
    CHECK ((status = 'delivered') = (delivered_at IS NOT NULL)),
    CHECK (claimed = 0 OR status = 'pending')
) STRICT;

-- Each event goes to an endpoint once, however often it is sent. Also finds what became of it.
CREATE UNIQUE INDEX delivery_by_event ON delivery (event, endpoint) WHERE event IS NOT NULL;

-- Serves the claims: an endpoint's next delivery, whatever waits behind it or elsewhere.
CREATE INDEX delivery_due ON delivery (endpoint, next_at) WHERE status = 'pending';

CREATE INDEX delivery_by_status ON delivery (status);
CREATE INDEX delivery_by_endpoint_status ON delivery (endpoint, status);
CREATE INDEX delivery_by_type ON delivery (type);
CREATE INDEX delivery_by_creation ON delivery (created_at);

CREATE TRIGGER delivery_changed BEFORE UPDATE ON delivery
WHEN (OLD.status = 'delivered' AND NEW.status = 'abandoned')
    OR NEW.attempts NOT IN (OLD.attempts, OLD.attempts + 1)
    OR NEW.endpoint <> OLD.endpoint OR NEW.event IS NOT OLD.event
BEGIN
    SELECT RAISE(ABORT, 'delivery: delivered is not abandoned, attempts grow by one');
END;

-- Counted by endpoint alone: there are few, and their sum is the total of all.
CREATE TRIGGER delivery_counted AFTER INSERT ON delivery
BEGIN
    INSERT INTO counter (scope, owner, status, currency, count, sum_high, sum_low)
    VALUES ('delivery_of_endpoint', NEW.endpoint, NEW.status, '', 1, 0, 0)
    ON CONFLICT DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER delivery_recounted AFTER UPDATE OF status ON delivery
WHEN NEW.status <> OLD.status
BEGIN
    INSERT INTO counter (scope, owner, status, currency, count, sum_high, sum_low)
    VALUES ('delivery_of_endpoint', NEW.endpoint, NEW.status, '', 1, 0, 0)
    ON CONFLICT DO UPDATE SET count = count + 1;
    UPDATE counter SET count = count - 1
    WHERE scope = 'delivery_of_endpoint' AND owner = OLD.endpoint
        AND status = OLD.status AND currency = '';
END;

CREATE TABLE delivery_attempt (
    -- Each claim, and what came of it.
    delivery              INTEGER NOT NULL REFERENCES delivery (seq),
    number                INTEGER NOT NULL, -- from 1
    outcome               TEXT NOT NULL
        CHECK (outcome IN ('under_way', 'answered', 'unanswered', 'lapsed')),
    started_at            INTEGER NOT NULL,
    status_code           INTEGER, -- of the HTTP answer
    error                 TEXT,    -- why there was none
    duration_milliseconds INTEGER,
    PRIMARY KEY (delivery, number),
    CHECK ((outcome = 'answered') = (status_code IS NOT NULL)),
    CHECK ((outcome = 'unanswered') = (error IS NOT NULL))
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 5;
