-- The report tables: the sales records summed by business day, kept fresh by the changed day.
-- Writing marks days; reading recomputes the marked days only (src/domain/report-views.ts).

-- Every order line and every return line in one shape. The definitions of gross sales, returns,
-- units and COGS stand here and nowhere else.
create view report.sale_lines with (security_invoker = true) as
select o.org_id, o.business_day as day, o.hour, 'order'::text as document, o.id as document_id,
  o.number, l.position, l.product_id, o.customer_id, o.country, o.channel,
  case when l.quantity > 0 and l.unit_price > 0
    then l.quantity * l.unit_price - l.discount else 0 end as gross_sales,
  -- A sale line below zero (a coupon, a correction) takes back what was sold.
  case when l.unit_price < 0
    then l.discount - l.quantity * l.unit_price else 0 end as returns,
  l.discount as discounts, l.tax,
  l.quantity as units_sold, 0::numeric as units_returned,
  coalesce(l.quantity * l.unit_cost, 0) as cogs,
  case when l.unit_cost is null then l.quantity else 0 end as uncosted_units,
  l.quantity > 0 and l.unit_price > 0 and l.quantity * l.unit_price > l.discount as is_sale
from orders o
join order_lines l on l.org_id = o.org_id and l.order_id = o.id
where o.status in ('PAID', 'FULFILLED')
union all
select r.org_id, r.business_day, r.hour, 'return', r.id,
  r.number, l.position, l.product_id, r.customer_id, r.country, r.channel,
  0, l.value, 0, 0,
  0, l.quantity,
  -coalesce(l.quantity * l.unit_cost, 0),
  case when l.unit_cost is null then abs(l.quantity) else 0 end,
  false
from returns r
join return_lines l on l.org_id = r.org_id and l.return_id = r.id;
grant select on report.sale_lines to tillie_app, tillie_reader;

-- One row for each day with sales, returns, payments or refunds.
create table report.daily_sales (
  org_id integer not null references orgs,
  day date not null,
  gross_sales numeric not null,
  returns numeric not null,
  discounts numeric not null,
  tax numeric not null,
  orders integer not null,
  units_sold numeric not null,
  units_returned numeric not null,
  cogs numeric not null, -- over lines whose unit cost is known, less the cost of what came back
  uncosted_units numeric not null, -- units sold or returned whose cost is not known
  lines integer not null, -- order and return lines behind the row
  collected numeric not null,
  refunds numeric not null,
  primary key (org_id, day)
);
call protect('report.daily_sales', 'select, insert, update, delete');

create table report.daily_sales_by_product (
  org_id integer not null references orgs,
  day date not null,
  product_id bigint not null, -- 0 where a line names no product
  gross_sales numeric not null,
  returns numeric not null,
  discounts numeric not null,
  tax numeric not null,
  orders integer not null, -- orders that contain it
  units_sold numeric not null,
  units_returned numeric not null,
  cogs numeric not null,
  uncosted_units numeric not null,
  lines integer not null, -- order and return lines behind the row
  primary key (org_id, day, product_id)
);
create index on report.daily_sales_by_product (org_id, product_id, day);
call protect('report.daily_sales_by_product', 'select, insert, update, delete');

create table report.daily_sales_by_customer (
  org_id integer not null references orgs,
  day date not null,
  hour smallint not null,
  customer_id bigint not null, -- 0 where the customer is not known
  country text not null, -- '' where it is not known
  channel text not null,
  gross_sales numeric not null,
  returns numeric not null,
  discounts numeric not null,
  tax numeric not null,
  orders integer not null,
  units_sold numeric not null,
  units_returned numeric not null,
  cogs numeric not null,
  uncosted_units numeric not null,
  lines integer not null, -- order and return lines behind the row
  primary key (org_id, day, hour, customer_id, country, channel)
);
create index on report.daily_sales_by_customer (org_id, customer_id, day);
call protect('report.daily_sales_by_customer', 'select, insert, update, delete');

-- Days to recompute. The mark carries its transaction, so that writers never wait for each other
-- and a refresh removes only marks whose records it can see.
create table report.dirty_days (
  org_id integer not null references orgs,
  day date not null,
  marked_by xid8 not null default pg_current_xact_id(),
  primary key (org_id, day, marked_by)
);
call protect('report.dirty_days', 'select, insert, delete');

