-- What every entity stands on: the file's own facts, the event log, idempotency, counters.

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

-- Also keeps INSERT OR REPLACE from taking an event's place.
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

PRAGMA user_version = 1;
