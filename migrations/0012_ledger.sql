-- The ledger: journal entries whose debits equal their credits. Nothing is edited; a mistake is reversed.

create table accounts (
  org_id integer not null references orgs,
  id bigint generated always as identity,
  code text not null check (code <> ''),
  name text not null check (name <> ''),
  name_key text generated always as (name_key(name)) stored,
  type text not null check (type in ('asset', 'liability', 'equity', 'revenue', 'expense')),
  role text, -- what the house posts to it by itself: 'cash', 'receivable', 'inventory' …
  archived_at timestamptz,
  created_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, code),
  unique (org_id, role)
);
call protect('accounts', 'select, insert, update');

create table journal_entries (
  org_id integer not null references orgs,
  id bigint generated always as identity,
  number bigint not null check (number > 0), -- without gaps, in the order of posting
  entry_date date not null, -- a business day
  memo text not null,
  source text not null check (source in
    ('sale', 'return', 'payment', 'refund', 'purchase', 'stock', 'revaluation', 'manual', 'opening', 'reversal')),
  order_id bigint,
  return_id bigint,
  document text,
  reverses bigint, -- the entry that this one undoes
  posted_by bigint,
  posted_at timestamptz not null,
  external_id text, -- of whoever asked: the same one again changes nothing
  primary key (org_id, id),
  unique (org_id, number),
  unique (org_id, external_id),
  foreign key (org_id, order_id) references orders,
  foreign key (org_id, return_id) references returns,
  foreign key (org_id, reverses) references journal_entries,
  foreign key (org_id, posted_by) references users
);
create unique index journal_entries_reversed on journal_entries (org_id, reverses);
create index journal_entries_date on journal_entries (org_id, entry_date);
create index journal_entries_of_order on journal_entries (org_id, order_id) where order_id is not null;
create index journal_entries_of_return on journal_entries (org_id, return_id) where return_id is not null;
call protect('journal_entries', 'select, insert');

create table journal_lines (
  org_id integer not null,
  entry_id bigint not null,
  position integer not null,
  account_id bigint not null,
  debit numeric(18,4) not null default 0 check (debit >= 0),
  credit numeric(18,4) not null default 0 check (credit >= 0),
  customer_id bigint,
  product_id bigint,
  memo text,
  primary key (org_id, entry_id, position),
  foreign key (org_id, entry_id) references journal_entries,
  foreign key (org_id, account_id) references accounts,
  foreign key (org_id, customer_id) references customers,
  foreign key (org_id, product_id) references products,
  check ((debit = 0) <> (credit = 0))
);
create index on journal_lines (org_id, account_id);
call protect('journal_lines', 'select, insert');

-- Looked at when the transaction commits: an entry that does not balance cannot be kept.
create function require_balance() returns trigger
language plpgsql as $$
declare difference numeric;
begin
  select sum(debit) - sum(credit) into difference
  from journal_lines
  where org_id = new.org_id and entry_id = new.entry_id;
  if difference <> 0 then
    raise exception 'entry % does not balance: debits less credits are %', new.entry_id, difference
      using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger balances after insert on journal_lines
  deferrable initially deferred for each row execute function require_balance();

-- The last number given out; the row is locked until the entry is kept, so that no number is lost.
create table journal_numbers (
  org_id integer not null references orgs,
  last bigint not null,
  primary key (org_id)
);
call protect('journal_numbers', 'select, insert, update');

-- Days up to `locked_through` take no more entries; the newest row counts.
create table period_locks (
  org_id integer not null references orgs,
  id bigint generated always as identity,
  locked_through date, -- null: nothing is locked any more
  locked_by bigint,
  locked_at timestamptz not null,
  reason text,
  primary key (org_id, id),
  foreign key (org_id, locked_by) references users
);
call protect('period_locks', 'select, insert');
