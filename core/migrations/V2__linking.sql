-- Orchestrators, clients and their credentials, links, intents, fees, branding.

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

-- At most one active link a client, whatever the code does.
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

PRAGMA user_version = 2;
