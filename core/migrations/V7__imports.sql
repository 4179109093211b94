-- What has been imported, so that an import goes on where it was cut off and a repeat of one
-- changes nothing.

CREATE TABLE import (
    seq         INTEGER PRIMARY KEY,
    source_hash BLOB NOT NULL UNIQUE CHECK (length(source_hash) = 32), -- SHA-256 of the input
    lines_done  INTEGER NOT NULL, -- lines that were taken in or refused, blank ones too
    counts      TEXT NOT NULL CHECK (json_valid(counts)), -- what came of them, in all and by kind
    started_at  INTEGER NOT NULL,
    finished_at INTEGER -- none: it was cut off, or is under way
) STRICT;

CREATE TABLE import_refusal (
    -- The lines of an import that were refused; what was wrong is found again by reading them.
    import INTEGER NOT NULL REFERENCES import (seq),
    line   INTEGER NOT NULL, -- from 1
    PRIMARY KEY (import, line)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 7;
