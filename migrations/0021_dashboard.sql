-- Signing in to the pages: links that open them once, and the browsers that are signed in.

-- Only the hash is kept. Asking for another makes the one before worthless.
create table sign_in_links (
  org_id integer not null,
  sha256 bytea not null,
  user_id bigint not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (org_id, sha256),
  foreign key (org_id, user_id) references users
);
create index on sign_in_links (org_id, user_id);
call protect('sign_in_links', 'select, insert, update, delete');

-- A browser's cookie is one session's. It ends with the session, or when it was not seen for long.
create table page_sessions (
  org_id integer not null,
  sha256 bytea not null, -- of the cookie
  session_id uuid not null,
  seen_at timestamptz not null,
  primary key (org_id, sha256),
  unique (org_id, session_id),
  foreign key (org_id, session_id) references sessions on delete cascade
);
call protect('page_sessions', 'select, insert, update, delete');
