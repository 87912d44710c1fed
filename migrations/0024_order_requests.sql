-- Orders that customers ask for: a draft in `orders`, and here who asked, how it was answered, and who knows.

create table order_requests (
  org_id integer not null,
  id bigint generated always as identity,
  order_id bigint not null,
  user_id bigint not null, -- who asked
  delivery text not null check (delivery in ('collect', 'deliver')),
  requested_at timestamptz not null,
  decision text check (decision in ('accepted', 'declined', 'withdrawn')), -- null: it waits
  decided_at timestamptz,
  decided_by bigint,
  reason text,
  has_news boolean not null default true, -- somebody is to be told how it now stands
  staff_told_at timestamptz,
  customer_told text, -- how it stood when the customer was last told
  customer_told_at timestamptz,
  primary key (org_id, id),
  unique (org_id, order_id),
  check ((decision is null) = (decided_at is null)),
  foreign key (org_id, order_id) references orders,
  foreign key (org_id, user_id) references users,
  foreign key (org_id, decided_by) references users
);
create index on order_requests (org_id, user_id);
create index order_requests_waiting on order_requests (org_id, id) where decision is null;
create index order_requests_news on order_requests (org_id, id) where has_news;
call protect('order_requests', 'select, insert, update');
