-- Customers with their search words, and payments.
--
-- Older SQLites, that of Debian 12 among them, take json_valid(NULL) for false: it is asked only of
-- what is there.

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
-- Serves the sweep, and puts the counters right for what is overdue but not yet swept.
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

PRAGMA user_version = 3;
