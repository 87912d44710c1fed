-- Reports follow the changed document: what was written since the report tables were last fresh is
-- noted, so that a refresh costs what changed and not the day it changed in (src/domain/report-changes.ts).

-- What an order line comes to, whatever became of its order.
create view report.order_line_figures with (security_invoker = true) as
select org_id, order_id, position, product_id,
  case when quantity > 0 and unit_price > 0
    then quantity * unit_price - discount else 0 end as gross_sales,
  -- A sale line below zero (a coupon, a correction) takes back what was sold.
  case when unit_price < 0
    then discount - quantity * unit_price else 0 end as returns,
  discount as discounts, tax,
  quantity as units_sold, 0::numeric as units_returned,
  coalesce(quantity * unit_cost, 0) as cogs,
  case when unit_cost is null then quantity else 0 end as uncosted_units,
  quantity > 0 and unit_price > 0 and quantity * unit_price > discount as is_sale
from order_lines;

-- Every order line and every return line in one shape. The definitions of gross sales, returns,
-- units and COGS stand here and above, and nowhere else.
create or replace view report.sale_lines with (security_invoker = true) as
select o.org_id, o.business_day as day, o.hour, 'order'::text as document, o.id as document_id,
  o.number, l.position, l.product_id, o.customer_id, o.country, o.channel,
  l.gross_sales, l.returns, l.discounts, l.tax, l.units_sold, l.units_returned,
  l.cogs, l.uncosted_units, l.is_sale
from orders o
join report.order_line_figures l on l.org_id = o.org_id and l.order_id = o.id
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
grant select on report.order_line_figures to tillie_app, tillie_reader;

-- New lines. Position 0 is the whole document: its days are to be recomputed, because many of its lines
-- are new or because one was rewritten. The mark carries its transaction, so that writers never wait.
create table report.changed_lines (
  org_id integer not null,
  document text not null check (document in ('order', 'return')),
  document_id bigint not null,
  position integer not null,
  marked_by xid8 not null default pg_current_xact_id(),
  primary key (org_id, document, document_id, position, marked_by)
);
call protect('report.changed_lines', 'select, insert, delete');

-- What stood at the head of an order before it was changed: the oldest is what was counted.
create table report.former_heads (
  org_id integer not null,
  id bigint generated always as identity,
  order_id bigint not null,
  day date not null,
  hour smallint not null,
  customer_id bigint,
  country text,
  channel text not null,
  is_counted boolean not null,
  primary key (org_id, id)
);
call protect('report.former_heads', 'select, insert, delete');

create table report.new_money (
  org_id integer not null,
  id bigint generated always as identity,
  day date not null,
  collected numeric not null,
  refunds numeric not null,
  primary key (org_id, id)
);
call protect('report.new_money', 'select, insert, delete');

create function report.note_former_heads() returns trigger
language plpgsql as $$
begin
  insert into report.former_heads
    (org_id, order_id, day, hour, customer_id, country, channel, is_counted)
  select org_id, id, business_day, hour, customer_id, country, channel,
    status in ('PAID', 'FULFILLED')
  from (
    select org_id, id, business_day, hour, customer_id, country, channel, status from before
    except
    select org_id, id, business_day, hour, customer_id, country, channel, status from after
  ) changed;
  return null;
end $$;

-- From so many lines of one statement on, their documents are noted instead.
create function report.is_many_lines(lines bigint) returns boolean
language sql immutable
return lines > 100;

create function report.note_new_order_lines() returns trigger
language plpgsql as $$
begin
  insert into report.changed_lines (org_id, document, document_id, position)
  select distinct org_id, 'order', order_id, case when many then 0 else position end
  from changed, (select report.is_many_lines(count(*)) as many from changed) counted
  on conflict do nothing;
  return null;
end $$;

