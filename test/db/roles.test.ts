/** Story: somebody has got SQL of their own into a room of the service. What they try next is refused. */
import postgres from 'postgres'
import { afterAll, describe, expect, test } from 'vitest'
import { openDb } from '#db/sql.ts'
import { createOrg } from '#domain/org.ts'
import { asRole } from '#test/support/as-role.ts'
import { serviceRoles, tables } from '#test/support/catalogue-rules.ts'
import { openTestDb, quiet } from '#test/support/database.ts'
import { memberLogin } from '#test/support/member-login.ts'

const notAllowed = '42501'
/** Not allowed; or there is no such extension, or wrapper, to begin with. */
const refusals = [notAllowed, '0A000', '42704']

/** To be refused to every role of the service, whatever the login behind it. */
const forbidden = [
  "select pg_read_file('PG_VERSION')",
  "select pg_read_binary_file('PG_VERSION')",
  "select pg_ls_dir('.')",
  "select pg_stat_file('PG_VERSION')",
  'select * from pg_ls_logdir()',
  "copy orgs to program 'true'",
  "copy orgs to '/tmp/orgs'",
  "copy orgs from '/etc/passwd'",
  "select lo_import('/etc/passwd')",
  "select lo_export(1, '/tmp/orgs')",
  'create extension dblink',
  'create extension postgres_fdw',
  "create server elsewhere foreign data wrapper postgres_fdw options (host 'example.org')",
  'create schema mine',
  'create table mine (id bigint)',
  'create function mine() returns integer language sql return 1',
  'create view mine as select 1',
  'create event trigger mine on ddl_command_end execute function report.mark_days()',
  'create publication mine for table orgs',
  'create role mine',
  'alter role tillie_reader bypassrls',
  'grant tillie_courier to tillie_reader',
  'alter table users disable row level security',
  'alter table users no force row level security',
  'alter table users add column extra text',
  'alter function current_org() stable',
  'drop policy within_org on users',
  'create policy mine on users using (true)',
  'drop table users cascade',
  'create or replace function current_org() returns integer language sql return 2',
  'set session_replication_role = replica',
  'select pg_reload_conf()',
  'select * from pg_authid',
  'select * from pg_shadow',
  'select * from pg_statistic',
  'select * from pg_file_settings',
  'select * from pg_hba_file_rules',
  'select * from pg_largeobject',
  'update pg_class set relrowsecurity = false',
  'delete from schema_migrations',
]

describe('a room of the service', async () => {
  const { db, url, close } = await openTestDb()
  afterAll(close)
  const org = await createOrg(db, { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' })
  await db.asOrg(org.id, (sql) => sql`insert into users (org_id, name) values (${org.id}, 'Asha')`)
  const every = await db.asOwner((sql) => sql.unsafe<{ name: string }[]>(tables))

  test.each(serviceRoles)('lets %s do nothing that is not granted', async (role) => {
    const done = await asRole(db, role, org.id, async ({ attempt }) => {
      const done: string[] = []
      for (const statement of forbidden) {
        const { code } = await attempt(statement)
        if (!refusals.includes(code ?? 'done')) done.push(`${statement}: ${code}`)
      }
      return done
    })
    expect(done).toEqual([])
  })

  test('gives no rows to who switches row security off: it gives an error', async () => {
    await asRole(db, 'tillie_app', org.id, async ({ sql, attempt }) => {
      expect((await attempt('select 1 from users')).count).toBe(1)
      await sql.unsafe('set local row_security = off')
      expect(await attempt('select 1 from users')).toMatchObject({ count: 0, code: notAllowed })
    })
  })

  test('lets the reader write nowhere', async () => {
    const written = await asRole(db, 'tillie_reader', org.id, async ({ attempt }) => {
      const written: string[] = []
      for (const { name } of every)
        for (const statement of [
          `insert into ${name} (org_id) values (${org.id})`,
          `update ${name} set org_id = org_id`,
          `delete from ${name}`,
        ])
          if ((await attempt(statement)).code !== notAllowed) written.push(statement)
      return written
    })
    expect(written).toEqual([])
  })

  test('which stays so when the reader calls itself somebody else', async () => {
    const write = (first: string) =>
      db.asReader(org.id, async (sql) => {
        await sql.unsafe(first)
        await sql`update users set name = 'Eve'`
      })
    await expect(write('set local role tillie_app')).rejects.toMatchObject({ code: '25006' })
    await expect(write('set transaction read write')).rejects.toMatchObject({ code: '25001' })
  })

  test('of PostgreSQL’s cannot be left upwards, nor looked out of', async () => {
    // PGlite has one login, the owner's; there the process itself is the wall.
    if (!url) return expect(db.kind).toBe('embedded')
    const login = await memberLogin(url)
    const service = await openDb({ url: login.url, dataDir: null, log: quiet, poolMax: 2 })
    const elsewhere = postgres(url, { max: 1 })
    try {
      const [other] = await elsewhere<{ pid: number }[]>`
        select pg_backend_pid() as pid, 'a word of somebody else' as word`
      for (const statement of [
        'set role postgres',
        'set local role postgres',
        'set role pg_read_all_data',
        'set role pg_execute_server_program',
        'set session authorization postgres',
        `do $$ begin execute 'set role postgres'; end $$`,
        `alter role ${new URL(login.url).username} superuser`,
        `select pg_terminate_backend(${other!.pid})`,
        `select pg_cancel_backend(${other!.pid})`,
      ]) {
        const tried = service.asOrg(org.id, (sql) => sql.unsafe(statement))
        await expect(tried, statement).rejects.toMatchObject({ code: notAllowed })
      }
      const seen = await service.asOrg(
        org.id,
        (sql) => sql<{ query: string }[]>`
          select query from pg_stat_activity
          where pid <> pg_backend_pid() and query not in ('', '<insufficient privilege>')`,
      )
      expect([...seen]).toEqual([])
      // The same login's other connections are as closed.
      const [beside] = await service.asCourier((sql) =>
        Promise.all([
          service.asReader(
            org.id,
            (sql) => sql`select query from pg_stat_activity
            where usename = session_user and pid <> pg_backend_pid()
              and query <> '<insufficient privilege>'`,
          ),
          sql`select 'carried'`,
        ]),
      )
      expect([...beside]).toEqual([])
    } finally {
      await elsewhere.end()
      await service.close()
      await login.drop()
    }
  })
})
