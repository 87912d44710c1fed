-- The catalogue by its words. Only what is equal, or in order, may be looked up in an index ahead of a
-- policy (such operators leak nothing); so words are rows, not one tsvector a product.

-- "1,5 l", "1.5L" and "1500 ml" are 1500ml, "8-cup" is 8cup, "28 cm" 280mm.
create function measure_form() returns text
language sql immutable parallel safe
return '(?<![[:alnum:].,])(\d{1,9}(?:[.,]\d{1,6})?)[ -]?(ml|millilit(?:re|er)s?|cl|centilit(?:re|er)s?|l|lt|ltr|ltrs|lit(?:re|er)s?|kgs?|kilos?|kilograms?|gr?|gms?|grams?|cm|centimet(?:re|er)s?|mm|millimet(?:re|er)s?|m|met(?:re|er)s?|inch(?:es)?|"|oz|ounces?|lbs?|cups?|pcs?|pieces?|packs?|w|watts?|v|volts?)(?![[:alnum:]])';

create function plain_measures(name text) returns text
language sql immutable parallel safe
return translate(normalize(lower(name), nfkc), '”″', '""');

create function measures(name text) returns setof text
language sql immutable parallel safe
begin atomic
  select distinct trim_scale(
      -- A comma before three digits parts thousands.
      case when m[1] ~ ',\d{3}$' then replace(m[1], ',', '') else replace(m[1], ',', '.') end::numeric
      * case
          when m[2] ~ '^(l|lt|ltr|ltrs|lit.*|kgs?|kilos?|kilograms?|m|met.*)$' then 1000
          when m[2] ~ '^(cl|cent.*|cm)$' then 10
          else 1
        end)::text
    || case
        when m[2] ~ '^(ml|millil.*|cl|centil.*|l|lt|ltr|ltrs|lit.*)$' then 'ml'
        when m[2] ~ '^(kgs?|kilos?|kilograms?|gr?|gms?|grams?)$' then 'g'
        when m[2] ~ '^(cm|centim.*|mm|millim.*|m|met.*)$' then 'mm'
        when m[2] ~ '^(inch.*|")$' then 'inch'
        when m[2] ~ '^ou' then 'oz'
        when m[2] ~ '^p(cs?|iece)' then 'piece'
        else rtrim(regexp_replace(m[2], '^(w|v)(att|olt)s?$', '\1'), 's')
      end
  from regexp_matches(plain_measures(name), measure_form(), 'g') m;
end;

create function without_measures(name text) returns text
language sql immutable parallel safe
return regexp_replace(plain_measures(name), measure_form(), ' ', 'g');

-- Its words in order, without case, accents and endings; "the" and "with" are none.
create function stems(name text) returns table (place bigint, word text, stem text)
language sql immutable parallel safe
begin atomic
  select w.place, w.word, s.stem
  from unnest(string_to_array(name_words(name), ' ')) with ordinality w(word, place)
  cross join lateral unnest(tsvector_to_array(to_tsvector('english', w.word))) s(stem);
end;

-- Which word stands where in which product: an index of the catalogue, kept by triggers.
create table product_words (
  org_id integer not null,
  product_id bigint not null,
  stem text collate "C" not null,
  word text collate "C" not null,
  place text not null check (place in ('name', 'measure', 'option', 'category')),
  primary key (org_id, product_id, place, word, stem),
  foreign key (org_id, product_id) references products on delete cascade
);
create index on product_words (org_id, stem, product_id) include (place);
create index on product_words (org_id, word, stem) include (product_id, place);

create function words_of_product(name text, category text, options jsonb)
returns table (stem text, word text, place text)
language sql immutable parallel safe
begin atomic
  select stem, left(word, 200), 'name' from stems(name)
  union select m, m, 'measure' from measures(name) m
  union select m, m, 'measure' from jsonb_each_text(options) o cross join measures(o.value) m
  union select s.stem, left(s.word, 200), 'option' from jsonb_each_text(options) o cross join stems(o.value) s
  union select stem, left(word, 200), 'category' from stems(category);
end;

-- As its owner, who sees no rows of tables that are protected: so before this one is, and without force.
alter table products no force row level security;
insert into product_words (org_id, product_id, stem, word, place)
select p.org_id, p.id, w.stem, w.word, w.place
from products p
cross join words_of_product(p.name, p.category, p.options) w;
alter table products force row level security;
call protect('product_words', 'select, insert, delete');

create function note_new_product_words() returns trigger
language plpgsql as $$
begin
  insert into product_words (org_id, product_id, stem, word, place)
  select p.org_id, p.id, w.stem, w.word, w.place
  from added p
  cross join words_of_product(p.name, p.category, p.options) w;
  return null;
end $$;

create function note_product_words_again() returns trigger
language plpgsql as $$
begin
  delete from product_words where org_id = new.org_id and product_id = new.id;
  insert into product_words (org_id, product_id, stem, word, place)
  select new.org_id, new.id, w.stem, w.word, w.place
  from words_of_product(new.name, new.category, new.options) w;
  return null;
end $$;

create trigger words_inserted after insert on products referencing new table as added
  for each statement execute function note_new_product_words();
create trigger words_updated after update of name, category, options on products
  for each row
  when (old.name is distinct from new.name or old.category is distinct from new.category
    or old.options is distinct from new.options)
  execute function note_product_words_again();

-- What people call a thing, and what else it is called: "cafetière" is "French press".
create table product_synonyms (
  org_id integer not null references orgs,
  id bigint generated always as identity,
  said text not null check (said <> ''),
  means text not null check (means <> ''),
  said_key text not null generated always as (name_words(said)) stored,
  means_key text not null generated always as (name_words(means)) stored,
  created_at timestamptz not null,
  created_by bigint,
  primary key (org_id, id),
  unique (org_id, said_key, means_key),
  foreign key (org_id, created_by) references users
);
create index on product_synonyms (org_id, created_by);
call protect('product_synonyms', 'select, insert, delete');
