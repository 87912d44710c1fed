-- Stock: a ledger of movements. What is in hand is their sum; what it cost follows from value and quantity.

create table locations (
  org_id integer not null references orgs,
  id bigint generated always as identity,
  name text not null check (name <> ''),
  name_key text generated always as (name_key(name)) stored,
  is_default boolean not null default false,
  archived_at timestamptz,
  created_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, name_key)
);
create unique index locations_default on locations (org_id) where is_default;
call protect('locations', 'select, insert, update');

-- The facts are never edited. The columns from `quantity_after` on follow from them, and are written
-- anew when an earlier movement comes in late (src/domain/stock).
create table stock_movements (
  org_id integer not null references orgs,
  id bigint generated always as identity,
  product_id bigint not null,
  location_id bigint not null,
  kind text not null check (kind in
    ('purchase', 'sale', 'return', 'adjustment', 'transfer', 'count', 'write-off')),
  quantity numeric not null check (quantity <> 0), -- below zero when it went out
  unit_cost numeric(18,4) check (unit_cost >= 0), -- what it was bought at; null: at the average of that moment
  moved_at timestamptz not null,
  business_day date not null, -- the day of moved_at in the org's timezone
  -- Of one moment: what came in at a cost, then what went out at a cost, then all at the average.
  rank smallint generated always as
    (case when unit_cost is null then 2 when quantity > 0 then 0 else 1 end) stored,
  reason text,
  order_id bigint,
  return_id bigint,
  position integer, -- the line of the order or the return
  document text, -- any other paper: 'PO 1207', 'delivery note 88'
  reverses bigint, -- the movement that this one undoes
  -- The account, by its role, that its value stands against; null where an order or a return posts it.
  against text check (against in
    ('payable', 'cash', 'bank', 'opening_equity', 'stock_adjustment', 'stock_write_off')),
  recorded_by bigint,
  source text not null,
  external_id text not null,
  created_at timestamptz not null,
  quantity_after numeric not null default 0, -- of the product, in all places
  value_after numeric not null default 0, -- exact, not rounded to the penny
  average_after numeric, -- null while no cost of the product is known
  value_change numeric(18,4) not null default 0, -- round(value_after, 4) less the same of the movement before
  primary key (org_id, id),
  unique (org_id, source, external_id),
  foreign key (org_id, product_id) references products,
  foreign key (org_id, location_id) references locations,
  foreign key (org_id, order_id) references orders,
  foreign key (org_id, return_id) references returns,
  foreign key (org_id, reverses) references stock_movements,
  foreign key (org_id, recorded_by) references users
);
create index stock_movements_order on stock_movements
  (org_id, product_id, moved_at, rank, unit_cost, quantity, kind, id);
create unique index stock_movements_reversed on stock_movements (org_id, reverses)
  where reverses is not null;
create index stock_movements_day on stock_movements (org_id, business_day);
create index stock_movements_of_order on stock_movements (org_id, order_id) where order_id is not null;
create index stock_movements_of_return on stock_movements (org_id, return_id) where return_id is not null;
call protect('stock_movements', 'select, insert');
grant update (quantity_after, value_after, average_after, value_change) on stock_movements to tillie_app;

-- One step of the moving average (weighted average, perpetual: IAS 2.27). The state is { quantity in
-- hand, average cost }; its value is stock_value of both. `start` is the state before the first step.
--   in at a cost     new = (old quantity × old cost + quantity × cost) / (old quantity + quantity);
--                    from nothing in hand, or less, the new cost alone
--   out at a cost    takes that cost away, as far as there is value
--   without a cost   moves at the average, which stays
-- A quantity of 0 changes nothing: of a transfer, of a movement that was undone and of the one that undoes it.
create function stock_step(state numeric[], start numeric[], quantity numeric, unit_cost numeric)
returns numeric[]
language plpgsql immutable parallel safe as $$
declare
  held numeric;
  cost numeric;
  remains numeric;
begin
  state := coalesce(state, start);
  if quantity = 0 then
    return state;
  end if;
  held := state[1];
  cost := state[2];
  remains := held + quantity;
  if unit_cost is null then
    return array[remains, cost];
  elsif quantity > 0 and held <= 0 then
    return array[remains, trim_scale(unit_cost)];
  elsif remains <= 0 then
    return array[remains, cost];
  end if;
  cost := round(held * coalesce(cost, 0) + quantity * unit_cost, 24) / remains;
  return array[remains, trim_scale(round(greatest(cost, 0), 20))];
end $$;

create aggregate stock_run(start numeric[], quantity numeric, unit_cost numeric) (
  sfunc = stock_step, stype = numeric[], parallel = safe);

-- Of a state, to the twelfth decimal: below what money knows, above what a division leaves behind.
create function stock_value(state numeric[]) returns numeric
language sql immutable parallel safe
return trim_scale(round(state[1] * coalesce(state[2], 0), 12));

-- Where a product's movements end; whoever moves it locks this row first.
create table stock_balances (
  org_id integer not null,
  product_id bigint not null,
  quantity numeric not null default 0,
  value numeric not null default 0, -- exact: quantity × average cost
  average_cost numeric, -- the last one known while there is none in hand; null: none was ever known
  last_movement_id bigint,
  primary key (org_id, product_id),
  foreign key (org_id, product_id) references products,
  foreign key (org_id, last_movement_id) references stock_movements
);
call protect('stock_balances', 'select, insert, update');

create table stock_levels (
  org_id integer not null,
  product_id bigint not null,
  location_id bigint not null,
  quantity numeric not null default 0,
  primary key (org_id, product_id, location_id),
  foreign key (org_id, product_id) references products,
  foreign key (org_id, location_id) references locations
);
call protect('stock_levels', 'select, insert, update');

-- The cost of a line follows the average of its moment, also when that is found out later.
grant update (unit_cost) on order_lines to tillie_app;
grant update (unit_cost) on return_lines to tillie_app;
