CREATE SCHEMA app;
ALTER DATABASE main SET search_path TO app, public;
CREATE TABLE app.users (id int PRIMARY KEY, name text, note text);
CREATE TABLE public.users (id int PRIMARY KEY, name text, note text);
