CREATE TABLE restaurant (
  id serial PRIMARY KEY,
  name text NOT NULL,
  webhook_secret text,
  hub_id integer,
  group_id integer
);
