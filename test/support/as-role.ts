/** What a role of the service can do by any SQL at all; whatever it does is undone. */
import type postgres from 'postgres'
import type { Db } from '#db/sql.ts'

export type ServiceRole = 'tillie_app' | 'tillie_reader' | 'tillie_courier'

export interface Outcome {
  rows: postgres.Row[]
  count: number
  /** SQLSTATE; null when it was done. */
  code: string | null
  /** Everything that the database said of the fault. */
  words: string
}

export interface Hands {
  sql: postgres.TransactionSql
  /** Takes the role and the context; null is no context at all. */
  become(role: ServiceRole, context: string | number | null): Promise<void>
  /** Back to the owner of the tables, in the same transaction. */
  beOwner(): Promise<void>
  /** One statement, whose fault undoes it alone. */
  attempt(query: string): Promise<Outcome>
}

class Undo extends Error {}

export async function undone<T>(db: Db, work: (hands: Hands) => Promise<T>): Promise<T> {
  let result: T | undefined
  await db
    .asOwner((sql) =>
      sql.begin(async (sql) => {
        result = await work(handsOn(sql))
        throw new Undo()
      }),
    )
    .catch((fault: unknown) => {
      if (!(fault instanceof Undo)) throw fault
    })
  return result as T
}

export function asRole<T>(
  db: Db,
  role: ServiceRole,
  context: string | number | null,
  work: (hands: Hands) => Promise<T>,
): Promise<T> {
  return undone(db, async (hands) => {
    await hands.become(role, context)
    return work(hands)
  })
}

function handsOn(sql: postgres.TransactionSql): Hands {
  return {
    sql,
    async become(role, context) {
      await sql`select set_config('role', ${role}, true)`
      if (context !== null) await sql`select set_config('tillie.org_id', ${String(context)}, true)`
    },
    async beOwner() {
      await sql`select set_config('role', 'none', true)`
    },
    async attempt(query) {
      try {
        const rows = await sql.savepoint((sql) => sql.unsafe(query))
        return { rows, count: rows.count, code: null, words: '' }
      } catch (fault) {
        const { code, message, detail, hint, where } = fault as Record<string, string>
        if (!code) throw fault
        return { rows: [], count: 0, code, words: [message, detail, hint, where].join('\n') }
      }
    },
  }
}
