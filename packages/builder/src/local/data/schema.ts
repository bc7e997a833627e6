/** Marks a file of SQLite as ours: "ALRL" in ASCII. */
export const APPLICATION_ID = 0x41_4c_52_4c;

/**
 * What leads from each version of the tables to the next one. Its length is the version, which the file has in
 * `user_version`. What has been released stays as it is: a change adds an entry.
 */
export const migrations: readonly string[] = [
  `
  -- The state of the event sources. Ids are distinct within a kind, which the journal checks.
  CREATE TABLE item (row INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL) STRICT;
  -- What is large, in chunks.
  CREATE TABLE content (row INTEGER NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (row, part)) STRICT;
  -- The history. What lists show is the summary, which is read at the start. What is pinned has the paths
  -- that its replays ignore.
  CREATE TABLE invocation (
    id INTEGER PRIMARY KEY, summary TEXT NOT NULL, bytes INTEGER NOT NULL, pinned TEXT,
    event BLOB NOT NULL, response BLOB NOT NULL, details TEXT NOT NULL
  ) STRICT;
  `,
];
