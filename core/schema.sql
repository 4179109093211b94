-- The whole schema as the migrations build it, to read. It is never run, and never edited:
-- `UPDATE_EXPECT=1 cargo test -p billfold-core --test open` writes it anew.

CREATE TABLE site (
    -- The machines whose events this file holds; row 1 is the file itself.
    seq INTEGER PRIMARY KEY,
    id  BLOB NOT NULL UNIQUE CHECK (length(id) = 16) -- random, made with the file
) STRICT;

CREATE TABLE meta (
    -- One row: what the store knows about itself. Read at the start of each write transaction.
    id               INTEGER PRIMARY KEY CHECK (id = 1),
    created_at       INTEGER NOT NULL,
    highest_time     INTEGER NOT NULL, -- the latest second the store believed; never falls
    clock_jumped_to  INTEGER,          -- a wall clock too far ahead to believe, until confirmed
    event_count      INTEGER NOT NULL, -- head of the event log: how many events …
    event_hash       BLOB NOT NULL CHECK (length(event_hash) = 32), -- … and the last one's hash
    settings         TEXT NOT NULL CHECK (json_valid(settings)),
    settings_version INTEGER NOT NULL  -- tells a process when to read the settings anew
) STRICT;

CREATE TABLE event (
    -- Append-only: history, change feed and outbox in one.
    seq             INTEGER PRIMARY KEY,
    site            INTEGER NOT NULL REFERENCES site (seq),
    site_seq        INTEGER NOT NULL,  -- gap-free per site
    id              BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    type            TEXT NOT NULL,     -- 'payment.created'
    object          TEXT NOT NULL,     -- 'payment'
    object_id       TEXT NOT NULL,
    object_version  INTEGER NOT NULL,
    previous_status TEXT,              -- where the object's status changed
    actor           TEXT NOT NULL,
    at              INTEGER NOT NULL,
    body            TEXT NOT NULL CHECK (json_valid(body)), -- the record, without personal data
    hash            BLOB NOT NULL CHECK (length(hash) = 32), -- over the hash before and this row
    UNIQUE (site, site_seq)
) STRICT;

CREATE INDEX event_by_object ON event (object_id);

CREATE TRIGGER event_comes_next BEFORE INSERT ON event
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)
BEGIN
    SELECT RAISE(ABORT, 'events are appended one after another');
END;

CREATE TRIGGER event_never_changes BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'events are never changed');
END;

CREATE TRIGGER event_never_goes BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'events are never deleted');
END;

