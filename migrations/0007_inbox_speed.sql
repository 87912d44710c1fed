-- A post is acknowledged when its rows are committed, so everything that writing them costs is waited
-- for by the platform. What only repeats what is known already goes.

-- Businesses are never deleted, and a post's is read from channel_accounts, which keeps its key, or is
-- the house's own: a look at orgs for each row, twice a post, would find what was just found.
alter table inbox drop constraint inbox_org_id_fkey;
alter table raw_events drop constraint raw_events_org_id_fkey;

-- A raw event is known by its digest; nobody asks for its number.
alter table raw_events drop constraint raw_events_pkey;
alter table raw_events drop constraint raw_events_org_id_channel_sha256_key;
alter table raw_events drop column id;
alter table raw_events add primary key (org_id, channel, sha256);

-- Another body under an id that is known is found by comparing the bodies themselves.
alter table inbox drop column sha256;

-- Asked for once a night, to forget what is old; rows lie in the order in which they came.
drop index raw_events_org_id_received_at_idx;
drop index inbox_received;
create index raw_events_received on raw_events using brin (received_at);
create index inbox_received on inbox using brin (received_at);
