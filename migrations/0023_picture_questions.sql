-- Photos that people ask with: what was found, what they tapped, what the team answered, and what it teaches.

create table picture_questions (
  org_id integer not null,
  id bigint generated always as identity,
  conversation_id bigint not null,
  user_id bigint not null,
  asked_at timestamptz not null,
  words text not null,
  file_id bigint, -- the photo; null where it could not be kept
  kept jsonb, -- for whoever may put it into the catalogue: what keeping it gave
  model text not null,
  verdict text not null check (verdict in ('this', 'maybe', 'none')),
  found jsonb not null, -- best first: product, image, score, by
  parts jsonb not null default '[]', -- products seen one by one: product, certainty
  offered_at timestamptz, -- to the team
  primary key (org_id, id),
  foreign key (org_id, conversation_id) references conversations,
  foreign key (org_id, user_id) references users,
  foreign key (org_id, file_id) references stored_files
);
create index on picture_questions (org_id, file_id);
create index on picture_questions (org_id, asked_at);
call protect('picture_questions', 'select, insert, update');

create table picture_question_regions (
  org_id integer not null,
  question_id bigint not null,
  region smallint not null,
  vector halfvec(512) not null,
  primary key (org_id, question_id, region),
  foreign key (org_id, question_id) references picture_questions
);
call protect('picture_question_regions', 'select, insert, delete');

-- "This one": what somebody said that a photo shows.
create table picture_choices (
  org_id integer not null,
  question_id bigint not null,
  user_id bigint not null,
  product_id bigint not null,
  is_staff boolean not null,
  chosen_at timestamptz not null,
  primary key (org_id, question_id, user_id, product_id),
  foreign key (org_id, question_id) references picture_questions,
  foreign key (org_id, user_id) references users,
  foreign key (org_id, product_id) references products
);
create index on picture_choices (org_id, product_id);
call protect('picture_choices', 'select, insert');

-- What the team said about a photo that nobody knew. No product: the shop does not have it.
create table picture_answers (
  org_id integer not null,
  question_id bigint not null,
  product_id bigint,
  answered_by bigint not null,
  answered_at timestamptz not null,
  told_at timestamptz, -- the one who had asked
  primary key (org_id, question_id),
  foreign key (org_id, question_id) references picture_questions,
  foreign key (org_id, product_id) references products,
  foreign key (org_id, answered_by) references users
);
create index picture_answers_untold on picture_answers (org_id, question_id) where told_at is null;
call protect('picture_answers', 'select, insert, update');

-- What a product looked like in people's photos. It raises a product among those that look alike.
create table learned_regions (
  org_id integer not null,
  product_id bigint not null,
  question_id bigint not null,
  region smallint not null,
  model text not null,
  vector halfvec(512) not null,
  is_staff boolean not null,
  learned_at timestamptz not null,
  primary key (org_id, product_id, question_id, region),
  foreign key (org_id, product_id) references products,
  foreign key (org_id, question_id) references picture_questions
);
call protect('learned_regions', 'select, insert');
