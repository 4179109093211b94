-- What lists of payments are filtered and sorted by beyond status, client and currency.

CREATE INDEX payment_by_creation ON payment (created_at);
CREATE INDEX payment_by_expiry ON payment (expires_at);
CREATE INDEX payment_by_amount ON payment (amount_minor);
CREATE INDEX payment_by_completion ON payment (completed_at) WHERE completed_at IS NOT NULL;

PRAGMA user_version = 6;
