-- What a witness keeps. The database itself refuses a second root for one size, a step back, and any change.
CREATE TABLE cosigned (
    origin TEXT NOT NULL,
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    note TEXT NOT NULL,
    first_at INTEGER NOT NULL,
    PRIMARY KEY (origin, size)
) WITHOUT ROWID;

-- The latest cosignature lines of each log and when they were made: what is handed out again to whoever asks.
CREATE TABLE handed (
    origin TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    lines TEXT NOT NULL,
    at INTEGER NOT NULL
) WITHOUT ROWID;

-- A refused checkpoint beside the cosigned one that speaks against it; each refused text once.
CREATE TABLE evidence (
    id INTEGER PRIMARY KEY,
    fault TEXT NOT NULL,
    origin TEXT NOT NULL,
    refused TEXT NOT NULL,
    beside TEXT NOT NULL,
    proof TEXT NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (fault, refused, beside)
);

CREATE TRIGGER cosigned_forward BEFORE INSERT ON cosigned
WHEN NEW.size <= (SELECT max(size) FROM cosigned WHERE origin = NEW.origin)
BEGIN SELECT RAISE(ABORT, 'a witness never goes back'); END;
CREATE TRIGGER cosigned_stays BEFORE UPDATE ON cosigned
BEGIN SELECT RAISE(ABORT, 'what was cosigned stays'); END;
CREATE TRIGGER cosigned_kept BEFORE DELETE ON cosigned
BEGIN SELECT RAISE(ABORT, 'what was cosigned is kept'); END;
CREATE TRIGGER handed_forward BEFORE UPDATE ON handed
WHEN NEW.size < OLD.size OR NEW.at < OLD.at OR NEW.origin <> OLD.origin
BEGIN SELECT RAISE(ABORT, 'a witness never goes back'); END;
CREATE TRIGGER evidence_stays BEFORE UPDATE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence stays'); END;
CREATE TRIGGER evidence_kept BEFORE DELETE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is kept'); END;
