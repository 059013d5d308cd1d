CREATE TABLE members (id bigserial PRIMARY KEY, email text);
CREATE TABLE badges (id bigserial PRIMARY KEY, title text);
