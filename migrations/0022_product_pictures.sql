-- What pictures of products look like, where they came from, and the addresses they are fetched from.

alter table product_images
  add column width integer,
  add column height integer,
  add column thumbnail_sha256 text,
  add column thumbnail_file_id bigint,
  add column source text not null default 'api' check (source in ('api', 'chat', 'import', 'demo')),
  add column removed_at timestamptz,
  add column removed_by bigint,
  add column visual_model text, -- whose regions and print stand; null until it was looked at
  add column visual_print bytea,
  add column visual_tried_model text, -- whose look failed, and why
  add column visual_tries smallint not null default 0,
  add column visual_fault text,
  add column described_model text,
  add column described_words jsonb,
  add column described halfvec(1536),
  add foreign key (org_id, thumbnail_file_id) references stored_files,
  add foreign key (org_id, removed_by) references users;
grant update on product_images to tillie_app;

-- A picture that was taken away may come again, as another row.
alter table product_images drop constraint product_images_org_id_product_id_sha256_key;
create unique index product_images_standing on product_images (org_id, product_id, sha256)
  where removed_at is null;
create index product_images_by_model on product_images (org_id, visual_model, id)
  where removed_at is null;
create index on product_images (org_id, file_id);

-- Pictures of what is archived are not searched.
create index products_archived on products (org_id, id) where archived_at is not null;

-- Some crops of a picture, each as a vector of length 1. Rows of two models stand beside each other
-- while pictures are looked at anew.
create table product_image_regions (
  org_id integer not null,
  image_id bigint not null,
  model text not null,
  region smallint not null,
  vector halfvec(512) not null,
  -- The vectors lie in the index, too: all of a business side by side, and no row is visited.
  primary key (org_id, image_id, model, region) include (vector),
  foreign key (org_id, image_id) references product_images on delete cascade
);
call protect('product_image_regions', 'select, insert, update, delete');

-- Addresses of pictures that a file named. Worked off in the background; kept to tell what came of them.
create table picture_fetches (
  org_id integer not null,
  id bigint generated always as identity,
  product_id bigint not null,
  url text not null,
  asked_at timestamptz not null,
  asked_by bigint,
  tries smallint not null default 0,
  next_try_at timestamptz not null,
  done_at timestamptz, -- fetched, or given up
  image_id bigint,
  fault text, -- one sentence for a person, of the newest try
  primary key (org_id, id),
  unique (org_id, product_id, url),
  foreign key (org_id, product_id) references products,
  foreign key (org_id, asked_by) references users,
  foreign key (org_id, image_id) references product_images
);
create index picture_fetches_waiting on picture_fetches (org_id, next_try_at) where done_at is null;
call protect('picture_fetches', 'select, insert, update');