CREATE TABLE idempotency (
    -- What came of a mutation that carried a key: references only, no secrets, no personal data.
    principal   TEXT NOT NULL,
    operation   TEXT NOT NULL,
    key         TEXT NOT NULL,
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32), -- hash of the caller's input
    result      TEXT NOT NULL CHECK (json_valid(result)),
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (principal, operation, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_by_time ON idempotency (created_at);

CREATE TABLE counter (
    -- Totals that triggers keep, so that a page's total costs nothing however long the list.
    -- A sum is sum_high * 2^32 + sum_low: neither half can overflow.
    scope    TEXT NOT NULL,    -- 'payment', 'payment_of_client', 'request_of_client', …
    owner    INTEGER NOT NULL, -- seq of the client or orchestrator; 0: all, or none
    status   TEXT NOT NULL,
    currency TEXT NOT NULL,    -- '' where there is none
    count    INTEGER NOT NULL CHECK (count >= 0),
    sum_high INTEGER NOT NULL,
    sum_low  INTEGER NOT NULL,
    PRIMARY KEY (scope, owner, status, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE orchestrator (
    seq        INTEGER PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    name       TEXT NOT NULL,
    status     TEXT NOT NULL CHECK (status IN ('active', 'disabled')),
    key_hash   BLOB NOT NULL UNIQUE CHECK (length(key_hash) = 32), -- SHA-256 of the key
    key_hint   TEXT NOT NULL,    -- its last four characters
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version    INTEGER NOT NULL
) STRICT;

CREATE TRIGGER orchestrator_version BEFORE UPDATE ON orchestrator
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
    SELECT RAISE(ABORT, 'orchestrator: version grows by one');
END;

CREATE TABLE client (
    seq         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE, -- 'cli_…', or what its creator chose
    name        TEXT NOT NULL,
    status      TEXT NOT NULL CHECK (status IN ('active', 'inactive', 'revoked')),
    secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
    secret_hint TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    version     INTEGER NOT NULL
) STRICT;

CREATE TRIGGER client_version BEFORE UPDATE ON client
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
    SELECT RAISE(ABORT, 'client: version grows by one');
END;

CREATE TRIGGER client_revoked_is_final BEFORE UPDATE ON client
WHEN OLD.status = 'revoked'
BEGIN
    SELECT RAISE(ABORT, 'client: revoked is final');
END;

CREATE TABLE api_key (
    seq        INTEGER PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    client     INTEGER REFERENCES client (seq), -- none: a key of the store's own
    name       TEXT,
    status     TEXT NOT NULL CHECK (status IN ('active', 'revoked')),
    key_hash   BLOB NOT NULL UNIQUE CHECK (length(key_hash) = 32),
    key_hint   TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER,
    version    INTEGER NOT NULL
) STRICT;

CREATE INDEX api_key_by_client ON api_key (client);

CREATE TRIGGER api_key_version BEFORE UPDATE ON api_key
WHEN NEW.version IS NOT OLD.version + 1 OR OLD.status = 'revoked'
BEGIN
    SELECT RAISE(ABORT, 'api_key: version grows by one, revoked is final');
END;

CREATE TABLE client_link (
    -- That an orchestrator's fees and branding apply to a client; kept after it ends.
    seq          INTEGER PRIMARY KEY,
    id           BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    orchestrator INTEGER NOT NULL REFERENCES orchestrator (seq),
    client       INTEGER NOT NULL REFERENCES client (seq),
    status       TEXT NOT NULL CHECK (status IN ('active', 'revoked')),
    linked_at    INTEGER NOT NULL,
    unlinked_at  INTEGER,
    version      INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX client_link_one_active ON client_link (client) WHERE status = 'active';

CREATE INDEX client_link_by_orchestrator ON client_link (orchestrator, status);

CREATE TRIGGER client_link_version BEFORE UPDATE ON client_link
WHEN NEW.version IS NOT OLD.version + 1 OR OLD.status = 'revoked'
BEGIN
    SELECT RAISE(ABORT, 'client_link: version grows by one, revoked is final');
END;

CREATE TABLE link_intent (
    -- A single-use invitation; that it has expired is read off expires_at, never stored.
    seq          INTEGER PRIMARY KEY,
    id           BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    orchestrator INTEGER NOT NULL REFERENCES orchestrator (seq),
    client_name  TEXT NOT NULL,
    token_hash   BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    token_hint   TEXT NOT NULL,
    status       TEXT NOT NULL CHECK (status IN ('open', 'used', 'revoked')),
    client       INTEGER REFERENCES client (seq), -- the client it made
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    used_at      INTEGER,
    revoked_at   INTEGER,
    version      INTEGER NOT NULL,
    CHECK ((status = 'used') = (client IS NOT NULL))
) STRICT;

CREATE INDEX link_intent_by_orchestrator ON link_intent (orchestrator);

CREATE INDEX link_intent_open ON link_intent (expires_at) WHERE status = 'open';

CREATE TRIGGER link_intent_version BEFORE UPDATE ON link_intent
WHEN NEW.version IS NOT OLD.version + 1 OR OLD.status <> 'open'
BEGIN
    SELECT RAISE(ABORT, 'link_intent: version grows by one, used and revoked are final');
END;

CREATE TABLE fee (
    seq          INTEGER PRIMARY KEY,
    id           BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    orchestrator INTEGER NOT NULL REFERENCES orchestrator (seq),
    client       INTEGER REFERENCES client (seq), -- none: the orchestrator's default
    fee_bearer   TEXT NOT NULL CHECK (fee_bearer IN ('payer', 'recipient')),
    bps          INTEGER NOT NULL CHECK (bps BETWEEN 0 AND 10000), -- hundredths of a percent
    cap_minor    INTEGER CHECK (cap_minor >= 0),
    cap_currency TEXT,
    status       TEXT NOT NULL CHECK (status IN ('active', 'disabled')),
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    CHECK ((cap_minor IS NULL) = (cap_currency IS NULL))
) STRICT;

CREATE UNIQUE INDEX fee_one_per_bearer ON fee (orchestrator, coalesce(client, 0), fee_bearer);

CREATE TRIGGER fee_version BEFORE UPDATE ON fee
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
    SELECT RAISE(ABORT, 'fee: version grows by one');
END;

CREATE TABLE branding (
    seq              INTEGER PRIMARY KEY,
    orchestrator     INTEGER NOT NULL REFERENCES orchestrator (seq),
    client           INTEGER REFERENCES client (seq), -- none: the orchestrator's own
    display_name     TEXT,
    primary_color    TEXT,
    secondary_color  TEXT,
    accent_color     TEXT,
    background_color TEXT,
    text_color       TEXT,
    logo_url         TEXT,
    terms_url        TEXT,
    privacy_url      TEXT,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    version          INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX branding_one_each ON branding (orchestrator, coalesce(client, 0));

CREATE TRIGGER branding_version BEFORE UPDATE ON branding
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
    SELECT RAISE(ABORT, 'branding: version grows by one');
END;

CREATE TABLE customer (
    -- The only table that holds a person's name and e-mail.
    seq        INTEGER PRIMARY KEY,
    id         BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    client     INTEGER REFERENCES client (seq),
    name       TEXT,
    email      TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    erased_at  INTEGER,
    version    INTEGER NOT NULL
) STRICT;

CREATE INDEX customer_by_client ON customer (client);

CREATE TRIGGER customer_version BEFORE UPDATE ON customer
WHEN NEW.version IS NOT OLD.version + 1 OR OLD.erased_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'customer: version grows by one, erased is final');
END;

CREATE TABLE customer_word (
    -- Each distinct word of customers' names and e-mails once, folded for search.
    seq  INTEGER PRIMARY KEY,
    word TEXT NOT NULL UNIQUE,
    uses INTEGER NOT NULL -- how many customers have it; a word goes with its last use
) STRICT;

CREATE TABLE customer_word_use (
    word     INTEGER NOT NULL REFERENCES customer_word (seq),
    customer INTEGER NOT NULL REFERENCES customer (seq),
    PRIMARY KEY (word, customer)
) STRICT, WITHOUT ROWID;

CREATE INDEX customer_word_use_by_customer ON customer_word_use (customer);

CREATE VIRTUAL TABLE customer_word_index USING fts5 (
    word, content = 'customer_word', content_rowid = 'seq',
    tokenize = 'trigram case_sensitive 1', detail = 'full'
);

CREATE TRIGGER customer_word_added AFTER INSERT ON customer_word
BEGIN
    INSERT INTO customer_word_index (rowid, word) VALUES (NEW.seq, NEW.word);
END;

CREATE TRIGGER customer_word_gone AFTER DELETE ON customer_word
BEGIN
    INSERT INTO customer_word_index (customer_word_index, rowid, word)
    VALUES ('delete', OLD.seq, OLD.word);
END;

CREATE TRIGGER customer_word_used AFTER INSERT ON customer_word_use
BEGIN
    UPDATE customer_word SET uses = uses + 1 WHERE seq = NEW.word;
END;

CREATE TRIGGER customer_word_unused AFTER DELETE ON customer_word_use
BEGIN
    UPDATE customer_word SET uses = uses - 1 WHERE seq = OLD.word;
    DELETE FROM customer_word WHERE seq = OLD.word AND uses = 0;
END;

CREATE TABLE payment (
    -- A pending payment whose expires_at has passed is expired to every reader, swept or not.
    seq             INTEGER PRIMARY KEY,
    id              BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    client          INTEGER REFERENCES client (seq),
    orchestrator    INTEGER REFERENCES orchestrator (seq), -- whom the fee plan names
    customer        INTEGER REFERENCES customer (seq),
    status          TEXT NOT NULL CHECK (status IN ('pending', 'completed', 'failed', 'expired')),
    amount_minor    INTEGER NOT NULL CHECK (amount_minor BETWEEN 1 AND 9007199254740991),
    currency        TEXT NOT NULL CHECK (length(currency) = 3),
    mcc             INTEGER CHECK (mcc BETWEEN 1 AND 9999),
    description     TEXT,
    metadata        TEXT NOT NULL CHECK (json_valid(metadata)),
    success_url     TEXT,
    cancel_url      TEXT,
    payment_method  TEXT CHECK (payment_method IS NULL OR json_valid(payment_method)),
    failure_code    TEXT,
    failure_message TEXT,
    late_at         INTEGER, -- when money came after expiry
    late_method     TEXT CHECK (late_method IS NULL OR json_valid(late_method)),
    fee_plan        TEXT CHECK (fee_plan IS NULL OR json_valid(fee_plan)), -- as on creation
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    completed_at    INTEGER,
    version         INTEGER NOT NULL,
    CHECK ((status = 'completed') = (completed_at IS NOT NULL)),
    CHECK (failure_code IS NULL OR status = 'failed'),
    CHECK (late_at IS NULL OR status = 'expired'),
    CHECK ((fee_plan IS NULL) = (orchestrator IS NULL))
) STRICT;

CREATE INDEX payment_by_status ON payment (status);

CREATE INDEX payment_by_currency ON payment (currency);

CREATE INDEX payment_by_client ON payment (client) WHERE client IS NOT NULL;

CREATE INDEX payment_by_client_status ON payment (client, status) WHERE client IS NOT NULL;

CREATE INDEX payment_by_orchestrator ON payment (orchestrator) WHERE orchestrator IS NOT NULL;

CREATE INDEX payment_by_customer ON payment (customer) WHERE customer IS NOT NULL;

CREATE INDEX payment_overdue ON payment (expires_at, client, orchestrator, currency, amount_minor)
WHERE status = 'pending';

CREATE TRIGGER payment_transition BEFORE UPDATE OF status ON payment
WHEN NEW.status <> OLD.status AND OLD.status <> 'pending'
BEGIN
    SELECT RAISE(ABORT, 'payment: this status is final');
END;

CREATE TRIGGER payment_version BEFORE UPDATE ON payment
WHEN NEW.version IS NOT OLD.version + 1
    OR NEW.amount_minor <> OLD.amount_minor OR NEW.currency <> OLD.currency
    OR NEW.fee_plan IS NOT OLD.fee_plan
BEGIN
    SELECT RAISE(ABORT, 'payment: version grows by one, amount and fee plan stay');
END;

CREATE TRIGGER payment_counted AFTER INSERT ON payment
BEGIN
    INSERT INTO counter (scope, owner, status, currency, count, sum_high, sum_low)
    VALUES
        ('payment', 0, NEW.status, NEW.currency, 1,
            NEW.amount_minor >> 32, NEW.amount_minor & 4294967295),
        ('payment_of_client', coalesce(NEW.client, 0), NEW.status, NEW.currency, 1,
            NEW.amount_minor >> 32, NEW.amount_minor & 4294967295)
    ON CONFLICT DO UPDATE SET count = count + 1,
        sum_high = sum_high + excluded.sum_high, sum_low = sum_low + excluded.sum_low;
END;

CREATE TRIGGER payment_counted_for_orchestrator AFTER INSERT ON payment
WHEN NEW.orchestrator IS NOT NULL
BEGIN
    INSERT INTO counter (scope, owner, status, currency, count, sum_high, sum_low)
    VALUES ('payment_of_orchestrator', NEW.orchestrator, NEW.status, NEW.currency, 1,
        NEW.amount_minor >> 32, NEW.amount_minor & 4294967295)
    ON CONFLICT DO UPDATE SET count = count + 1,
        sum_high = sum_high + excluded.sum_high, sum_low = sum_low + excluded.sum_low;
END;

CREATE TRIGGER payment_recounted AFTER UPDATE OF status ON payment
WHEN NEW.status <> OLD.status
BEGIN
    INSERT INTO counter (scope, owner, status, currency, count, sum_high, sum_low)
    VALUES
        ('payment', 0, NEW.status, NEW.currency, 1,
            NEW.amount_minor >> 32, NEW.amount_minor & 4294967295),
        ('payment_of_client', coalesce(NEW.client, 0), NEW.status, NEW.currency, 1,
            NEW.amount_minor >> 32, NEW.amount_minor & 4294967295)
    ON CONFLICT DO UPDATE SET count = count + 1,
        sum_high = sum_high + excluded.sum_high, sum_low = sum_low + excluded.sum_low;
    UPDATE counter SET count = count - 1,
        sum_high = sum_high - (OLD.amount_minor >> 32),
        sum_low = sum_low - (OLD.amount_minor & 4294967295)
    WHERE status = OLD.status AND currency = OLD.currency
        AND (scope, owner) IN (VALUES ('payment', 0),
            ('payment_of_client', coalesce(OLD.client, 0)));
END;

CREATE TRIGGER payment_recounted_for_orchestrator AFTER UPDATE OF status ON payment
WHEN NEW.status <> OLD.status AND NEW.orchestrator IS NOT NULL
BEGIN
    INSERT INTO counter (scope, owner, status, currency, count, sum_high, sum_low)
    VALUES ('payment_of_orchestrator', NEW.orchestrator, NEW.status, NEW.currency, 1,
        NEW.amount_minor >> 32, NEW.amount_minor & 4294967295)
    ON CONFLICT DO UPDATE SET count = count + 1,
        sum_high = sum_high + excluded.sum_high, sum_low = sum_low + excluded.sum_low;
    UPDATE counter SET count = count - 1,
        sum_high = sum_high - (OLD.amount_minor >> 32),
        sum_low = sum_low - (OLD.amount_minor & 4294967295)
    WHERE scope = 'payment_of_orchestrator' AND owner = OLD.orchestrator
        AND status = OLD.status AND currency = OLD.currency;
END;

CREATE TABLE biller (
    seq        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE, -- 'bil_…', or what its creator chose
    name       TEXT NOT NULL,
    folded     TEXT NOT NULL,        -- the name as search compares it
    active     INTEGER NOT NULL CHECK (active IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    version    INTEGER NOT NULL
) STRICT;

CREATE TRIGGER biller_version BEFORE UPDATE ON biller
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
    SELECT RAISE(ABORT, 'biller: version grows by one');
END;

CREATE VIRTUAL TABLE biller_index USING fts5 (
    folded, content = 'biller', content_rowid = 'seq',
    tokenize = 'trigram case_sensitive 1', detail = 'full'
);

CREATE TRIGGER biller_added AFTER INSERT ON biller
BEGIN
    INSERT INTO biller_index (rowid, folded) VALUES (NEW.seq, NEW.folded);
END;

CREATE TRIGGER biller_renamed AFTER UPDATE OF folded ON biller
WHEN NEW.folded <> OLD.folded
BEGIN
    INSERT INTO biller_index (biller_index, rowid, folded) VALUES ('delete', OLD.seq, OLD.folded);
    INSERT INTO biller_index (rowid, folded) VALUES (NEW.seq, NEW.folded);
END;

CREATE TABLE client_user (
    -- Each distinct client_user_id once, so that search reads these instead of the requests.
    seq            INTEGER PRIMARY KEY,
    client_user_id TEXT NOT NULL UNIQUE,
    folded         TEXT NOT NULL
) STRICT;

CREATE VIRTUAL TABLE client_user_index USING fts5 (
    folded, content = 'client_user', content_rowid = 'seq',
    tokenize = 'trigram case_sensitive 1', detail = 'full'
);

CREATE TRIGGER client_user_added AFTER INSERT ON client_user
BEGIN
    INSERT INTO client_user_index (rowid, folded) VALUES (NEW.seq, NEW.folded);
END;

CREATE TABLE request_to_link (
    -- A request whose expires_at has passed is EXPIRED to every reader, swept or not.
    seq           INTEGER PRIMARY KEY,
    id            TEXT NOT NULL UNIQUE, -- 'rtl_…', or what its creator chose
    client        INTEGER NOT NULL REFERENCES client (seq),
    client_user   INTEGER NOT NULL REFERENCES client_user (seq),
    biller_id     TEXT, -- need not be in the catalogue
    status        TEXT NOT NULL
        CHECK (status IN ('PENDING', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED', 'EXPIRED')),
    link_token_id TEXT, -- a session's token, or what the caller set
    metadata      TEXT NOT NULL CHECK (json_valid(metadata)),
    cancel_reason TEXT,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    expires_at    INTEGER, -- none: never
    completed_at  INTEGER,
    version       INTEGER NOT NULL,
    CHECK ((status = 'COMPLETED') = (completed_at IS NOT NULL)),
    CHECK (cancel_reason IS NULL OR status = 'CANCELLED')
) STRICT;

CREATE INDEX request_to_link_by_status ON request_to_link (status);

CREATE INDEX request_to_link_by_client ON request_to_link (client);

CREATE INDEX request_to_link_by_client_status ON request_to_link (client, status);

CREATE INDEX request_to_link_by_user ON request_to_link (client_user);

CREATE INDEX request_to_link_by_biller ON request_to_link (biller_id) WHERE biller_id IS NOT NULL;

CREATE INDEX request_to_link_overdue ON request_to_link (expires_at, client, status)
WHERE status IN ('PENDING', 'IN_PROGRESS') AND expires_at IS NOT NULL;

CREATE TRIGGER request_to_link_transition BEFORE UPDATE OF status ON request_to_link
WHEN NEW.status <> OLD.status AND (OLD.status NOT IN ('PENDING', 'IN_PROGRESS')
    OR (OLD.status = 'PENDING' AND NEW.status = 'COMPLETED'))
BEGIN
    SELECT RAISE(ABORT, 'request_to_link: this transition is not allowed');
END;

CREATE TRIGGER request_to_link_version BEFORE UPDATE ON request_to_link
WHEN NEW.version IS NOT OLD.version + 1
BEGIN
    SELECT RAISE(ABORT, 'request_to_link: version grows by one');
END;

CREATE TRIGGER request_to_link_counted AFTER INSERT ON request_to_link
BEGIN
    INSERT INTO counter (scope, owner, status, currency, count, sum_high, sum_low)
    VALUES ('request', 0, NEW.status, '', 1, 0, 0),
        ('request_of_client', NEW.client, NEW.status, '', 1, 0, 0)
    ON CONFLICT DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER request_to_link_recounted AFTER UPDATE OF status ON request_to_link
WHEN NEW.status <> OLD.status
BEGIN
    INSERT INTO counter (scope, owner, status, currency, count, sum_high, sum_low)
    VALUES ('request', 0, NEW.status, '', 1, 0, 0),
        ('request_of_client', NEW.client, NEW.status, '', 1, 0, 0)
    ON CONFLICT DO UPDATE SET count = count + 1;
    UPDATE counter SET count = count - 1
    WHERE status = OLD.status AND currency = ''
        AND (scope, owner) IN (VALUES ('request', 0), ('request_of_client', OLD.client));
END;

CREATE TABLE link_session (
    -- A visit to the link session page. The token is kept readable: the record shows it.
    seq             INTEGER PRIMARY KEY,
    request_to_link INTEGER NOT NULL REFERENCES request_to_link (seq),
    token           TEXT NOT NULL UNIQUE,
    url             TEXT NOT NULL,
    status          TEXT NOT NULL CHECK (status IN ('open', 'used', 'revoked')),
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX link_session_one_open ON link_session (request_to_link) WHERE status = 'open';

CREATE TRIGGER link_session_is_final BEFORE UPDATE ON link_session
WHEN OLD.status <> 'open'
BEGIN
    SELECT RAISE(ABORT, 'link_session: used and revoked are final');
END;

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

CREATE UNIQUE INDEX delivery_by_event ON delivery (event, endpoint) WHERE event IS NOT NULL;

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

CREATE INDEX payment_by_creation ON payment (created_at);

CREATE INDEX payment_by_expiry ON payment (expires_at);

CREATE INDEX payment_by_completion ON payment (
    completed_at, currency, amount_minor, client, orchestrator
) WHERE completed_at IS NOT NULL;

CREATE TABLE import (
    seq         INTEGER PRIMARY KEY,
    source_hash BLOB NOT NULL UNIQUE CHECK (length(source_hash) = 32), -- SHA-256 of the input
    lines_done  INTEGER NOT NULL, -- lines that were taken in or refused, blank ones too
    counts      TEXT NOT NULL CHECK (json_valid(counts)), -- what came of them, in all and by kind
    started_at  INTEGER NOT NULL,
    finished_at INTEGER -- none: it was cut off, or is under way
) STRICT;

CREATE TABLE import_refusal (
    -- The lines of an import that were refused; what was wrong is found again by reading them.
    import INTEGER NOT NULL REFERENCES import (seq),
    line   INTEGER NOT NULL, -- from 1
    PRIMARY KEY (import, line)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER payment_counted_late AFTER INSERT ON payment
WHEN NEW.late_at IS NOT NULL
BEGIN
    INSERT INTO counter (scope, owner, status, currency, count, sum_high, sum_low)
    SELECT scope, owner, 'expired', NEW.currency, 1,
        NEW.amount_minor >> 32, NEW.amount_minor & 4294967295
    FROM (SELECT 'late_payment' AS scope, 0 AS owner
        UNION ALL SELECT 'late_payment_of_client', coalesce(NEW.client, 0)
        UNION ALL SELECT 'late_payment_of_orchestrator', NEW.orchestrator)
    WHERE owner IS NOT NULL
    ON CONFLICT DO UPDATE SET count = count + 1,
        sum_high = sum_high + excluded.sum_high, sum_low = sum_low + excluded.sum_low;
END;

CREATE TRIGGER payment_recounted_late AFTER UPDATE OF late_at ON payment
WHEN OLD.late_at IS NULL AND NEW.late_at IS NOT NULL
BEGIN
    INSERT INTO counter (scope, owner, status, currency, count, sum_high, sum_low)
    SELECT scope, owner, 'expired', NEW.currency, 1,
        NEW.amount_minor >> 32, NEW.amount_minor & 4294967295
    FROM (SELECT 'late_payment' AS scope, 0 AS owner
        UNION ALL SELECT 'late_payment_of_client', coalesce(NEW.client, 0)
        UNION ALL SELECT 'late_payment_of_orchestrator', NEW.orchestrator)
    WHERE owner IS NOT NULL
    ON CONFLICT DO UPDATE SET count = count + 1,
        sum_high = sum_high + excluded.sum_high, sum_low = sum_low + excluded.sum_low;
END;

CREATE TRIGGER payment_late_is_final BEFORE UPDATE OF late_at ON payment
WHEN OLD.late_at IS NOT NULL AND NEW.late_at IS NOT OLD.late_at
BEGIN
    SELECT RAISE(ABORT, 'payment: a late payment is noted once');
END;

CREATE INDEX client_by_status ON client (status);

CREATE INDEX link_intent_by_status ON link_intent (orchestrator, status, expires_at);

CREATE TABLE erasure (
    -- One row: whether the write-ahead log may still hold what was erased.
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    made    INTEGER NOT NULL, -- how many erasures there were …
    emptied INTEGER NOT NULL  -- … and after how many of them the log is known to be emptied
) STRICT;

CREATE TABLE time_block (
    -- Of each 1024 rows of a table, as their sequences go, the seconds between which their times
    -- lie: lists of a time begin where it begins. A block may reach further than its rows do.
    -- Of rows without a time, the first is 9223372036854775807 and the last -1.
    source          TEXT NOT NULL,    -- 'payment', 'request_to_link'
    block           INTEGER NOT NULL, -- seq >> 10
    count           INTEGER NOT NULL,
    first_created   INTEGER NOT NULL,
    last_created    INTEGER NOT NULL,
    first_expires   INTEGER NOT NULL,
    last_expires    INTEGER NOT NULL,
    first_completed INTEGER NOT NULL,
    last_completed  INTEGER NOT NULL,
    PRIMARY KEY (source, block)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER payment_placed AFTER INSERT ON payment
BEGIN
    INSERT INTO time_block (source, block, count, first_created, last_created,
        first_expires, last_expires, first_completed, last_completed)
    VALUES ('payment', NEW.seq >> 10, 1, NEW.created_at, NEW.created_at,
        NEW.expires_at, NEW.expires_at,
        coalesce(NEW.completed_at, 9223372036854775807), coalesce(NEW.completed_at, -1))
    ON CONFLICT DO UPDATE SET count = count + 1,
        first_created = min(first_created, excluded.first_created),
        last_created = max(last_created, excluded.last_created),
        first_expires = min(first_expires, excluded.first_expires),
        last_expires = max(last_expires, excluded.last_expires),
        first_completed = min(first_completed, excluded.first_completed),
        last_completed = max(last_completed, excluded.last_completed);
END;

CREATE TRIGGER payment_placed_anew AFTER UPDATE OF created_at, expires_at, completed_at ON payment
WHEN NEW.created_at <> OLD.created_at OR NEW.expires_at <> OLD.expires_at
    OR NEW.completed_at IS NOT OLD.completed_at
BEGIN
    UPDATE time_block SET
        first_created = min(first_created, NEW.created_at),
        last_created = max(last_created, NEW.created_at),
        first_expires = min(first_expires, NEW.expires_at),
        last_expires = max(last_expires, NEW.expires_at),
        first_completed = min(first_completed, coalesce(NEW.completed_at, first_completed)),
        last_completed = max(last_completed, coalesce(NEW.completed_at, last_completed))
    WHERE source = 'payment' AND block = NEW.seq >> 10;
END;

CREATE TRIGGER request_to_link_placed AFTER INSERT ON request_to_link
BEGIN
    INSERT INTO time_block (source, block, count, first_created, last_created,
        first_expires, last_expires, first_completed, last_completed)
    VALUES ('request_to_link', NEW.seq >> 10, 1, NEW.created_at, NEW.created_at,
        coalesce(NEW.expires_at, 9223372036854775807), coalesce(NEW.expires_at, -1),
        coalesce(NEW.completed_at, 9223372036854775807), coalesce(NEW.completed_at, -1))
    ON CONFLICT DO UPDATE SET count = count + 1,
        first_created = min(first_created, excluded.first_created),
        last_created = max(last_created, excluded.last_created),
        first_expires = min(first_expires, excluded.first_expires),
        last_expires = max(last_expires, excluded.last_expires),
        first_completed = min(first_completed, excluded.first_completed),
        last_completed = max(last_completed, excluded.last_completed);
END;

CREATE TRIGGER request_to_link_placed_anew
AFTER UPDATE OF created_at, expires_at, completed_at ON request_to_link
WHEN NEW.created_at <> OLD.created_at OR NEW.expires_at IS NOT OLD.expires_at
    OR NEW.completed_at IS NOT OLD.completed_at
BEGIN
    UPDATE time_block SET
        first_created = min(first_created, NEW.created_at),
        last_created = max(last_created, NEW.created_at),
        first_expires = min(first_expires, coalesce(NEW.expires_at, first_expires)),
        last_expires = max(last_expires, coalesce(NEW.expires_at, last_expires)),
        first_completed = min(first_completed, coalesce(NEW.completed_at, first_completed)),
        last_completed = max(last_completed, coalesce(NEW.completed_at, last_completed))
    WHERE source = 'request_to_link' AND block = NEW.seq >> 10;
END;

CREATE TABLE payment_hour (
    -- What was completed in each hour, so that a week's takings are not counted anew each time.
    -- A sum is sum_high * 2^32 + sum_low.
    hour     INTEGER NOT NULL, -- completed_at / 3600, in UTC
    currency TEXT NOT NULL,
    count    INTEGER NOT NULL,
    sum_high INTEGER NOT NULL,
    sum_low  INTEGER NOT NULL,
    PRIMARY KEY (hour, currency)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER payment_counted_in_hour AFTER INSERT ON payment
WHEN NEW.completed_at IS NOT NULL
BEGIN
    INSERT INTO payment_hour (hour, currency, count, sum_high, sum_low)
    VALUES (NEW.completed_at / 3600, NEW.currency, 1,
        NEW.amount_minor >> 32, NEW.amount_minor & 4294967295)
    ON CONFLICT DO UPDATE SET count = count + 1,
        sum_high = sum_high + excluded.sum_high, sum_low = sum_low + excluded.sum_low;
END;

CREATE TRIGGER payment_recounted_in_hour AFTER UPDATE OF completed_at ON payment
WHEN OLD.completed_at IS NULL AND NEW.completed_at IS NOT NULL
BEGIN
    INSERT INTO payment_hour (hour, currency, count, sum_high, sum_low)
    VALUES (NEW.completed_at / 3600, NEW.currency, 1,
        NEW.amount_minor >> 32, NEW.amount_minor & 4294967295)
    ON CONFLICT DO UPDATE SET count = count + 1,
        sum_high = sum_high + excluded.sum_high, sum_low = sum_low + excluded.sum_low;
END;

CREATE TRIGGER payment_completion_is_final BEFORE UPDATE OF completed_at ON payment
WHEN OLD.completed_at IS NOT NULL AND NEW.completed_at IS NOT OLD.completed_at
BEGIN
    SELECT RAISE(ABORT, 'payment: when it was completed stays');
END;
