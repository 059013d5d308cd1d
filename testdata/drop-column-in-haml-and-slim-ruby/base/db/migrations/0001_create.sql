CREATE TABLE merchants (id bigint PRIMARY KEY, icon_url text, site_url text);
