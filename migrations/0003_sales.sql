-- The sales records. Money is numeric(18,4) in the org's currency; facts are never edited.

create function name_key(name text) returns text
language sql immutable parallel safe
return btrim(regexp_replace(
  translate(lower(name), 'àáâãäåçèéêëìíîïñòóôõöøùúûüýÿßœæđłšžčć', 'aaaaaaceeeeiiiinoooooouuuuyysoadlszcc'),
  '[^[:alnum:]]+', ' ', 'g'));

create table customers (
  org_id integer not null references orgs,
  id bigint generated always as identity,
  code text not null, -- as the business or its till knows them
  name text not null,
  name_key text generated always as (name_key(name)) stored,
  country text,
  source text not null,
  external_id text not null,
  created_at timestamptz not null default now(),
  primary key (org_id, id),
  unique (org_id, source, external_id)
);
create index on customers (org_id, name_key);
call protect('customers', 'select, insert, update');

create table products (
  org_id integer not null references orgs,
  id bigint generated always as identity,
  sku text not null,
  name text not null,
  name_key text generated always as (name_key(name)) stored,
  category text,
  price numeric(18,4),
  is_service boolean not null default false, -- postage, fees, discounts: in every total, never a "top product"
  archived_at timestamptz,
  source text not null,
  external_id text not null,
  created_at timestamptz not null default now(),
  primary key (org_id, id),
  unique (org_id, source, external_id)
);
create index on products (org_id, name_key);
call protect('products', 'select, insert, update');

create table orders (
  org_id integer not null references orgs,
  id bigint generated always as identity,
  number text not null,
  customer_id bigint,
  status text not null check (status in ('DRAFT', 'PENDING', 'PAID', 'FULFILLED', 'CANCELLED')),
  ordered_at timestamptz not null,
  business_day date not null, -- the day of ordered_at in the org's timezone
  hour smallint not null check (hour between 0 and 23), -- the same, of the day
  channel text not null default 'shop',
  country text,
  source text not null,
  external_id text not null,
  created_at timestamptz not null default now(),
  primary key (org_id, id),
  unique (org_id, source, external_id),
  foreign key (org_id, customer_id) references customers
);
create index on orders (org_id, business_day);
create index on orders (org_id, customer_id);
call protect('orders', 'select, insert, update');

-- Lines with quantity >= 0. What comes back is a return line.
create table order_lines (
  org_id integer not null,
  order_id bigint not null,
  position integer not null,
  product_id bigint,
  description text,
  quantity numeric not null check (quantity >= 0),
  unit_price numeric(18,4) not null,
  discount numeric(18,4) not null default 0,
  tax numeric(18,4) not null default 0,
  unit_cost numeric, -- weighted average at the time of sale; null when it is not known
  primary key (org_id, order_id, position),
  foreign key (org_id, order_id) references orders,
  foreign key (org_id, product_id) references products
);
create index on order_lines (org_id, product_id);
call protect('order_lines', 'select, insert');

-- Returned and credited goods, and adjustments (bad debt, stock written off): never below zero sales.
create table returns (
  org_id integer not null references orgs,
  id bigint generated always as identity,
  number text not null,
  order_id bigint,
  customer_id bigint,
  kind text not null check (kind in ('return', 'adjustment')),
  returned_at timestamptz not null,
  business_day date not null,
  hour smallint not null check (hour between 0 and 23),
  channel text not null default 'shop',
  country text,
  source text not null,
  external_id text not null,
  created_at timestamptz not null default now(),
  primary key (org_id, id),
  unique (org_id, source, external_id),
  foreign key (org_id, order_id) references orders,
  foreign key (org_id, customer_id) references customers
);
create index on returns (org_id, business_day);
create index on returns (org_id, customer_id);
call protect('returns', 'select, insert');

create table return_lines (
  org_id integer not null,
  return_id bigint not null,
  position integer not null,
  product_id bigint,
  description text,
  quantity numeric not null, -- units that came back; below zero when an adjustment sent units out
  value numeric(18,4) not null, -- what was credited, positive; negative when it was charged
  unit_cost numeric,
  primary key (org_id, return_id, position),
  foreign key (org_id, return_id) references returns,
  foreign key (org_id, product_id) references products
);
create index on return_lines (org_id, product_id);
call protect('return_lines', 'select, insert');

create table payments (
  org_id integer not null references orgs,
  id bigint generated always as identity,
  order_id bigint,
  amount numeric(18,4) not null check (amount > 0),
  method text not null,
  status text not null check (status in ('SUCCEEDED', 'FAILED', 'PENDING')),
  paid_at timestamptz not null,
  business_day date not null,
  source text not null,
  external_id text not null,
  primary key (org_id, id),
  unique (org_id, source, external_id),
  foreign key (org_id, order_id) references orders
);
create index on payments (org_id, business_day);
call protect('payments', 'select, insert');

create table refunds (
  org_id integer not null references orgs,
  id bigint generated always as identity,
  return_id bigint,
  amount numeric(18,4) not null check (amount > 0),
  method text not null,
  status text not null check (status in ('PROCESSED', 'FAILED', 'PENDING')),
  refunded_at timestamptz not null,
  business_day date not null,
  source text not null,
  external_id text not null,
  primary key (org_id, id),
  unique (org_id, source, external_id),
  foreign key (org_id, return_id) references returns
);
create index on refunds (org_id, business_day);
call protect('refunds', 'select, insert');
