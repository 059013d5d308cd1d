CREATE TABLE playlists (
    id text PRIMARY KEY,
    name text NOT NULL,
    comment text NOT NULL,
    image_file text
);
