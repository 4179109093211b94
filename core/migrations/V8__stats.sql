-- What statistics are read from, and the note that erased data may still be in the log.

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

INSERT INTO counter (scope, owner, status, currency, count, sum_high, sum_low)
SELECT scope, owner, 'expired', currency, count(*),
    sum(amount_minor >> 32), sum(amount_minor & 4294967295)
FROM (SELECT 'late_payment' AS scope, 0 AS owner, currency, amount_minor
        FROM payment WHERE late_at IS NOT NULL
    UNION ALL SELECT 'late_payment_of_client', coalesce(client, 0), currency, amount_minor
        FROM payment WHERE late_at IS NOT NULL
    UNION ALL SELECT 'late_payment_of_orchestrator', orchestrator, currency, amount_minor
        FROM payment WHERE late_at IS NOT NULL AND orchestrator IS NOT NULL)
GROUP BY scope, owner, currency;

CREATE INDEX client_by_status ON client (status);

CREATE INDEX link_intent_by_status ON link_intent (orchestrator, status, expires_at);

CREATE TABLE erasure (
    -- One row: whether the write-ahead log may still hold what was erased.
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    made    INTEGER NOT NULL, -- how many erasures there were …
    emptied INTEGER NOT NULL  -- … and after how many of them the log is known to be emptied
) STRICT;

INSERT INTO erasure (id, made, emptied) VALUES (1, 0, 0);

PRAGMA user_version = 8;
