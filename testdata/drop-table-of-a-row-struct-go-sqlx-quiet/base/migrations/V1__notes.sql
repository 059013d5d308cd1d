CREATE TABLE note (
    id UUID PRIMARY KEY,
    content TEXT NOT NULL,
    author TEXT NOT NULL
);
CREATE VIEW notes AS SELECT id, content, author FROM other_notes;
