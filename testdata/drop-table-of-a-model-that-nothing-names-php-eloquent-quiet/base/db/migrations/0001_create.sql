CREATE TABLE story_reactions (id bigint PRIMARY KEY, emoji text NOT NULL);
