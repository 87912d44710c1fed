/**
 * A row in every table of a business, made from the catalogue alone: a table that is added tomorrow is
 * filled, too, or complains. Every text and number of it carries the business's mark.
 */
import type postgres from 'postgres'
import { relationsOf, tables } from './catalogue-rules.ts'

export interface Marked {
  orgId: number
  /** Stands in every text; unlike anything else in the database. */
  word: string
  /** Every whole and decimal number that is free to be it. */
  number: number
}

interface Column {
  name: string
  type: string
  /** The strings that its own check allows first; null when it has none. */
  allowed: string | null
}

interface ForeignKey {
  columns: string[]
  parent: string
  parentColumns: string[]
}

interface Table {
  name: string
  columns: Column[]
  keys: ForeignKey[]
}

/** Where a check asks for more than one of a list. */
const particular: Record<string, string> = {
  'public.orgs.timezone': 'Africa/Nairobi',
  'public.products.tax_rate': '0.16',
  'public.report_retention.days': '30',
  'public.journal_lines.credit': '0',
}

/** Where one row cannot stand alone: another beside it, with these values instead. */
const beside: Record<string, (marked: Marked) => Record<string, string>> = {
  // Debits are credits, and a line is one or the other.
  'public.journal_lines': ({ number }) => ({ position: '2', debit: '0', credit: `${number}` }),
}
const moment = '2026-11-21T09:00:00Z'

/** As the owner of the tables. `orgs` has its row already: that is what makes a business. */
export async function fillEveryTable(sql: postgres.Sql, marked: Marked): Promise<void> {
  const waiting = (await tablesOf(sql)).filter(({ name }) => name !== 'public.orgs')
  const full = new Set(['public.orgs'])
  while (waiting.length > 0) {
    const at = waiting.findIndex(({ name, keys }) =>
      keys.every(({ parent }) => full.has(parent) || parent === name),
    )
    if (at < 0) throw new Error(`tables that point at each other: ${waiting.map((t) => t.name)}`)
    const [table] = waiting.splice(at, 1)
    await fill(sql, table!, marked)
    full.add(table!.name)
  }
}

/** Names of tables and views in which this business has no row, as the owner sees them. */
export async function emptyFor(sql: postgres.Sql, orgId: number): Promise<string[]> {
  const relations = await sql.unsafe<{ name: string }[]>(`
    select r.name from (${relationsOf('rpfv')}) r
    join pg_attribute a on a.attrelid = r.oid and a.attname = 'org_id'
    order by 1`)
  const empty: string[] = []
  for (const { name } of relations) {
    const rows = await sql.unsafe(`select 1 from ${name} where org_id = ${orgId} limit 1`)
    if (rows.length === 0) empty.push(name)
  }
  return empty
}

async function tablesOf(sql: postgres.Sql): Promise<Table[]> {
  return sql.unsafe<Table[]>(`
    select t.name,
      (select jsonb_agg(jsonb_build_object(
          'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
          'allowed', (
            select substring(pg_get_constraintdef(k.oid) from $$'([^']*)'::text$$)
            from pg_constraint k
            where k.conrelid = t.oid and k.contype = 'c' and k.conkey = array[a.attnum]
              and pg_get_constraintdef(k.oid) ~ $$= (ANY|')$$
            limit 1)) order by a.attnum)
        from pg_attribute a
        where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
          and a.attidentity = '' and a.attgenerated = '') as columns,
      (select coalesce(jsonb_agg(jsonb_build_object(
          'parent', n.nspname || '.' || p.relname,
          'columns', (select jsonb_agg(a.attname order by o) from unnest(k.conkey) with ordinality u(c, o)
            join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.c),
          'parentColumns', (select jsonb_agg(a.attname order by o) from unnest(k.confkey) with ordinality u(c, o)
            join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.c))), '[]')
        from pg_constraint k
        join pg_class p on p.oid = k.confrelid
        join pg_namespace n on n.oid = p.relnamespace
        where k.conrelid = t.oid and k.contype = 'f') as keys
    from (${tables}) t
    order by t.name`)
}

async function fill(sql: postgres.Sql, table: Table, marked: Marked) {
  const values = new Map(
    table.columns.map((column) => [column.name, literal(table, column, marked)]),
  )
  values.set('org_id', String(marked.orgId))
  for (const { columns, parent, parentColumns } of table.keys) {
    columns.forEach((column, at) => {
      if (column === 'org_id') return
      const [from, key] = [parentColumns[at]!, `where org_id = ${marked.orgId} limit 1`]
      values.set(column, parent === table.name ? 'null' : `(select ${from} from ${parent} ${key})`)
    })
  }
  const rows = [values]
  const other = beside[table.name]
  if (other) rows.push(new Map([...values, ...Object.entries(other(marked))]))
  try {
    await sql.unsafe(`
      insert into ${table.name} (${[...values.keys()].join(', ')})
      values ${rows.map((row) => `(${[...row.values()].join(', ')})`).join(', ')}
      on conflict do nothing`)
  } catch (fault) {
    throw new Error(`no row for ${table.name}: ${(fault as Error).message}`, { cause: fault })
  }
}

function literal(table: Table, { name, type, allowed }: Column, { word, number }: Marked): string {
  const path = `${table.name}.${name}`
  const given = particular[path] ?? allowed
  if (given) return `'${given}'`
  const says = `${word} ${path}`
  const bare = type.replace(/\(.*\)/, '')
  switch (bare) {
    case 'text':
    case 'character varying':
      return `'${says}'`
    case 'numeric':
      return `'${isRoomFor(number, type) ? number : '0.5'}'`
    case 'integer':
    case 'bigint':
    case 'double precision':
    case 'real':
    case 'xid8':
      return `'${number}'`
    case 'smallint':
      return '7'
    case 'boolean':
      return 'true'
    case 'jsonb':
    case 'json':
      return `'${JSON.stringify({ [word]: says })}'`
    case 'bytea':
      return `convert_to('${says}', 'UTF8')`
    case 'timestamp with time zone':
    case 'date':
      return `'${moment}'`
    case 'time without time zone':
      return `'09:00'`
    case 'interval':
      return `'1 day'`
    case 'uuid':
      return 'gen_random_uuid()'
    case 'text[]':
      return `array['${says}']`
    case 'smallint[]':
      return `array[7]::smallint[]`
    case 'vector':
      return `array_fill(${number}::real, array[${/\d+/.exec(type)?.[0] ?? 1}])::vector`
    case 'halfvec':
      return `array_fill(${number % halfMax}::real, array[${/\d+/.exec(type)?.[0] ?? 1}])::halfvec`
    default:
      throw new Error(`what is a value of the type ${type}, for ${path}?`)
  }
}

/** The largest number of 16 bits is little above it. */
const halfMax = 65_500

/** A ratio such as numeric(4,3) has no room for a number of ours. */
function isRoomFor(number: number, type: string): boolean {
  const [, precision, scale] = /\((\d+),(\d+)\)/.exec(type) ?? []
  return !precision || Number(precision) - Number(scale) >= String(number).length
}
