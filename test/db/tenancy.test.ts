/**
 * Story: two businesses share a database, and neither can tell that the other exists. Everything that
 * the catalogue lists is tried: what is added tomorrow is tried, too.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOrg } from '#domain/org.ts'
import { asRole, type Hands, type ServiceRole, undone } from '#test/support/as-role.ts'
import { functions, relationsOf } from '#test/support/catalogue-rules.ts'
import { openTestDb } from '#test/support/database.ts'
import { emptyFor, fillEveryTable } from '#test/support/fill-tables.ts'

const duka = { orgId: 0, word: 'dukamark', number: 110_011 }
const cafe = { orgId: 0, word: 'cafemark', number: 770_077 }
/** Not written out whole, so that no query text holds it. */
const ofCafe = `'%cafe' || 'mark%'`
const unused = 999_999_999
const unusedUuid = '00000000-0000-4000-8000-000000000000'
/** An id of the same type that nobody has. */
const unusedLike = (id: unknown) =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-/.test(String(id)) ? unusedUuid : unused
const both: ServiceRole[] = ['tillie_app', 'tillie_reader']
const notAllowed = '42501'

interface Relation {
  name: string
  isTable: boolean
  columns: string[]
  keys: { column: string; parent: string; parentColumn: string }[]
}

describe('businesses are kept apart', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  let relations: Relation[]
  let tables: Relation[]
  beforeAll(async () => {
    for (const one of [duka, cafe]) {
      const books = { currency: 'KES', timezone: 'Africa/Nairobi' }
      one.orgId = (await createOrg(db, { name: `${one.word} shop`, ...books })).id
      await db.asOwner((sql) => fillEveryTable(sql, one))
    }
    await db.asOwner((sql) => sql`analyze`)
    relations = await db.asOwner((sql) => sql.unsafe<Relation[]>(relationsQuery))
    tables = relations.filter(({ isTable }) => isTable)
  })

  /** Names of those for which `isBad` holds. */
  async function those(list: Relation[], isBad: (relation: Relation) => Promise<boolean>) {
    const bad: string[] = []
    for (const relation of list) if (await isBad(relation)) bad.push(relation.name)
    return bad
  }

  /** A row of the business with everything that may be given to an insert. */
  async function rowOf({ sql }: Hands, { name }: Relation, { orgId }: { orgId: number }) {
    const [row] = await sql.unsafe(
      `select to_jsonb(t) as row from ${name} t where org_id = ${orgId} limit 1`,
    )
    return row!.row as Record<string, unknown>
  }

  function insertion({ name, columns }: Relation, row: Record<string, unknown>) {
    const list = columns.map((column) => `"${column}"`).join(', ')
    const json = JSON.stringify(row).replaceAll("'", "''")
    return `insert into ${name} (${list}) overriding system value
      select ${list} from jsonb_populate_record(null::${name}, '${json}')`
  }

  /** The table as if the business had never had a row in it. */
  async function emptied({ sql }: Hands, { name }: Relation, { orgId }: { orgId: number }) {
    await sql.unsafe(`set local session_replication_role = replica`)
    await sql.unsafe(`delete from ${name} where org_id = ${orgId}`)
    await sql.unsafe(`set local session_replication_role = origin`)
  }

  test('and there is something of each to see, everywhere', async () => {
    for (const { orgId } of [duka, cafe])
      expect(await db.asOwner((sql) => emptyFor(sql, orgId))).toEqual([])
    expect(relations.map(({ name }) => name)).toContain('public.mv_daily_sales')
  })

  test.each(both)('%s sees all of its own and nothing of the other', async (role) => {
    await asRole(db, role, duka.orgId, async ({ sql, attempt }) => {
      const own = await those(tables, async ({ name }) => {
        const [row] = await sql.unsafe(`select count(*)::integer as n from ${name}`)
        return row!.n > 0
      })
      expect(own).toEqual(tables.map(({ name }) => name))
      const leaks = await those(relations, async ({ name }) => {
        const rows = await attempt(`
          select 1 from ${name} t
          where org_id = ${cafe.orgId} or to_jsonb(t)::text like ${ofCafe}
            or to_jsonb(t)::text like '%${cafe.number}%'`)
        return rows.code !== null || rows.count > 0
      })
      expect(leaks).toEqual([])
    })
  })

  test('nor do its own conditions look at the other’s rows before the policy does', async () => {
    await asRole(db, 'tillie_app', duka.orgId, async ({ attempt }) => {
      const leaks = await those(relations, async ({ name }) => {
        const trap = `1 / (case when to_jsonb(t)::text like ${ofCafe} then 0 else 1 end) = 1`
        return (await attempt(`select 1 from ${name} t where ${trap}`)).code !== null
      })
      expect(leaks).toEqual([])
    })
  })

  test.each(both)('%s sees nothing without a context', async (role) => {
    await asRole(db, role, null, async ({ attempt }) => {
      const open = await those(relations, async ({ name }) => {
        const read = await attempt(`select 1 from ${name}`)
        const change = await attempt(`update ${name} set org_id = org_id`)
        const removal = await attempt(`delete from ${name}`)
        return [read, change, removal].some(({ count }) => count > 0)
      })
      expect(open).toEqual([])
    })
  })

  test.each(['', ' ', 'x', '1 or true', '-1', '0', '2147483648', 'null'])(
    'a context of %j opens nothing',
    async (context) => {
      await asRole(db, 'tillie_app', context, async ({ attempt }) => {
        const read = await attempt('select 1 from users')
        expect(read.count).toBe(0)
      })
    },
  )

  test('the courier sees what is granted to it, and of the rest not even whether it is empty', async () => {
    await asRole(db, 'tillie_courier', null, async ({ attempt }) => {
      const seen = await those(relations, async ({ name }) => {
        const read = await attempt(`select count(*) from ${name} where org_id = ${cafe.orgId}`)
        return read.code !== notAllowed
      })
      expect(seen.length).toBeGreaterThan(4)
      expect(seen).not.toContain('public.customers')
      expect(seen).not.toContain('public.turns')
      expect(seen.filter((name) => !name.startsWith('public.'))).toEqual([])
    })
  })

  test('what is the other’s can be neither changed nor removed, and own rows cannot be given away', async () => {
    const said: string[] = []
    const changed = await those(tables, ({ name }) =>
      undone(db, async ({ sql, become, beOwner, attempt }) => {
        const theirs = `select jsonb_agg(to_jsonb(t)) as rows from ${name} t where org_id = ${cafe.orgId}`
        const [before] = await sql.unsafe(theirs)
        await become('tillie_app', duka.orgId)
        const outcomes = [
          await attempt(`update ${name} set org_id = org_id where org_id = ${cafe.orgId}`),
          await attempt(`delete from ${name} where org_id = ${cafe.orgId}`),
          await attempt(`select 1 from ${name} where org_id = ${cafe.orgId} for update`),
        ]
        const given = await attempt(`update ${name} set org_id = ${cafe.orgId}`)
        await attempt(`delete from ${name}`)
        const truncated = await attempt(`truncate ${name} cascade`)
        said.push(...outcomes.map(({ words }) => words), given.words, truncated.words)
        await beOwner()
        const [after] = await sql.unsafe(theirs)
        expect(after).toEqual(before)
        const isBad = outcomes.some(
          ({ count, code }) => count > 0 || (code ?? notAllowed) !== notAllowed,
        )
        return isBad || given.code !== notAllowed || truncated.code !== notAllowed
      }),
    )
    expect(changed).toEqual([])
    expect(said.join()).not.toMatch(/cafemark|770077/)
  })

  test('a row of the other’s is refused by the policy, whether or not there is one like it', async () => {
    const told = await those(tables, (table) =>
      undone(db, async (hands) => {
        const row = await rowOf(hands, table, cafe)
        await hands.become('tillie_app', duka.orgId)
        const fresh = { ...row, ...('id' in row && { id: unusedLike(row.id) }) }
        const outcomes = [
          await hands.attempt(insertion(table, row)),
          await hands.attempt(`${insertion(table, row)} on conflict do nothing`),
          await hands.attempt(insertion(table, fresh)),
        ]
        const [first] = outcomes
        return outcomes.some(({ code, words }) => code !== notAllowed || words !== first!.words)
      }),
    )
    expect(told).toEqual([])
  })

  test('what the other holds is free: ids, numbers and names of theirs are taken without a word', async () => {
    const told = await those(tables, (table) =>
      undone(db, async (hands) => {
        const [own, theirs] = [await rowOf(hands, table, duka), await rowOf(hands, table, cafe)]
        const keys = table.keys.map(({ column }) => [column, own[column]])
        const probe = { ...theirs, ...Object.fromEntries(keys), org_id: duka.orgId }
        if (table.name !== 'public.orgs') await emptied(hands, table, duka)
        await hands.become('tillie_app', duka.orgId)
        const taken = await hands.attempt(insertion(table, probe))
        const isForbidden = taken.code === notAllowed && /^permission denied/.test(taken.words)
        // The one row of a business's own in orgs is there already, whoever else is.
        return table.name === 'public.orgs' ? false : taken.code !== null && !isForbidden
      }),
    )
    expect(told).toEqual([])
  })

  test('nothing points at what is the other’s: it is refused like an id that never was', async () => {
    let tried = 0
    const told = await those(tables, async (table) => {
      for (const { column, parent, parentColumn } of table.keys) {
        const isTold = await undone(db, async (hands) => {
          const own = await rowOf(hands, table, duka)
          const [theirs] = await hands.sql.unsafe(
            `select ${parentColumn} as id from ${parent} where org_id = ${cafe.orgId} limit 1`,
          )
          await emptied(hands, table, duka)
          await hands.become('tillie_app', duka.orgId)
          const [real, never] = [
            await hands.attempt(insertion(table, { ...own, [column]: theirs!.id })),
            await hands.attempt(insertion(table, { ...own, [column]: unusedLike(theirs!.id) })),
          ]
          if (real.code === notAllowed && never.code === notAllowed) return false
          tried += 1
          const same =
            real.words.replaceAll(`${theirs!.id}`, '#') ===
            never.words.replaceAll(`${unusedLike(theirs!.id)}`, '#')
          return real.code !== '23503' || never.code !== '23503' || !same
        })
        if (isTold) return true
      }
      return false
    })
    expect(told).toEqual([])
    expect(tried).toBeGreaterThan(10)
  })

  test('no function of ours tells anything of the other, nor runs what its caller may not', async () => {
    const all = await db.asOwner((sql) =>
      sql.unsafe<{ name: string; call: string }[]>(`
        select f.name, case prokind when 'p' then 'call ' else 'select ' end || f.name || '(' ||
          (select coalesce(string_agg('null::' || format_type(t, null), ', '), '') from unnest(proargtypes) t) ||
          ')' as call
        from (${functions}) f
        where prorettype <> 'trigger'::regtype and prokind in ('f', 'p')`),
    )
    expect(all.map(({ name }) => name)).toContain('public.current_org')
    await asRole(db, 'tillie_app', duka.orgId, async ({ attempt }) => {
      for (const { call } of all) {
        const { rows, words } = await attempt(call)
        expect(JSON.stringify(rows) + words).not.toMatch(/cafemark|770077/)
      }
      expect((await attempt(`call protect('orders', 'select')`)).code).toBe(notAllowed)
    })
  })

  test('PostgreSQL’s own tables and views, statistics too, hold nothing of what is in the rows', async () => {
    const system = await db.asOwner((sql) =>
      sql.unsafe<{ name: string }[]>(`
        select n.nspname || '.' || c.relname as name
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('pg_catalog', 'information_schema') and c.relkind in ('r', 'v')
          and has_any_column_privilege('tillie_app', c.oid, 'select')`),
    )
    expect(system.length).toBeGreaterThan(100)
    await asRole(db, 'tillie_app', duka.orgId, async ({ attempt }) => {
      const leaks: string[] = []
      for (const { name } of system) {
        const found = await attempt(`select 1 from ${name} t where t::text like ${ofCafe}`)
        if (found.count > 0) leaks.push(name)
      }
      expect(leaks).toEqual([])
    })
  })
})

/** Tables and views that know businesses, with what an insert may give and what points elsewhere. */
const relationsQuery = `
  select r.name, r.relkind in ('r', 'p') as "isTable",
    (select jsonb_agg(a.attname) from pg_attribute a
      where a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
        and a.attgenerated = '') as columns,
    (select coalesce(jsonb_agg(jsonb_build_object('column', a.attname,
        'parent', n.nspname || '.' || p.relname, 'parentColumn', f.attname)), '[]')
      from pg_constraint k
      join pg_class p on p.oid = k.confrelid
      join pg_namespace n on n.oid = p.relnamespace
      cross join lateral unnest(k.conkey, k.confkey) as pair(own, other)
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.own
      join pg_attribute f on f.attrelid = k.confrelid and f.attnum = pair.other
      where k.conrelid = r.oid and k.contype = 'f' and a.attname <> 'org_id'
        -- A day is nobody's own: it only tells apart rows that the rest of the key points at.
        and a.atttypid <> 'date'::regtype) as keys
  from (${relationsOf('rpv')}) r
  where exists (select from pg_attribute a where a.attrelid = r.oid and a.attname = 'org_id')
  order by r.name`
