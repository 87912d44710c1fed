-- The road of a message: raw events, inbox, conversations, turns, outbox.

create table raw_events (
  org_id integer not null references orgs,
  id bigint generated always as identity,
  channel text not null,
  account text not null,
  sha256 bytea not null,
  body text not null,
  received_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, channel, sha256)
);
create index on raw_events (org_id, received_at);
call protect('raw_events', 'select', 'select, insert, delete');

create table inbox (
  org_id integer not null references orgs,
  id bigint generated always as identity,
  channel text not null,
  account text not null,
  external_id text not null,
  chat text not null,
  kind text not null,
  payload jsonb not null,
  sha256 bytea not null, -- of the payload: the same id with another body is a conflict
  sent_at timestamptz not null,
  received_at timestamptz not null,
  state text not null default 'new' check (state in ('new', 'done', 'dead')),
  attempts smallint not null default 0,
  not_before timestamptz not null,
  leased_by text,
  leased_until timestamptz,
  reason text,
  done_at timestamptz,
  primary key (org_id, id),
  unique (org_id, channel, account, external_id)
);
-- Statuses have a lane of their own: they neither wait for a turn nor delay one.
create index inbox_undone on inbox (org_id, channel, account, chat, id)
  where state = 'new' and kind <> 'status';
create index inbox_queue on inbox (id) where state = 'new' and kind <> 'status';
create index inbox_statuses on inbox (id) where state = 'new' and kind = 'status';
create index inbox_dead on inbox (org_id, id) where state = 'dead';
create index inbox_received on inbox (org_id, received_at);
call protect('inbox', 'select, insert, update', 'select, insert, update, delete');

create table conversations (
  org_id integer not null references orgs,
  id bigint generated always as identity,
  channel text not null,
  account text not null,
  chat text not null,
  user_id bigint not null,
  is_group boolean not null default false,
  address jsonb not null, -- { phone?, bsuid? } or { chatId }: where replies go
  last_inbound_at timestamptz, -- opens WhatsApp's 24-hour window
  unreachable_since timestamptz,
  unreachable_reason text,
  created_at timestamptz not null default now(),
  primary key (org_id, id),
  unique (org_id, channel, account, chat),
  foreign key (org_id, user_id) references users
);
create index on conversations (org_id, user_id);
call protect('conversations', 'select, insert, update', 'select, update');

-- One answered question. `state` is what the next question may lean on ("and in December?").
create table turns (
  org_id integer not null,
  id bigint generated always as identity,
  conversation_id bigint not null,
  user_id bigint not null, -- a number may change hands; what was said to one person is not the next one's
  question text not null,
  reply text not null,
  tools jsonb not null default '[]', -- [{ name, input, result }]
  receipts jsonb not null default '[]',
  refused boolean not null default false,
  model text not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, conversation_id) references conversations,
  foreign key (org_id, user_id) references users
);
create index on turns (org_id, conversation_id, id);
call protect('turns', 'select, insert');

-- What a button means. The platform carries only the token.
create table choices (
  org_id integer not null,
  token text not null,
  conversation_id bigint not null,
  turn_id bigint, -- null for the "Get it" of a template
  position smallint not null default 1, -- so that a bare number answers, too
  title text not null,
  payload jsonb not null, -- { tool, input } or { held: true }
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (org_id, token),
  foreign key (org_id, conversation_id) references conversations,
  foreign key (org_id, turn_id) references turns
);
create index on choices (org_id, turn_id, position);
call protect('choices', 'select, insert, delete');

create table stored_files (
  org_id integer not null references orgs,
  id bigint generated always as identity,
  sha256 text not null,
  name text not null,
  mime text not null,
  size_bytes bigint not null,
  created_at timestamptz not null,
  primary key (org_id, id)
);
call protect('stored_files', 'select, insert', 'select');

create table outbox (
  org_id integer not null,
  id bigint generated always as identity,
  conversation_id bigint not null,
  turn_id bigint,
  channel text not null,
  account text not null,
  purpose text not null default 'reply' check (purpose in (
    'reply', 'template',
    'notice')), -- tells the owner of a failure; its own failure is not told again
  payload jsonb not null,
  correlation uuid not null default gen_random_uuid(), -- biz_opaque_callback_data
  state text not null default 'waiting' check (state in (
    'waiting', -- to be sent
    'sending', -- a call is under way, or was when its process died
    'held',    -- outside the 24-hour window: leaves when the person writes
    'sent', 'delivered', 'read', 'failed', 'skipped')),
  must_not_repeat boolean not null default false,
  attempts smallint not null default 0,
  not_before timestamptz not null,
  leased_by text,
  leased_until timestamptz,
  external_id text,
  error_code text,
  reason text,
  created_at timestamptz not null,
  sent_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, conversation_id) references conversations,
  foreign key (org_id, turn_id) references turns
);
create index outbox_undone on outbox (org_id, conversation_id, id) where state in ('waiting', 'sending');
create index outbox_queue on outbox (id) where state in ('waiting', 'sending');
create index outbox_held on outbox (org_id, conversation_id, id) where state = 'held';
create unique index on outbox (org_id, correlation);
create index on outbox (org_id, external_id) where external_id is not null;
call protect('outbox', 'select, insert, update', 'select, update, insert');

-- A channel or a recipient that the platform asked us to leave alone for a while.
create table pauses (
  org_id integer not null references orgs,
  channel text not null,
  account text not null,
  chat text not null default '', -- '' is the whole account
  until timestamptz not null,
  primary key (org_id, channel, account, chat)
);
call protect('pauses', 'select', 'select, insert, update, delete');
