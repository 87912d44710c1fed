/**
 * What must hold for everything in the database, read from its own catalogue: each rule is a query that
 * names offenders, beside a made-up offender that it must name. A table that forgets one fails the build.
 */

export const serviceRoles = ['tillie_app', 'tillie_reader', 'tillie_courier'] as const

/** What carries messages between businesses, and the way to one. */
const courierMayTouch = [
  'audit_log',
  'awaited_reports',
  'channel_accounts',
  'conversations',
  'inbox',
  'job_runs',
  'orgs',
  'outbox',
  'pauses',
  'raw_events',
  'reports',
  'stored_files',
  'subscription_slots',
  'subscriptions',
]

/** Every schema but PostgreSQL's own, so that a new one is not forgotten. */
const ourSchema = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`
const roles = serviceRoles.map((role) => `'${role}'`).join(', ')
const isNoExtensions = (catalogue: string, alias: string) => `not exists (
  select from pg_depend d
  where d.classid = '${catalogue}'::regclass and d.objid = ${alias}.oid and d.deptype = 'e')`

/** Relations of ours of these kinds, by their full name. */
export const relationsOf = (kinds: string) => `
  select n.nspname || '.' || c.relname as name, c.*
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where ${ourSchema} and c.relkind = any(string_to_array('${kinds}', null))
    and ${isNoExtensions('pg_class', 'c')}`

/** All but the list of migrations, which knows no business. */
export const tables = `
  select * from (${relationsOf('rpf')}) every where name <> 'public.schema_migrations'`

export const functions = `
  select n.nspname || '.' || p.proname as name, p.*
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  where ${ourSchema} and ${isNoExtensions('pg_proc', 'p')}`

const soundTable = `
  create table bad (
    org_id integer not null references orgs, id bigint, code text, primary key (org_id, id));
  call protect('bad', 'select');`

interface Rule {
  says: string
  offenders: string
  /** Makes one, as somebody might in a migration; `bad` stands in its name. */
  offence: string
}

export const rules: Rule[] = [
  {
    says: 'a table has a primary key that begins with org_id',
    offenders: `
      select name from (${tables}) t
      where not exists (
        select from pg_index i
        join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
        where i.indrelid = t.oid and i.indisprimary and a.attname = 'org_id' and a.attnotnull)`,
    offence: `
      create table bad (org_id integer not null references orgs, id bigint primary key);
      call protect('bad', 'select')`,
  },
  {
    says: 'nothing is unique across businesses: that would tell what others hold',
    offenders: `
      select t.name || ' ' || i.indexrelid::regclass as name
      from (${tables}) t
      join pg_index i on i.indrelid = t.oid and (i.indisunique or i.indisexclusion)
      left join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
      where a.attname is distinct from 'org_id'`,
    offence: `${soundTable} create unique index on bad (code)`,
  },
  {
    says: 'a foreign key begins with org_id, so that it cannot point into another business',
    offenders: `
      select t.name || ' ' || k.conname as name
      from (${tables}) t
      join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
      join pg_attribute f on f.attrelid = k.confrelid and f.attnum = k.confkey[1]
      where a.attname <> 'org_id' or f.attname <> 'org_id'`,
    offence: `
      create table other (id bigint primary key);
      ${soundTable} alter table bad add other_id bigint references other`,
  },
  {
    says: 'a table has row-level security, forced, by the policy within_org',
    offenders: `
      select name from (${tables}) t
      where not relrowsecurity or not relforcerowsecurity or not exists (
        select from pg_policy p
        where p.polrelid = t.oid and p.polname = 'within_org' and p.polcmd = '*' and p.polpermissive
          and pg_get_expr(p.polqual, t.oid) like '%org_id = %current_org()%'
          and pg_get_expr(p.polwithcheck, t.oid) like '%org_id = %current_org()%')`,
    offence: `create table bad (org_id integer references orgs, id bigint, primary key (org_id, id))`,
  },
  {
    says: 'row-level security holds for the owner, too',
    offenders: `select name from (${tables}) t where not relforcerowsecurity`,
    offence: `${soundTable} alter table bad no force row level security`,
  },
  {
    says: 'a table has no policy but that one and the courier’s',
    offenders: `
      select distinct t.name || ' ' || p.polname as name
      from (${tables}) t
      join pg_policy p on p.polrelid = t.oid
      where not (p.polname = 'within_org' and not p.polroles @> array[0::oid]
          and not p.polroles @> array['tillie_courier'::regrole::oid])
        and not (p.polname = 'courier' and p.polroles = array['tillie_courier'::regrole::oid])`,
    offence: `${soundTable} create policy everybody on bad to tillie_app using (true)`,
  },
  {
    says: 'a table may be read by app and reader',
    offenders: `
      select name from (${tables}) t
      where not has_table_privilege('tillie_app', oid, 'select')
        or not has_table_privilege('tillie_reader', oid, 'select')`,
    offence: `${soundTable} revoke select on bad from tillie_reader`,
  },
  {
    says: 'the reader writes nothing, not even a column',
    offenders: `
      select name from (${relationsOf('rpfvm')}) t
      where has_any_column_privilege('tillie_reader', oid, 'insert, update, references')
        or has_table_privilege('tillie_reader', oid, 'delete, truncate')`,
    offence: `${soundTable} grant update (code) on bad to tillie_reader`,
  },
  {
    says: 'no role of the service may truncate, reference or put triggers on a table',
    offenders: `
      select t.name || ' ' || role as name
      from (${relationsOf('rpf')}) t, unnest(array[${roles}]) as role
      where has_table_privilege(role, oid, 'truncate, references, trigger')`,
    offence: `${soundTable} grant truncate on bad to tillie_app`,
  },
  {
    says: 'the list of migrations is only read',
    offenders: `
      select t.name || ' ' || role as name
      from (${relationsOf('rpf')}) t, unnest(array[${roles}]) as role
      where name = 'public.schema_migrations'
        and (has_any_column_privilege(role, oid, 'insert, update')
          or has_table_privilege(role, oid, 'delete'))`,
    offence: `
      create schema bad; grant insert on schema_migrations to tillie_app`,
  },
  {
    says: 'the courier reaches what carries messages, and nothing else',
    offenders: `
      select name from (${relationsOf('rpfvm')}) t
      where (has_any_column_privilege('tillie_courier', oid, 'select, insert, update, references')
          or has_table_privilege('tillie_courier', oid, 'delete'))
        and not relname = any('{schema_migrations, ${courierMayTouch.join(', ')}}')`,
    offence: `${soundTable} grant select (code) on bad to tillie_courier`,
  },
  {
    says: 'nothing is granted to everybody',
    offenders: `
      select t.name || ' ' || grants.privilege_type as name
      from (${relationsOf('rpfvmS')}) t, aclexplode(t.relacl) as grants
      where grants.grantee = 0
      union all
      select t.name || '.' || a.attname
      from (${relationsOf('rpfvm')}) t
      join pg_attribute a on a.attrelid = t.oid, aclexplode(a.attacl) as grants
      where grants.grantee = 0`,
    offence: `${soundTable} grant select (code) on bad to public`,
  },
  {
    says: 'a role of the service owns nothing',
    offenders: `
      select name from (${relationsOf('rpfvmS')}) t where pg_get_userbyid(relowner) in (${roles})
      union all
      select name from (${functions}) f where pg_get_userbyid(proowner) in (${roles})
      union all
      select nspname from pg_namespace where pg_get_userbyid(nspowner) in (${roles})`,
    offence: `create schema bad authorization tillie_app`,
  },
  {
    says: 'a role of the service makes nothing in any schema',
    offenders: `
      select n.nspname || ' ' || role as name
      from pg_namespace n, unnest(array[${roles}]) as role
      where has_schema_privilege(role, n.oid, 'create')`,
    offence: `create schema bad; grant create on schema bad to public`,
  },
  {
    // An order's id is drawn before its row is written; it tells what the row's own id would.
    says: 'no role of the service reads a sequence: it counts what everybody has',
    offenders: `
      select t.name || ' ' || role as name
      from (${relationsOf('S')}) t, unnest(array[${roles}]) as role
      where has_sequence_privilege(role, oid, 'select, update')
        or has_sequence_privilege(role, oid, 'usage')
          and (t.name, role) <> ('public.orders_id_seq', 'tillie_app')`,
    offence: `create sequence bad; grant usage on sequence bad to tillie_app`,
  },
  {
    says: 'a view runs as whoever asks, not as its owner',
    offenders: `
      select name from (${relationsOf('v')}) t
      where not coalesce(reloptions && array['security_invoker=true', 'security_invoker=on'], false)`,
    offence: `create view bad as select org_id, name from customers`,
  },
  {
    says: 'no materialized view is granted: it ignores the policies',
    offenders: `
      select t.name || ' ' || role as name
      from (${relationsOf('m')}) t, unnest(array[${roles}, 'public']) as role
      where has_any_column_privilege(role, oid, 'select')`,
    offence: `
      create materialized view bad as select org_id, name from customers;
      grant select on bad to tillie_reader`,
  },
  {
    says: 'no function runs as its owner, but the one that tells a number of seconds',
    offenders: `
      select name from (${functions}) f
      where prosecdef and name <> 'public.oldest_transaction_seconds'`,
    offence: `
      create function bad() returns bigint language sql security definer
      return (select count(*) from customers)`,
  },
]