create function report.note_new_return_lines() returns trigger
language plpgsql as $$
begin
  insert into report.changed_lines (org_id, document, document_id, position)
  select distinct org_id, 'return', return_id, case when many then 0 else position end
  from changed, (select report.is_many_lines(count(*)) as many from changed) counted
  on conflict do nothing;
  return null;
end $$;

create function report.note_rewritten_order_lines() returns trigger
language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    insert into report.changed_lines (org_id, document, document_id, position)
    select org_id, 'order', order_id, 0 from before
    union
    select org_id, 'order', order_id, 0 from after
    on conflict do nothing;
  else
    insert into report.changed_lines (org_id, document, document_id, position)
    select distinct org_id, 'order', order_id, 0 from changed
    on conflict do nothing;
  end if;
  return null;
end $$;

create function report.note_rewritten_return_lines() returns trigger
language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    insert into report.changed_lines (org_id, document, document_id, position)
    select org_id, 'return', return_id, 0 from before
    union
    select org_id, 'return', return_id, 0 from after
    on conflict do nothing;
  else
    insert into report.changed_lines (org_id, document, document_id, position)
    select distinct org_id, 'return', return_id, 0 from changed
    on conflict do nothing;
  end if;
  return null;
end $$;

create function report.note_new_payments() returns trigger
language plpgsql as $$
begin
  insert into report.new_money (org_id, day, collected, refunds)
  select org_id, business_day, sum(amount), 0
  from changed
  where status = 'SUCCEEDED'
  group by org_id, business_day;
  return null;
end $$;

create function report.note_new_refunds() returns trigger
language plpgsql as $$
begin
  insert into report.new_money (org_id, day, collected, refunds)
  select org_id, business_day, 0, sum(amount)
  from changed
  where status = 'PROCESSED'
  group by org_id, business_day;
  return null;
end $$;

-- A document without lines tells nothing, so that its head alone needs no note when it is new.
drop trigger marks_inserted on orders;
drop trigger marks_updated on orders;
drop trigger marks_inserted on returns;
drop trigger marks_inserted on payments;
drop trigger marks_inserted on refunds;
drop trigger marks_inserted on order_lines;
drop trigger marks_updated on order_lines;
drop trigger marks_deleted on order_lines;
drop trigger marks_inserted on return_lines;
drop trigger marks_updated on return_lines;
drop trigger marks_deleted on return_lines;
drop function report.mark_days_of_order_lines();
drop function report.mark_days_of_return_lines();

create trigger notes_updated after update on orders
  referencing old table as before new table as after
  for each statement execute function report.note_former_heads();
create trigger notes_inserted after insert on payments referencing new table as changed
  for each statement execute function report.note_new_payments();
create trigger notes_inserted after insert on refunds referencing new table as changed
  for each statement execute function report.note_new_refunds();

do $$
declare kind text;
begin
  foreach kind in array array['order', 'return'] loop
    execute format(
      'create trigger notes_inserted after insert on %I referencing new table as changed
         for each statement execute function report.%I()',
      kind || '_lines', 'note_new_' || kind || '_lines');
    execute format(
      'create trigger notes_updated after update on %I
         referencing old table as before new table as after
         for each statement execute function report.%I()',
      kind || '_lines', 'note_rewritten_' || kind || '_lines');
    execute format(
      'create trigger notes_deleted after delete on %I referencing old table as changed
         for each statement execute function report.%I()',
      kind || '_lines', 'note_rewritten_' || kind || '_lines');
  end loop;
end $$;

-- Report rows and notes are written in their thousands, and by our own code alone: the records behind
-- them name an org that exists, and a look for each row would cost as much as writing it.
alter table report.daily_sales drop constraint daily_sales_org_id_fkey;
alter table report.daily_sales_by_product drop constraint daily_sales_by_product_org_id_fkey;
alter table report.daily_sales_by_customer drop constraint daily_sales_by_customer_org_id_fkey;
alter table report.dirty_days drop constraint dirty_days_org_id_fkey;
