-- Billers, requests to link and their link sessions, with the dictionaries that search reads.

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

-- At most one open session a request.
CREATE UNIQUE INDEX link_session_one_open ON link_session (request_to_link) WHERE status = 'open';

CREATE TRIGGER link_session_is_final BEFORE UPDATE ON link_session
WHEN OLD.status <> 'open'
BEGIN
    SELECT RAISE(ABORT, 'link_session: used and revoked are final');
END;

PRAGMA user_version = 4;
