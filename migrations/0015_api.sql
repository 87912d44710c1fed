-- The doors for programs and browsers: passwords, sessions, keys of other systems, and posts that came twice.

create table passwords (
  org_id integer not null,
  user_id bigint not null,
  login text not null check (login <> ''),
  login_key text generated always as (lower(login)) stored,
  hash text not null, -- argon2id, with its own salt and cost
  set_at timestamptz not null,
  failures smallint not null default 0, -- tries since the last right one; each counts before it is looked at
  locked_until timestamptz,
  primary key (org_id, user_id),
  foreign key (org_id, user_id) references users
);
create unique index passwords_login on passwords (org_id, login_key);
call protect('passwords', 'select, insert, update');

create table sessions (
  org_id integer not null,
  id uuid not null,
  user_id bigint not null,
  begun_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, user_id) references users
);
create index on sessions (org_id, user_id);
call protect('sessions', 'select, insert, update, delete');

-- Each is good once. One that comes twice was stolen from somebody: its session ends.
create table refresh_tokens (
  org_id integer not null,
  sha256 bytea not null,
  session_id uuid not null,
  issued_at timestamptz not null,
  used_at timestamptz,
  primary key (org_id, sha256),
  foreign key (org_id, session_id) references sessions
);
create index on refresh_tokens (org_id, session_id);
call protect('refresh_tokens', 'select, insert, update, delete');

-- Keys of other systems. One acts for whoever made it, and may never do more than they may.
create table api_keys (
  org_id integer not null,
  id bigint generated always as identity,
  name text not null check (name <> ''),
  sha256 bytea not null,
  beginning text not null, -- the first signs, by which people know it again
  scopes text[] not null,
  user_id bigint not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, user_id) references users
);
create unique index api_keys_sha256 on api_keys (org_id, sha256);
call protect('api_keys', 'select, insert, update');

-- What a post was answered, kept in the same transaction as what it did.
create table idempotency_keys (
  org_id integer not null references orgs,
  caller text not null, -- user:12, key:3
  key text not null,
  sha256 bytea not null, -- of method, address and body
  answer text, -- sealed: it may hold a secret
  created_at timestamptz not null,
  primary key (org_id, caller, key)
);
create index on idempotency_keys (org_id, created_at);
call protect('idempotency_keys', 'select, insert, update, delete');

create table product_images (
  org_id integer not null,
  id bigint generated always as identity,
  product_id bigint not null,
  file_id bigint not null,
  sha256 text not null,
  created_at timestamptz not null,
  created_by bigint,
  primary key (org_id, id),
  unique (org_id, product_id, sha256),
  foreign key (org_id, product_id) references products,
  foreign key (org_id, file_id) references stored_files,
  foreign key (org_id, created_by) references users
);
call protect('product_images', 'select, insert');
