-- Pictures are looked through by the signs of their regions, a quarter of the size; those that may be
-- among the nearest are then compared by their vectors.

-- Orthogonal steps mix all of a vector's figures into each; signs are taken after four of them. Of two
-- vectors, the share of signs that differ is about the angle between them, in half turns (Charikar 2002,
-- "Similarity estimation techniques from rounding algorithms"). `signsOf` of Tillie makes the same.
do $do$
begin
  execute format(
    $function$
      create function region_signs(halfvec) returns bit
      language plpgsql immutable strict parallel safe set search_path = public as $$
      declare
        mixed vector := $1::vector;
        less vector;
        turn integer;
        signs bit varying := '';
      begin
        foreach turn in array array[37, 101, 11, 173, 59, 229, 83, 7, 131, 211, 29, 67, 149, 193] loop
          mixed := mixed * %L::vector;
          less := subvector(mixed, 1, 256) - subvector(mixed, 257, 256);
          mixed := subvector(mixed, 1, 256) + subvector(mixed, 257, 256)
            || subvector(less, turn + 1, 256 - turn) || subvector(less, 1, turn);
          if turn in (7, 211, 67, 193) then signs := signs || binary_quantize(mixed); end if;
        end loop;
        return signs;
      end $$
    $function$,
    (
      select array_agg(1 - 2 * get_bit(sha512('regions'), i) order by i)::real[]::vector
      from generate_series(0, 511) i));
end $do$;

alter table product_image_regions
  add column signs bit(2048) not null generated always as (region_signs(vector)) stored;
create index product_image_regions_signs on product_image_regions (org_id, model, image_id)
  include (signs);

-- Indexes of single businesses were over the vectors; those over the signs are made the next night.
do $$
declare name text;
begin
  for name in
    select relname from pg_class where relname ~ '^product_image_regions_of_\d+$' and relkind = 'i'
  loop
    execute format('drop index %I', name);
  end loop;
end $$;
