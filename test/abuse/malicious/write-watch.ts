/** Every row that is written, in whatever table, with the transaction that wrote it. */
import type { Db } from '#db/sql.ts'
import { relationsOf } from '#test/support/catalogue-rules.ts'

/** Written by every turn: what was said, what was asked, who tried which code. */
const ordinary = [
  ...['audit_log', 'turns', 'conversations', 'choices', 'proposals', 'second_factors'],
].map((name) => `public.${name}`)

export async function watchWrites(db: Db): Promise<void> {
  await db.asOwner(async (sql) => {
    await sql.unsafe(`
      create table watched (tx bigint not null, relation text not null, org integer);
      grant select, insert on watched to tillie_app;
      create function watch() returns trigger language plpgsql security definer as $$
      begin
        insert into public.watched
        values (txid_current(), tg_table_schema || '.' || tg_table_name,
          coalesce((to_jsonb(new) ->> 'org_id'), (to_jsonb(old) ->> 'org_id'))::integer);
        return null;
      end $$`)
    const tables = await sql.unsafe<{ name: string }[]>(relationsOf('r'))
    for (const { name } of tables)
      if (!['public.watched', 'public.schema_migrations', ...ordinary].includes(name))
        await sql.unsafe(`create trigger watch_writes
          after insert or update or delete on ${name} for each row execute function watch()`)
  })
}

/** Tables written by a transaction that approved or undid nothing, or that wrote to two businesses. */
export async function strayWrites(db: Db): Promise<string[]> {
  const rows = await db.asOwner(
    (sql) => sql<{ stray: string }[]>`
      select distinct relation || ' of org ' || coalesce(org::text, 'none') as stray
      from watched w
      where not exists (
          select from watched d
          where d.tx = w.tx and d.org = w.org
            and d.relation in ('public.proposal_decisions', 'public.proposal_undos'))
        or exists (
          select from watched o
          where o.tx = w.tx and o.org is distinct from w.org)
      order by 1`,
  )
  return rows.map(({ stray }) => stray)
}
