-- The catalogue: what products are, beside the names and codes that sales records brought along.

-- Letters of every script count, with the marks that are part of them; accents of Latin ones do not.
create or replace function name_key(name text) returns text
language sql immutable parallel safe
return btrim(regexp_replace(
  translate(
    regexp_replace(normalize(lower(name), nfkd), '[\u0300-\u036f]', '', 'g'), 'ßøœæđłð', 'soaadld'),
  '[^[:alnum:]\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0dff\u0e31-\u0e4e\u0f71-\u0f84\u102b-\u109d\u17b4-\u17d3\u3099\u309a]+',
  ' ', 'g'));

-- So that "knives" finds "Chef's Knife", and "2 kg" finds "2kg".
create function name_words(name text) returns text
language sql immutable parallel safe
return regexp_replace(regexp_replace(
  name_key(name),
  '\m(kni|wi|loa|lea|shel|hal|scar|cal)(?:ves?|fe)\M', '\1f', 'g'),
  '(\d)([a-z])', '\1 \2', 'g');

-- A generated column is not made anew when its function changes.
alter table customers drop column name_key;
alter table customers add column name_key text generated always as (name_key(name)) stored;
create index on customers (org_id, name_key);
alter table products drop column name_key;
alter table products add column name_key text generated always as (name_key(name)) stored;
create index on products (org_id, name_key);

alter table products
  add column barcode text check (barcode <> ''),
  add column unit text not null default 'each' check (unit <> ''),
  add column description text,
  add column tax_rate numeric(9,6) check (tax_rate >= 0), -- a ratio: 0.16; null where the business has said none
  add column reorder_point numeric check (reorder_point >= 0),
  add column lead_time_days integer check (lead_time_days >= 0),
  add column is_stocked boolean not null default true, -- its units are counted
  add column sku_key text generated always as (lower(sku)) stored,
  -- The words of an English name without their endings; words such as "the" and "with" are none.
  add column name_stems tsvector generated always as (to_tsvector('english', name_words(name))) stored,
  add column parent_id bigint, -- a variant's product
  add column options jsonb not null default '{}', -- a variant's: { "Colour": "Blue" }
  add column version integer not null default 1, -- counts edits: the API's ETag
  add column updated_at timestamptz,
  add foreign key (org_id, parent_id) references products;

-- As `alter`, since the tables' owner sees no rows.
alter table products alter column is_stocked type boolean using not is_service;

-- What a till wrote is taken as it is: its codes are exact and several may share a name. In a catalogue
-- each SKU, each name and each barcode is one product.
create unique index products_name on products (org_id, name_key)
  where source <> 'file' and archived_at is null;
create unique index products_sku on products (org_id, sku_key)
  where source <> 'file' and archived_at is null;
create unique index products_barcode on products (org_id, barcode) where archived_at is null;
create index products_sku_key on products (org_id, sku_key);
create index products_parent on products (org_id, parent_id);
-- One that was never used is deleted; the keys of what uses it say which.
grant delete on products to tillie_app;

-- Every edit with what stood before and after: { "price": ["450", "475"] }.
create table product_changes (
  org_id integer not null,
  id bigint generated always as identity,
  product_id bigint not null,
  changes jsonb not null,
  changed_by bigint,
  changed_at timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, product_id) references products on delete cascade,
  foreign key (org_id, changed_by) references users
);
create index on product_changes (org_id, product_id);
call protect('product_changes', 'select, insert');

alter table customers
  add column phone text, -- as people wrote it down
  add column phone_digits text
    generated always as (regexp_replace(phone, '^0+|[^0-9]', '', 'g')) stored,
  add column email text,
  add column user_id bigint, -- the person who writes to us, where they are one
  add column note text,
  add column version integer not null default 1,
  add foreign key (org_id, user_id) references users;
create index on customers (org_id, phone_digits);
create unique index customers_user on customers (org_id, user_id);
