-- Who gets which report when, and what a person was told.

create table subscriptions (
  org_id integer not null references orgs,
  id bigint generated always as identity,
  user_id bigint not null,
  type text not null, -- a name in reports/catalogue
  params jsonb not null default '{}', -- choices of the report; its days follow from the slot
  format text not null check (format in ('pdf', 'csv', 'xlsx', 'png', 'zip', 'text')), -- text: no file
  of text not null check (of in ('week', 'month')),
  days smallint[] not null, -- ISO weekdays, or days of the month (its last where it has none)
  at time not null, -- local to the business
  covers text not null check (covers in ('before', 'same')), -- the time before the slot, or the slot's day so far
  only_when text not null default 'always' check (only_when in ('always', 'anything')),
  channels text[] not null default '{}', -- none: wherever the person wrote last
  next_day date, -- the next slot; null when it has ended
  next_at timestamptz,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  ended_at timestamptz,
  ended_by bigint, -- null: the house
  ended_because text check (ended_because in ('asked', 'rights')),
  primary key (org_id, id),
  foreign key (org_id, user_id) references users,
  foreign key (org_id, ended_by) references users
);
create index on subscriptions (org_id, user_id) where ended_at is null;
create index subscriptions_due on subscriptions (next_at) where ended_at is null;
call protect('subscriptions', 'select, insert, update', 'select');

-- One delivery. The slot is a day of the business's calendar, so that an hour that comes twice, or not
-- at all, is one slot all the same; of several Tillies that see it come, one gets the row.
create table subscription_slots (
  org_id integer not null,
  subscription_id bigint not null,
  slot date not null,
  due_at timestamptz not null,
  claimed_at timestamptz not null,
  is_late boolean not null default false,
  missed smallint not null default 0, -- slots before it that nobody was there for
  report_id bigint,
  state text not null check (state in (
    'waiting', -- for its report, or for the end of quiet hours
    'handed',  -- its messages are in the outbox
    'nothing', -- there was nothing to say
    'failed',
    'refused')), -- the right was gone
  not_before timestamptz not null,
  settled_at timestamptz,
  reason text,
  told_at timestamptz, -- the person knows that it did not arrive
  primary key (org_id, subscription_id, slot),
  foreign key (org_id, subscription_id) references subscriptions,
  foreign key (org_id, report_id) references reports
);
create index on subscription_slots (org_id, report_id);
create index subscription_slots_waiting on subscription_slots (not_before) where state = 'waiting';
call protect('subscription_slots', 'select, insert, update', 'select');

create table subscription_messages (
  org_id integer not null,
  outbox_id bigint not null,
  subscription_id bigint not null,
  slot date not null,
  primary key (org_id, outbox_id),
  foreign key (org_id, outbox_id) references outbox,
  foreign key (org_id, subscription_id, slot) references subscription_slots
);
create index on subscription_messages (org_id, subscription_id, slot);
call protect('subscription_messages', 'select, insert');

-- When a person is left alone, in the business's own time.
create table quiet_hours (
  org_id integer not null,
  user_id bigint not null,
  from_time time not null,
  to_time time not null,
  set_at timestamptz not null,
  primary key (org_id, user_id),
  foreign key (org_id, user_id) references users
);
call protect('quiet_hours', 'select, insert, update, delete');

-- What a person was told about days that were over: the newest row of a report counts.
create table report_told (
  org_id integer not null,
  id bigint generated always as identity,
  user_id bigint not null,
  type text not null,
  params jsonb not null,
  from_day date, -- null: all days up to the last one
  to_day date not null,
  report_id bigint not null, -- the figures as they were told
  conversation_id bigint,
  told_at timestamptz not null,
  is_restatement boolean not null default false,
  replaced_at timestamptz,
  changed_since timestamptz, -- something of those days was entered after it was told
  primary key (org_id, id),
  foreign key (org_id, user_id) references users,
  foreign key (org_id, report_id) references reports,
  foreign key (org_id, conversation_id) references conversations
);
create unique index report_told_newest on report_told (org_id, user_id, type, params)
  where replaced_at is null;
create index on report_told (org_id, report_id);
create index report_told_days on report_told (org_id, to_day) where replaced_at is null;
call protect('report_told', 'select, insert, update');

-- How far the records had come when they were last looked through for what is late, and the time
-- before: ids are given out before they are committed, so each look goes over the last one's again.
create table record_marks (
  org_id integer not null references orgs,
  marks jsonb not null,
  marks_before jsonb not null,
  looked_at timestamptz not null,
  primary key (org_id)
);
call protect('record_marks', 'select, insert, update');

-- When money was written down, which may be days after it came; null for what was kept before.
alter table payments add column recorded_at timestamptz;
alter table refunds add column recorded_at timestamptz;
