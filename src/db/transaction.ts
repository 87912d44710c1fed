/**
 * One transaction on a connection that is ours alone, with as few waits as can be: what opens it goes
 * out with its first statement, a work of one statement with its commit, and nobody waits for the
 * answer to the commit of what was only read.
 */
import type postgres from 'postgres'
import { ConnectionLost } from './away.ts'
import { together } from './together.ts'

export type Work<T> = (sql: postgres.TransactionSql) => Promise<T>

/** Both are SQL and hold nothing from outside. */
export interface Opening {
  /** As `begin` takes it. */
  mode:
    | 'read write'
    | 'read only'
    | 'isolation level repeatable read'
    | 'isolation level repeatable read read only'
  /** A query that says for whom the transaction is. */
  context: string
}

export interface Terms<T> {
  opening: Opening
  work: Work<T>
  isBroken(): boolean
  onBegun(): void
  /** Its commit goes out with all of it, before anything was answered. */
  onWholeSent(): void
}

export interface Done<T> {
  result: T
  /** Until then the connection is not free. */
  ended: Promise<unknown>
}

export async function transact<T>(
  connection: postgres.ReservedSql,
  { opening, work, isBroken, onBegun, onWholeSent }: Terms<T>,
): Promise<Done<T>> {
  let isOver = false
  let ended: Promise<void> | null = null
  const sql = speaking(connection, () => !isOver && !isBroken())
  const begun = connection.unsafe(`begin ${opening.mode}; ${opening.context}`).then(onBegun)
  try {
    const [, result] = await together([begun, spoken()])
    isOver = true
    ended ??= commit(connection)
    if (!opening.mode.endsWith('read only')) await ended
    return { result, ended: ended.catch(() => {}) }
  } catch (fault) {
    isOver = true
    // What was already asked to commit has been rolled back.
    if (!ended && !isBroken()) await connection.unsafe('rollback')
    throw fault
  }

  async function spoken(): Promise<T> {
    const said = work(sql)
    if (!isStatement(said)) return said
    const answer = said.execute()
    onWholeSent()
    ended = commit(connection)
    const [result] = await together([answer, ended])
    return result
  }
}

async function commit(connection: postgres.ReservedSql): Promise<void> {
  const { command } = await connection.unsafe('commit')
  if (command !== 'COMMIT') throw new Error('a statement had failed: nothing was kept')
}

function isStatement<T>(
  said: Promise<T>,
): said is postgres.PendingQuery<postgres.Row[]> & Promise<T> {
  return 'execute' in said && typeof said.execute === 'function'
}

/** Work that waited for something else goes on when its transaction is long gone. */
function speaking(
  connection: postgres.ReservedSql,
  mayTalk: () => boolean,
): postgres.TransactionSql {
  let savepoints = 0
  const sql = new Proxy(connection, {
    apply(say, self, words) {
      if (!mayTalk()) throw new ConnectionLost(new Error('the transaction is over'))
      return Reflect.apply(say, self, words)
    },
    get: (self, name) => (name === 'savepoint' ? savepoint : Reflect.get(self, name)),
  }) as unknown as postgres.TransactionSql
  return sql

  async function savepoint<T>(work: Work<T>): Promise<T> {
    const name = sql(`s${savepoints++}`)
    await sql`savepoint ${name}`
    try {
      return await work(sql)
    } catch (fault) {
      await sql`rollback to ${name}`
      throw fault
    }
  }
}
