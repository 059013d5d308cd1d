CREATE TABLE user_accounts (
    id bigint PRIMARY KEY,
    user_name varchar(64) NOT NULL,
    email_address varchar(255),
    home_city varchar(64),
    created_at timestamp,
    updated_at timestamp,
    team_id bigint,
    old_notes text
);
