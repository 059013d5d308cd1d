CREATE TABLE users (id bigint PRIMARY KEY, name text, posts_count integer, seen_at timestamp, kind text, level integer);
CREATE TABLE posts (id bigint PRIMARY KEY, user_id bigint, editor_id bigint, body text);
CREATE TABLE comments (id bigint PRIMARY KEY, commentable_type text, commentable_id bigint, post_id bigint, reader_id bigint, note text, body text);
