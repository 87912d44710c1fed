-- The places that a business sells to and through are few, its days many: found without reading them all.
create index on report.daily_sales_by_customer (org_id, country, channel);
