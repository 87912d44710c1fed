-- Reports that took longer than a chat waits: each is handed over once, into the chat that asked for it.
create table awaited_reports (
  org_id integer not null,
  report_id bigint not null,
  conversation_id bigint not null, -- the chat in which it was asked for
  user_id bigint not null, -- who asked
  asked_at timestamptz not null,
  not_before timestamptz not null, -- later, after a fault of ours
  handed_at timestamptz, -- its messages are in the outbox
  primary key (org_id, report_id, conversation_id),
  foreign key (org_id, report_id) references reports,
  foreign key (org_id, conversation_id) references conversations,
  foreign key (org_id, user_id) references users
);
create index awaited_reports_waiting on awaited_reports (not_before) where handed_at is null;
call protect('awaited_reports', 'select, insert, update', 'select (org_id, not_before, handed_at)');
