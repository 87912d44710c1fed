-- Runs of reports: what was asked, what came of it, frozen; and its files.

create table reports (
  org_id integer not null references orgs,
  id bigint generated always as identity,
  type text not null, -- a name in reports/catalogue
  params jsonb not null default '{}', -- days and choices, absolute
  formats text[] not null default '{}', -- the files that were asked for
  status text not null default 'queued' check (status in ('queued', 'running', 'completed', 'failed')),
  progress smallint not null default 0 check (progress between 0 and 100),
  via text not null check (via in ('chat', 'api', 'page', 'schedule', 'backfill', 'terminal')),
  requested_by bigint, -- null: the timetable, or the command line
  run_key text, -- what may be made once only: a slot of the timetable, a day of a backfill
  requested_at timestamptz not null,
  started_at timestamptz,
  completed_at timestamptz, -- also when it failed
  duration_ms integer,
  as_of timestamptz,
  result jsonb, -- the frozen report: everything shown or sent is rendered from it
  checksum text, -- SHA-256 of the result without its moment: equal when nothing has changed
  insights jsonb, -- null until written; never part of the result
  wants_insights boolean not null default false,
  error text, -- one sentence for a person
  attempts smallint not null default 0,
  leased_by text,
  leased_until timestamptz,
  primary key (org_id, id),
  unique (org_id, run_key),
  foreign key (org_id, requested_by) references users
);
create index on reports (org_id, type, id);
create index reports_undone on reports (org_id, id) where status in ('queued', 'running');
create index reports_without_insights on reports (org_id, id)
  where status = 'completed' and leased_until is not null;
-- The courier sees where work waits, nothing of what it is.
call protect('reports', 'select, insert, update', 'select (org_id, status, leased_until)');

create table report_files (
  org_id integer not null,
  report_id bigint not null,
  format text not null check (format in ('pdf', 'csv', 'xlsx', 'png', 'zip')),
  file_id bigint not null,
  primary key (org_id, report_id, format),
  foreign key (org_id, report_id) references reports,
  foreign key (org_id, file_id) references stored_files
);
create index on report_files (org_id, file_id);
call protect('report_files', 'select, insert');

-- Retention: the row stays and says that its bytes are gone.
alter table stored_files add column removed_at timestamptz;
alter table stored_files add column bytes_removed_at timestamptz; -- some nights later
grant update (removed_at, bytes_removed_at) on stored_files to tillie_app;
create index stored_files_leaving on stored_files (org_id, id)
  where removed_at is not null and bytes_removed_at is null;
create index on stored_files (org_id, sha256);

-- How many days the files of a type are kept, where the org differs from the house.
create table report_retention (
  org_id integer not null references orgs,
  type text not null,
  days integer not null check (days between 1 and 36500),
  set_by bigint,
  set_at timestamptz not null,
  primary key (org_id, type),
  foreign key (org_id, set_by) references users
);
call protect('report_retention', 'select, insert, update, delete');
