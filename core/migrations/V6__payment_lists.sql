-- What lists of payments are filtered and sorted by beyond status, client and currency.

CREATE INDEX payment_by_creation ON payment (created_at);

CREATE INDEX payment_by_amount ON payment (amount_minor);

PRAGMA user_version = 6;
