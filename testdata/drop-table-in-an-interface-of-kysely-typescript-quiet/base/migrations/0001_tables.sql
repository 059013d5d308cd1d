CREATE TABLE users (id serial PRIMARY KEY);
CREATE TABLE price_plans (id serial PRIMARY KEY);
