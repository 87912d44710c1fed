/**
 * What the world sees of the database: its time stands in for the server's, and triggers note down
 * each step of a message in and out.
 */
import type postgres from 'postgres'
import type { Db, Sql } from '#db/sql.ts'
import type { TestDb } from '#test/support/database.ts'

interface Row {
  id: number
  state: string
  attempts: number
  leased_by: string | null
  leased_until: string | null
  reason: string | null
  channel: string
  account: string
}

export interface InRow extends Row {
  external_id: string
  chat: string
  kind: string
}

export interface OutRow extends Row {
  conversation_id: number
  correlation: string
  purpose: string
  must_not_repeat: boolean
  error_code: string | null
  external_id: string | null
}

export type Note =
  | { of: 'inbox'; at: string; old: InRow | null; now: InRow }
  | { of: 'outbox'; at: string; old: OutRow | null; now: OutRow }

/** More than one call ever keeps. */
const idsPerCall = 1_000

export interface Watch {
  /** Ids for one call, drawn when it begins. */
  drawIds(): number
  /** First in each transaction: what the time is, and where the ids of the inbox go on. */
  begin(sql: Sql, now: Date, firstId: number): PromiseLike<unknown>
  /** What was noted since it was last asked, in order. */
  read(): Promise<Note[]>
  ask<Result>(query: (sql: postgres.Sql) => PromiseLike<Result>): Promise<Result>
  /** As on the first day: no rows, the first ids. */
  clear(): Promise<void>
}

export async function openWatch(
  { db, url }: TestDb,
  connect: (url: string) => postgres.Sql,
): Promise<Watch & { close(): Promise<void> }> {
  const owner = url ? connect(url) : null
  const ask: Watch['ask'] = async (query) =>
    owner ? query(owner) : db.asOwner(async (sql) => query(sql))
  await ask((sql) => sql.unsafe(schema))
  await shadowNow(db, url, ask)
  let lastNote = '0'
  let calls = 0
  return {
    drawIds: () => 1 + idsPerCall * calls++,
    begin,
    read,
    ask,
    clear,
    close: async () => owner?.end(),
  }

  async function begin(sql: Sql, now: Date, firstId: number) {
    await sql`select world.begin(${now}, ${firstId})`
  }

  async function read(): Promise<Note[]> {
    const rows = await ask(
      (sql) => sql<{ id: string; note: Note }[]>`
        select id, note
        from world.notes
        where id > ${lastNote}
        order by id`,
    )
    lastNote = rows.at(-1)?.id ?? lastNote
    return rows.map(({ note }) => note)
  }

  async function clear() {
    await ask((sql) =>
      sql.begin(async (sql) => {
        // What is only added to guards itself against this.
        await sql`set local session_replication_role = replica`
        await sql`truncate orgs, inbox, raw_events, world.notes restart identity cascade`
      }),
    )
    lastNote = '0'
    calls = 0
  }
}

/** On a server for each new connection, in the embedded database for its only one. */
async function shadowNow(db: Db, url: string | null, ask: Watch['ask']) {
  const path = 'world, pg_catalog, public'
  if (!url) return db.asOwner((sql) => sql.unsafe(`set search_path = ${path}`))
  const name = new URL(url).pathname.slice(1)
  await ask((sql) => sql.unsafe(`alter database ${name} set search_path = ${path}`))
  // Nothing here has to outlive the server.
  await ask((sql) => sql.unsafe(`alter database ${name} set synchronous_commit = off`))
}

const schema = `
  create schema world;
  grant usage on schema world to public;

  create function world.now() returns timestamptz language sql stable as $$
    select coalesce(nullif(current_setting('world.now', true), '')::timestamptz,
      pg_catalog.now())
  $$;

  -- Ids are drawn when a call begins and its rows are seen when it commits, as between real connections.
  create function world.begin(at timestamptz, first_id bigint) returns void
  language sql volatile security definer as $$
    select set_config('world.now', at::text, true),
      setval(pg_get_serial_sequence('public.inbox', 'id'), first_id, false)
  $$;

  create table world.notes (id bigint generated always as identity primary key, note jsonb not null);

  create function world.note_row() returns trigger language plpgsql security definer as $$
  begin
    insert into world.notes (note)
    values (jsonb_build_object('of', tg_table_name, 'at', world.now(),
      'old', case when tg_op = 'UPDATE' then to_jsonb(old) - 'payload' end,
      'now', to_jsonb(new) - 'payload'));
    return null;
  end $$;
  create trigger noted after insert or update on inbox
    for each row execute function world.note_row();
  create trigger noted after insert or update on outbox
    for each row execute function world.note_row();

  -- Statistics that change by themselves would change the order of rows that have none.
  do $$
  declare name text;
  begin
    for name in select format('%I.%I', schemaname, tablename) from pg_tables
      where schemaname = 'public' loop
      execute format('alter table %s set (autovacuum_enabled = false)', name);
    end loop;
  end $$;
`
