-- How long the oldest open transaction of this database has been open: one number, which the service's
-- roles could not read off the server's statistics by themselves.
create function oldest_transaction_seconds() returns float
language sql stable security definer
set search_path = pg_catalog
begin atomic
  select coalesce(extract(epoch from max(clock_timestamp() - xact_start)), 0)::float
  from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid();
end;
revoke all on function oldest_transaction_seconds() from public;
grant execute on function oldest_transaction_seconds() to tillie_courier;

-- A temporary table would outlive its borrower's transaction on the connection.
do $$
begin
  execute format('revoke temporary on database %I from public', current_database());
end $$;
