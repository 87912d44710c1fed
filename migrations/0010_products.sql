-- The catalogue: what products are, beside the names and codes that sales records brought along.

alter table products
  add column barcode text check (barcode <> ''),
  add column unit text not null default 'each' check (unit <> ''),
  add column description text,
  add column tax_rate numeric(9,6) check (tax_rate >= 0), -- a ratio: 0.16; null where the business has said none
  add column reorder_point numeric check (reorder_point >= 0),
  add column lead_time_days integer check (lead_time_days >= 0),
  add column is_stocked boolean not null default true, -- its units are counted
  add column parent_id bigint, -- a variant's product
  add column options jsonb not null default '{}', -- a variant's: { "Colour": "Blue" }
  add column version integer not null default 1, -- counts edits: the API's ETag
  add column updated_at timestamptz,
  add foreign key (org_id, parent_id) references products;

update products set is_stocked = false where is_service;

-- What a till wrote is taken as it is: its codes are exact and several may share a name. In a catalogue
-- each SKU, each name and each barcode is one product.
create unique index products_name on products (org_id, name_key)
  where source <> 'file' and archived_at is null;
create unique index products_sku on products (org_id, lower(sku))
  where source <> 'file' and archived_at is null;
create unique index products_barcode on products (org_id, barcode) where archived_at is null;
create index products_parent on products (org_id, parent_id);
create index products_words on products using gin (name_key gin_trgm_ops);

-- Every edit with what stood before and after: { "price": ["450", "475"] }.
create table product_changes (
  org_id integer not null,
  id bigint generated always as identity,
  product_id bigint not null,
  changes jsonb not null,
  changed_by bigint,
  changed_at timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, product_id) references products,
  foreign key (org_id, changed_by) references users
);
create index on product_changes (org_id, product_id);
call protect('product_changes', 'select, insert');

alter table customers
  add column phone text,
  add column email text,
  add column user_id bigint, -- the person who writes to us, where they are one
  add column note text,
  add column version integer not null default 1,
  add foreign key (org_id, user_id) references users;
create unique index customers_user on customers (org_id, user_id);
