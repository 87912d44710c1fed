/**
 * Records into the books, a row at a time by the domain's own verbs: a row that is refused is noted
 * and leaves no trace, the others stay. Batches are transactions; a dry run is one that is undone.
 */
import type { Db, Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import type { Clock } from '#kit/clock.ts'
import { Refusal } from '#kit/refusal.ts'
import { note } from './import-result.ts'
import type { RecordMapping } from './record-mapping.ts'
import type { RecordResult } from './record-result.ts'
import { RowFault } from './row-fault.ts'

export interface RecordImport {
  /** Null: a business that is not there yet; only a dry run can do with that, and looks at the file alone. */
  org: Org | null
  currency: string
  /** Whoever imports, found in the same transaction. */
  actorOf(sql: Sql): Promise<Actor>
  /** Path of a CSV or XLSX file. */
  file: string
  mapping: RecordMapping
  /** Tells what would happen and writes nothing. */
  dryRun?: boolean
  now: Clock
  onProgress?(progress: { done: number; rows: number }): void
}

export type Taken = 'added' | 'updated' | 'same'
type Refused = { reason: string }
type Take<Row> = (sql: Sql, actor: Actor, row: Row) => Promise<Taken>

/** `isRowless` ones are taken and not counted. */
interface FileRecord {
  row: number
  isRowless?: boolean
}

const rowsPerTransaction = 200

class Undo extends Error {}

/** Takes every row by `take`, in order, and counts in `result`. */
export async function takeRecords<Row extends FileRecord>(
  db: Db,
  { org, actorOf, dryRun = false, onProgress }: RecordImport,
  { rows, take, result }: { rows: Row[]; take: Take<Row>; result: RecordResult },
): Promise<void> {
  if (!org) {
    for (const row of rows) count(result, row, 'added')
    return
  }
  const size = dryRun ? Math.max(rows.length, 1) : rowsPerTransaction
  for (let at = 0; at < rows.length; at += size) {
    const counted = await transaction(db, org, { dryRun }, async (sql) => {
      const actor = await actorOf(sql)
      const taken: (Taken | Refused)[] = []
      for (const row of rows.slice(at, at + size)) {
        taken.push(await takeOne(sql, actor, row, take))
        onProgress?.({ done: at + taken.length, rows: rows.length })
      }
      return taken
    })
    for (const [place, one] of counted.entries()) count(result, rows[at + place]!, one)
  }
}

async function transaction<T>(
  db: Db,
  org: Org,
  { dryRun }: { dryRun: boolean },
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  if (!dryRun) return db.asOrg(org.id, work)
  const done: { value?: T } = {}
  const undone = db.asOrg(org.id, async (sql) => {
    done.value = await work(sql)
    throw new Undo()
  })
  await undone.catch((fault: unknown) => {
    if (!(fault instanceof Undo)) throw fault
  })
  return done.value!
}

async function takeOne<Row extends FileRecord>(
  sql: Sql,
  actor: Actor,
  row: Row,
  take: Take<Row>,
): Promise<Taken | Refused> {
  await sql`savepoint one_row`
  try {
    const taken = await take(sql, actor, row)
    await sql`release savepoint one_row`
    return taken
  } catch (fault) {
    if (!(fault instanceof Refusal || fault instanceof RowFault)) throw fault
    await sql`rollback to savepoint one_row`
    await sql`release savepoint one_row`
    return { reason: fault.message }
  }
}

function count(result: RecordResult, { row, isRowless }: FileRecord, taken: Taken | Refused): void {
  if (isRowless) return
  if (typeof taken === 'object') note(result.refused, row, taken.reason)
  else if (taken === 'same') result.alreadyKnown += 1
  else {
    result[taken] += 1
    result.accepted += 1
  }
}
