-- What lists of payments are filtered and sorted by beyond status, client and currency.
--
-- Each of these grows at its end, or nearly so, and costs a create a microsecond or two. There is
-- none of amounts: it would grow everywhere, and more than double what a create costs the writer.

CREATE INDEX payment_by_creation ON payment (created_at);
CREATE INDEX payment_by_expiry ON payment (expires_at);

-- Covers what statistics ask of completed payments.
CREATE INDEX payment_by_completion ON payment (
    completed_at, currency, amount_minor, client, orchestrator
) WHERE completed_at IS NOT NULL;

PRAGMA user_version = 6;