-- Records that know their day. Each trigger calls its rows "changed", or "before" and "after".
create function report.mark_days() returns trigger
language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    insert into report.dirty_days (org_id, day)
    select org_id, business_day from before
    union
    select org_id, business_day from after
    on conflict do nothing;
  else
    insert into report.dirty_days (org_id, day)
    select distinct org_id, business_day from changed
    on conflict do nothing;
  end if;
  return null;
end $$;

create function report.mark_days_of_order_lines() returns trigger
language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    insert into report.dirty_days (org_id, day)
    select distinct o.org_id, o.business_day
    from (select org_id, order_id from before union select org_id, order_id from after) l
    join orders o on o.org_id = l.org_id and o.id = l.order_id
    on conflict do nothing;
  else
    insert into report.dirty_days (org_id, day)
    select distinct o.org_id, o.business_day
    from (select distinct org_id, order_id from changed) l
    join orders o on o.org_id = l.org_id and o.id = l.order_id
    on conflict do nothing;
  end if;
  return null;
end $$;

create function report.mark_days_of_return_lines() returns trigger
language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    insert into report.dirty_days (org_id, day)
    select distinct r.org_id, r.business_day
    from (select org_id, return_id from before union select org_id, return_id from after) l
    join returns r on r.org_id = l.org_id and r.id = l.return_id
    on conflict do nothing;
  else
    insert into report.dirty_days (org_id, day)
    select distinct r.org_id, r.business_day
    from (select distinct org_id, return_id from changed) l
    join returns r on r.org_id = l.org_id and r.id = l.return_id
    on conflict do nothing;
  end if;
  return null;
end $$;

do $$
declare
  relation text;
  marker text;
begin
  for relation, marker in values
    ('orders', 'mark_days'), ('returns', 'mark_days'),
    ('payments', 'mark_days'), ('refunds', 'mark_days'),
    ('order_lines', 'mark_days_of_order_lines'), ('return_lines', 'mark_days_of_return_lines')
  loop
    execute format(
      'create trigger marks_inserted after insert on %I referencing new table as changed
         for each statement execute function report.%I()', relation, marker);
    execute format(
      'create trigger marks_updated after update on %I referencing old table as before new table as after
         for each statement execute function report.%I()', relation, marker);
    execute format(
      'create trigger marks_deleted after delete on %I referencing old table as changed
         for each statement execute function report.%I()', relation, marker);
  end loop;
end $$;

-- For BI tools: read the report tables under row-level security.
create view mv_daily_sales with (security_invoker = true) as
select org_id, day as sales_date, orders as orders_count,
  gross_sales, returns, gross_sales - returns as net_sales, discounts, tax,
  collected as gross_collected, refunds, collected - refunds as net_collected,
  case when orders > 0 then gross_sales / orders else 0 end as avg_order_value,
  units_sold, units_returned, cogs, uncosted_units
from report.daily_sales;

create view mv_daily_sales_by_product with (security_invoker = true) as
select org_id, day as sales_date, nullif(product_id, 0) as product_id,
  units_sold, gross_sales as revenue, units_returned, returns,
  gross_sales - returns as net_revenue, orders as orders_count
from report.daily_sales_by_product;

create view mv_monthly_audit with (security_invoker = true) as
select org_id, month,
  coalesce(logins, 0) as login_events, coalesce(role_changes, 0) as role_changes,
  coalesce(orders_count, 0) as orders_count,
  coalesce(gross_sales, 0) as gross_sales, coalesce(returns, 0) as returns,
  coalesce(gross_sales - returns, 0) as net_sales,
  coalesce(discounts, 0) as discounts, coalesce(tax, 0) as tax,
  coalesce(collected, 0) as gross_collected, coalesce(refunds, 0) as refunds,
  coalesce(collected - refunds, 0) as net_collected
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
    count(*) filter (where a.action ilike 'LOGIN%') as logins,
    count(*) filter (where a.action ilike 'ROLE%') as role_changes
  from audit_log a
  join orgs o on o.org_id = a.org_id
  group by a.org_id, date_trunc('month', a.at at time zone o.timezone)
) events using (org_id, month);

grant select on mv_daily_sales, mv_daily_sales_by_product, mv_monthly_audit
  to tillie_app, tillie_reader;
