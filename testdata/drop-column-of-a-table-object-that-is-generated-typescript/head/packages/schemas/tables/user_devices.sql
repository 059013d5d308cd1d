create table user_devices (
  id varchar(21) not null primary key,
  user_id varchar(21) not null,
  push_token text,
  is_trusted boolean not null default false
);
