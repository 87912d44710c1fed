-- Writes by chat: proposed with frozen arguments, then decided once by a person who may.

-- Codes of an authenticator app (TOTP, RFC 6238). A code counts once: its time step is kept.
create table second_factors (
  org_id integer not null,
  user_id bigint not null,
  secret text not null, -- sealed with the house's key
  enrolled_at timestamptz not null,
  confirmed_at timestamptz, -- null until the first right code
  last_step bigint, -- the newest step that was used
  failures smallint not null default 0,
  locked_until timestamptz,
  primary key (org_id, user_id),
  foreign key (org_id, user_id) references users
);
call protect('second_factors', 'select, insert, update, delete');

create table proposals (
  org_id integer not null,
  id bigint generated always as identity,
  tool text not null,
  input jsonb not null, -- exactly what will be done
  sha256 bytea not null, -- of tool and input
  summary text not null, -- in plain words, before → after
  amount numeric(18,4), -- what it is about, for the rules; org currency
  needs text not null check (needs in ('own', 'second-person', 'second-factor')),
  scope text not null, -- whoever decides must hold it
  proposed_by bigint not null,
  conversation_id bigint,
  proposed_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, proposed_by) references users,
  foreign key (org_id, conversation_id) references conversations
);
create index on proposals (org_id, conversation_id, id);
call protect('proposals', 'select, insert');

-- One row decides, for ever.
create table proposal_decisions (
  org_id integer not null,
  proposal_id bigint not null,
  decision text not null check (decision in ('approved', 'refused')),
  decided_by bigint, -- null: a rule that runs unattended
  decided_at timestamptz not null,
  via text not null check (via in ('button', 'words', 'rule')),
  result jsonb,
  primary key (org_id, proposal_id),
  foreign key (org_id, proposal_id) references proposals,
  foreign key (org_id, decided_by) references users
);
call protect('proposal_decisions', 'select, insert');

-- A done write, taken back by compensating entries; once.
create table proposal_undos (
  org_id integer not null,
  proposal_id bigint not null,
  undone_by bigint not null,
  undone_at timestamptz not null,
  result jsonb,
  primary key (org_id, proposal_id),
  foreign key (org_id, proposal_id) references proposal_decisions,
  foreign key (org_id, undone_by) references users
);
call protect('proposal_undos', 'select, insert');

-- What an org asks for beyond the house's own rules; the highest amount reached counts.
create table approval_rules (
  org_id integer not null references orgs,
  tool text not null,
  amount_from numeric(18,4) not null default 0 check (amount_from >= 0),
  needs text not null check (needs in ('own', 'second-person', 'second-factor')),
  set_by bigint,
  set_at timestamptz not null,
  primary key (org_id, tool, amount_from),
  foreign key (org_id, set_by) references users
);
call protect('approval_rules', 'select, insert, update, delete');

-- What may run without a person; nothing unless a row says so.
create table automation_rules (
  org_id integer not null references orgs,
  tool text not null,
  auto_approve boolean not null default false,
  confidence_threshold numeric(4,3) not null default 0.950 check (confidence_threshold between 0 and 1),
  amount_max numeric(18,4) check (amount_max >= 0),
  set_by bigint,
  set_at timestamptz not null,
  primary key (org_id, tool),
  foreign key (org_id, set_by) references users
);
call protect('automation_rules', 'select, insert, update, delete');
