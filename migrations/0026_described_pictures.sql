-- What is known of tries to describe a picture by a model, where one is set.

alter table product_images
  add column described_tried_model text, -- whose try failed, and why
  add column described_tried_at timestamptz,
  add column described_tries smallint not null default 0,
  add column described_fault text;
create index product_images_described on product_images (org_id, described_model)
  where removed_at is null and described_model is not null;
