CREATE TABLE flexible_line (pk bigint PRIMARY KEY, changed_by text NOT NULL, name text NOT NULL, kind text NOT NULL, season text);
