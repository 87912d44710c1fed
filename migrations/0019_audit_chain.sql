-- The audit log as a hash chain of each business, with daily anchors and the key that signs them.

-- Which transaction wrote an entry: its sealing looks only at those that may be new.
alter table audit_log add column written_by xid8 not null default pg_current_xact_id();
create index audit_log_written on audit_log (org_id, written_by);
-- Entries come in the order of their time, so that a few pages tell a month apart.
create index audit_log_at on audit_log using brin (at) with (pages_per_range = 32);

-- Committed entries in the order in which they were sealed. Each hash holds the one before it.
create table audit_chain (
  org_id integer not null references orgs,
  position bigint not null, -- from 1, without gaps
  audit_id bigint not null, -- no key into audit_log: what is deleted there must show here
  content bytea not null, -- SHA-256 of the entry (src/domain/audit-chain)
  sealed_at timestamptz not null,
  swept_at timestamptz, -- when the log had last been sealed before: what tells of a time before it came late
  hash bytea not null,
  primary key (org_id, position),
  unique (org_id, audit_id)
);
call protect('audit_chain', 'select, insert');

-- Where each chain ends.
create table audit_heads (
  org_id integer not null references orgs,
  position bigint not null default 0,
  hash bytea not null,
  swept_at timestamptz,
  swept_to xid8 not null default '0', -- entries of all transactions before this one are sealed
  primary key (org_id)
);
call protect('audit_heads', 'select, insert, update');

-- Keys that sign for a business, the newest in use; what an older one has signed stays good.
create table org_keys (
  org_id integer not null references orgs,
  id bigint generated always as identity,
  public_key text not null, -- Ed25519, raw, base64url
  private_key text not null, -- sealed with the house's key
  made_at timestamptz not null,
  primary key (org_id, id)
);
call protect('org_keys', 'select, insert');

-- The head of a day, signed: whoever holds the database alone can make no other.
create table audit_anchors (
  org_id integer not null,
  id bigint generated always as identity,
  position bigint not null,
  hash bytea not null,
  anchored_at timestamptz not null,
  key_id bigint not null,
  signature text not null,
  primary key (org_id, id),
  foreign key (org_id, key_id) references org_keys
);
call protect('audit_anchors', 'select, insert');

-- Not even whoever owns the tables edits these by a slip of the hand.
create function refuse_edit() returns trigger
language plpgsql as $$
begin
  raise exception '% is only added to', tg_table_name using errcode = 'insufficient_privilege';
end $$;

do $$
declare relation text;
begin
  foreach relation in array array['audit_log', 'audit_chain', 'audit_anchors', 'org_keys'] loop
    execute format(
      'create trigger only_added_to before update or delete or truncate on %I
         for each statement execute function refuse_edit()', relation);
  end loop;
end $$;

-- The house's own numbers, among those that tills brought along.
create index orders_own_numbers on orders (org_id, (substr(number, 3)::bigint)) include (created_at)
  where number ~ '^S-[0-9]{1,15}$';
create index returns_own_numbers on returns (org_id, (substr(number, 3)::bigint)) include (created_at)
  where number ~ '^R-[0-9]{1,15}$';

-- What a month's audit counts, for BI tools, beside what it sold.
create index journal_entries_posted on journal_entries (org_id, posted_at);
create or replace view mv_monthly_audit with (security_invoker = true) as
select org_id, month,
  coalesce(logins, 0) as login_events, coalesce(role_changes, 0) as role_changes,
  coalesce(orders_count, 0) as orders_count,
  coalesce(gross_sales, 0) as gross_sales, coalesce(returns, 0) as returns,
  coalesce(gross_sales - returns, 0) as net_sales,
  coalesce(discounts, 0) as discounts, coalesce(tax, 0) as tax,
  coalesce(collected, 0) as gross_collected, coalesce(refunds, 0) as refunds,
  coalesce(collected - refunds, 0) as net_collected,
  coalesce(failed_logins, 0) as failed_login_events,
  coalesce(debits, 0) as total_debits, coalesce(credits, 0) as total_credits,
  coalesce(debits - credits, 0) as ledger_imbalance
from (
  select org_id, date_trunc('month', day)::date as month,
    sum(orders)::bigint as orders_count, sum(gross_sales) as gross_sales,
    sum(returns) as returns, sum(discounts) as discounts, sum(tax) as tax,
    sum(collected) as collected, sum(refunds) as refunds
  from report.daily_sales
  group by org_id, date_trunc('month', day)
) sales
full join (
  select a.org_id, date_trunc('month', a.at at time zone o.timezone)::date as month,
    count(*) filter (where a.action = 'session.begun') as logins,
    count(*) filter (where a.action like 'role.%') as role_changes,
    count(*) filter (where a.action in ('password.refused', 'second_factor.refused', 'code.refused'))
      as failed_logins
  from audit_log a
  join orgs o on o.org_id = a.org_id
  group by a.org_id, date_trunc('month', a.at at time zone o.timezone)
) events using (org_id, month)
full join (
  select e.org_id, date_trunc('month', e.entry_date)::date as month,
    sum(l.debit) as debits, sum(l.credit) as credits
  from journal_entries e
  join journal_lines l on l.org_id = e.org_id and l.entry_id = e.id
  group by e.org_id, date_trunc('month', e.entry_date)
) books using (org_id, month);
