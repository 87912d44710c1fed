-- The timetable: which slot of which job has run. Of several Tillies that see a slot come, one gets the row.

create table job_runs (
  org_id integer not null references orgs,
  job text not null,
  slot timestamptz not null, -- when it was due
  started_at timestamptz not null,
  attempts smallint not null default 1,
  ended_at timestamptz,
  outcome text check (outcome in ('done', 'failed')),
  primary key (org_id, job, slot)
);
call protect('job_runs', 'select, insert, update, delete');
