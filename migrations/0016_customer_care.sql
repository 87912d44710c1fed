-- Customers who ask for a person, and what each of them may be sent.

-- While one stands open, a person answers the chat and the house is silent there.
create table hand_overs (
  org_id integer not null,
  id bigint generated always as identity,
  conversation_id bigint not null,
  asked_at timestamptz not null,
  taken_by bigint,
  taken_at timestamptz,
  last_reply_at timestamptz,
  ended_at timestamptz,
  ended_by bigint, -- null: nobody had answered for too long
  primary key (org_id, id),
  foreign key (org_id, conversation_id) references conversations,
  foreign key (org_id, taken_by) references users,
  foreign key (org_id, ended_by) references users
);
create unique index hand_overs_open on hand_overs (org_id, conversation_id) where ended_at is null;
call protect('hand_overs', 'select, insert, update');

-- What a person agreed to be sent; the newest row of a topic counts, and without one it is a no.
create table consents (
  org_id integer not null,
  id bigint generated always as identity,
  user_id bigint not null,
  topic text not null check (topic in ('marketing')),
  is_granted boolean not null,
  via text not null check (via in ('chat', 'api')),
  given_at timestamptz not null,
  recorded_by bigint,
  primary key (org_id, id),
  foreign key (org_id, user_id) references users,
  foreign key (org_id, recorded_by) references users
);
create index on consents (org_id, user_id, topic, id);
call protect('consents', 'select, insert');
