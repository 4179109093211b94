-- What has been imported, so that an import goes on where it was cut off and a repeat of one
-- changes nothing.

CREATE TABLE import (
    seq          INTEGER PRIMARY KEY,
    source_hash  BLOB NOT NULL UNIQUE CHECK (length(source_hash) = 32), -- SHA-256 of the input
    lines_done   INTEGER NOT NULL, -- lines that were taken in or refused for good
    created      INTEGER NOT NULL,
    unchanged    INTEGER NOT NULL,
    refused      INTEGER NOT NULL,
    started_at   INTEGER NOT NULL,
    finished_at  INTEGER -- none: it was cut off, or is under way
) STRICT;

PRAGMA user_version = 7;
