-- Where in their tables the records of a time stand, and what was completed in each hour.

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

INSERT INTO time_block (source, block, count, first_created, last_created,
    first_expires, last_expires, first_completed, last_completed)
SELECT 'payment', seq >> 10, count(*), min(created_at), max(created_at),
    min(expires_at), max(expires_at),
    coalesce(min(completed_at), 9223372036854775807), coalesce(max(completed_at), -1)
FROM payment NOT INDEXED GROUP BY seq >> 10;

INSERT INTO time_block (source, block, count, first_created, last_created,
    first_expires, last_expires, first_completed, last_completed)
SELECT 'request_to_link', seq >> 10, count(*), min(created_at), max(created_at),
    coalesce(min(expires_at), 9223372036854775807), coalesce(max(expires_at), -1),
    coalesce(min(completed_at), 9223372036854775807), coalesce(max(completed_at), -1)
FROM request_to_link NOT INDEXED GROUP BY seq >> 10;

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

INSERT INTO payment_hour (hour, currency, count, sum_high, sum_low)
SELECT completed_at / 3600, currency, count(*),
    sum(amount_minor >> 32), sum(amount_minor & 4294967295)
FROM payment WHERE completed_at IS NOT NULL
GROUP BY completed_at / 3600, currency;

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

PRAGMA user_version = 9;
