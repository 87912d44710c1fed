/** What must hold for every table, read from the catalogue: a table that forgets it fails here. */
import { afterAll, describe, expect, test } from 'vitest'
import { openTestDb } from '#test/support/database.ts'

const serviceRoles = ['tillie_app', 'tillie_reader', 'tillie_courier']

/** What carries messages between businesses, and the way to one. */
const courierMayTouch = [
  'audit_log',
  'channel_accounts',
  'conversations',
  'inbox',
  'job_runs',
  'orgs',
  'outbox',
  'pauses',
  'raw_events',
  'stored_files',
]

describe('every table', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  const names = (query: string) =>
    db.asOwner(async (sql) => (await sql.unsafe(query)).map((row) => row.name as string))
  /** Tables and partitioned tables of ours, by their full name. */
  const tables = `
    select n.nspname || '.' || c.relname as name, c.*
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'report') and c.relkind in ('r', 'p')
      and c.relname <> 'schema_migrations'
      and not exists (
        select from pg_depend d
        where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`

  test('is seen by this test', async () => {
    expect(await names(`select name from (${tables}) t`)).toEqual(
      expect.arrayContaining(['public.users', 'public.orders', 'report.daily_sales']),
    )
  })

  test('has a primary key that begins with org_id', async () => {
    const without = await names(`
      select name from (${tables}) t
      where not exists (
        select from pg_index i
        join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
        where i.indrelid = t.oid and i.indisprimary and a.attname = 'org_id' and a.attnotnull)`)
    expect(without).toEqual([])
  })

  test('has no unique index that begins otherwise: it would tell what other businesses hold', async () => {
    const without = await names(`
      select t.name || ' ' || i.indexrelid::regclass as name
      from (${tables}) t
      join pg_index i on i.indrelid = t.oid and i.indisunique
      left join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
      where a.attname is distinct from 'org_id'`)
    expect(without).toEqual([])
  })

  test('has no foreign key that could point into another business', async () => {
    const without = await names(`
      select t.name || ' ' || k.conname as name
      from (${tables}) t
      join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
      join pg_attribute f on f.attrelid = k.confrelid and f.attnum = k.confkey[1]
      where a.attname <> 'org_id' or f.attname <> 'org_id'`)
    expect(without).toEqual([])
  })

  test('has row-level security, forced, by the policy within_org', async () => {
    const open = await names(`
      select name from (${tables}) t
      where not relrowsecurity or not relforcerowsecurity or not exists (
        select from pg_policy p
        where p.polrelid = t.oid and p.polname = 'within_org' and p.polcmd = '*' and p.polpermissive
          and pg_get_expr(p.polqual, t.oid) like '%org_id = %current_org()%'
          and pg_get_expr(p.polwithcheck, t.oid) like '%org_id = %current_org()%')`)
    expect(open).toEqual([])
  })

  test('has no policy but that one and the courier’s', async () => {
    const other = await names(`
      select distinct t.name || ' ' || p.polname as name
      from (${tables}) t
      join pg_policy p on p.polrelid = t.oid
      where not (p.polname = 'within_org' and not p.polroles @> array[0::oid]
          and not p.polroles @> array['tillie_courier'::regrole::oid])
        and not (p.polname = 'courier' and p.polroles = array['tillie_courier'::regrole::oid])`)
    expect(other).toEqual([])
  })

  test('may be read by app and reader, and the reader writes nothing', async () => {
    const closed = await names(`
      select name from (${tables}) t
      where not has_table_privilege('tillie_app', oid, 'select')
        or not has_table_privilege('tillie_reader', oid, 'select')
        or has_table_privilege('tillie_reader', oid, 'insert, update, delete, truncate')`)
    expect(closed).toEqual([])
  })

  test('may be truncated, altered or triggered by no role of the service', async () => {
    const loose = await names(`
      select t.name || ' ' || role as name
      from (${tables}) t, unnest(array['${serviceRoles.join("','")}']) as role
      where has_table_privilege(role, oid, 'truncate, references, trigger')`)
    expect(loose).toEqual([])
  })

  test('is out of the courier’s reach, unless it carries messages', async () => {
    const touched = await names(`
      select relname as name from (${tables}) t
      where has_any_column_privilege('tillie_courier', oid, 'select, insert, update, references')
        or has_table_privilege('tillie_courier', oid, 'delete')
      order by 1`)
    expect(touched.filter((name) => !courierMayTouch.includes(name))).toEqual([])
    expect(touched).toContain('inbox')
  })

  test('is owned by none of the service’s roles, and none of them is above the policies', async () => {
    const owned = await names(`
      select c.oid::regclass::text as name from pg_class c
      where pg_get_userbyid(c.relowner) in ('${serviceRoles.join("','")}')`)
    expect(owned).toEqual([])
    const mighty = await names(`
      select rolname as name from pg_roles
      where rolname in ('${serviceRoles.join("','")}')
        and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolcanlogin)`)
    expect(mighty).toEqual([])
    const joined = await names(`
      select r.rolname as name from pg_auth_members m join pg_roles r on r.oid = m.member
      where r.rolname in ('${serviceRoles.join("','")}')`)
    expect(joined).toEqual([])
  })

  test('shows itself through no view that runs as its owner', async () => {
    const leaky = await names(`
      select c.oid::regclass::text as name
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('public', 'report') and c.relkind = 'v'
        and not coalesce('security_invoker=true' = any(c.reloptions)
          or 'security_invoker=on' = any(c.reloptions), false)
        and not exists (
          select from pg_depend d
          where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`)
    expect(leaky).toEqual([])
  })

  test('is copied into no materialized view that anyone may read: those ignore the policies', async () => {
    const granted = await names(`
      select c.oid::regclass::text || ' ' || role as name
      from pg_class c, unnest(array['${serviceRoles.join("','")}', 'public']) as role
      where c.relkind = 'm' and has_any_column_privilege(role, c.oid, 'select')`)
    expect(granted).toEqual([])
  })

  test('is reached by no function that runs as its owner', async () => {
    const definers = await names(`
      select p.oid::regprocedure::text as name
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname in ('public', 'report') and p.prosecdef`)
    expect(definers).toEqual([])
  })
})
