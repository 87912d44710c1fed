-- Orders that people take, edit and hand over; every change is kept with what stood before and after.

alter table orders
  add column recorded_by bigint,
  add column note text,
  add column delivery_address text,
  add column version integer not null default 1, -- counts edits: the API's ETag
  add foreign key (org_id, recorded_by) references users;

-- A sale's goods move before it has a number, so that nobody waits for one while stock is looked at: the
-- order's id is drawn first, and its row is written last.
grant usage on sequence orders_id_seq to tillie_app;
alter table stock_movements alter constraint stock_movements_org_id_order_id_fkey deferrable;

alter table returns
  add column recorded_by bigint,
  add column reason text,
  add column settlement text check (settlement in ('refund', 'credit')), -- null: a till's record does not say
  add foreign key (org_id, recorded_by) references users;

alter table return_lines
  add column order_position integer, -- the line of the order that comes back
  add column is_restocked boolean, -- null: a till's record does not say; false: written off
  add column tax numeric(18,4) not null default 0; -- credited beside the value

alter table payments add column recorded_by bigint;
alter table refunds
  add column recorded_by bigint,
  add column order_id bigint, -- a cancelled order's money; a return names its order itself
  add foreign key (org_id, order_id) references orders;

-- An edited order's lines stand as they now are; what they were is in order_changes.
grant update, delete on order_lines to tillie_app;

-- An order by the number that a person says, and what belongs to it.
create index orders_number on orders (org_id, lower(number));
create index payments_of_order on payments (org_id, order_id) where order_id is not null;
create index returns_of_order on returns (org_id, order_id) where order_id is not null;
create index refunds_of_return on refunds (org_id, return_id) where return_id is not null;
create index refunds_of_order on refunds (org_id, order_id) where order_id is not null;

create table order_changes (
  org_id integer not null,
  id bigint generated always as identity,
  order_id bigint not null,
  before jsonb not null,
  after jsonb not null,
  changed_by bigint,
  changed_at timestamptz not null,
  with_second_factor boolean not null default false,
  primary key (org_id, id),
  foreign key (org_id, order_id) references orders,
  foreign key (org_id, changed_by) references users
);
create index on order_changes (org_id, order_id);
call protect('order_changes', 'select, insert');

create table deliveries (
  org_id integer not null,
  id bigint generated always as identity,
  order_id bigint not null,
  number text not null,
  delivered_at timestamptz not null,
  received_by text,
  note text,
  recorded_by bigint,
  primary key (org_id, id),
  unique (org_id, number),
  foreign key (org_id, order_id) references orders,
  foreign key (org_id, recorded_by) references users
);
create index on deliveries (org_id, order_id);
call protect('deliveries', 'select, insert');

-- The last number of each kind of paper: orders, returns, delivery notes.
create table paper_numbers (
  org_id integer not null references orgs,
  paper text not null check (paper in ('order', 'return', 'delivery')),
  last bigint not null,
  primary key (org_id, paper)
);
call protect('paper_numbers', 'select, insert, update');
