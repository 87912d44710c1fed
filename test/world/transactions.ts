/**
 * A process's way to the database: whole transactions, one at a time, in the order in which their time
 * comes. One may be refused, or be done without its caller hearing of it.
 */
import type { Db, Sql } from '#db/sql.ts'
import type { Dice } from './dice.ts'
import type { Outside, Tilly } from './tilly.ts'
import type { Weather } from './weather.ts'

class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost'
  readonly code = 'ECONNRESET'
}

export function gatedDb(outside: Outside, tilly: Tilly): Db {
  const { db, watch, time, dice, weather, onTransaction, onFault } = outside
  return {
    ...db,
    kind: weather.tillies === 1 ? 'embedded' : 'server',
    asOrg: (orgId, work) => pass('org', (inside) => db.asOrg(orgId, inside), work),
    asCourier: (work) => pass('courier', (inside) => db.asCourier(inside), work),
    asReader: () => Promise.reject(new Error('the road reads no reports')),
  }

  function pass<Result>(
    role: string,
    run: (inside: (sql: Sql) => Promise<Result>) => Promise<Result>,
    work: (sql: Sql) => Promise<Result>,
  ): Promise<Result> {
    const ids = watch.drawIds()
    const from = caller()
    const transaction = async () => {
      if (dice.happens(weather.dbRefuses)) {
        onFault(tilly, 'refused')
        throw new ConnectionLost('nothing was done')
      }
      onTransaction()
      const result = await run(async (sql) => {
        const begun = watch.begin(sql, time.now(), ids)
        const [result] = await Promise.all([work(sql), begun])
        return result
      })
      if (!dice.happens(weather.dbUnheard)) return result
      onFault(tilly, 'unheard')
      throw new ConnectionLost('it was done')
    }
    return tilly.await(role, takenMs(dice, weather), transaction, from)
  }
}

function takenMs(dice: Dice, { dbStalls }: Weather): number {
  if (dice.happens(dbStalls)) return dice.between(500, 20_000)
  return dice.happens(0.1) ? dice.between(5, 200) : dice.between(0.2, 5)
}

/** The place on the road that asks. */
function caller(): string {
  const frame = /at (?:async )?(\S+ )?\(?\S*\/(src\/chat\/[\w-]+\.ts)/.exec(new Error().stack ?? '')
  return frame ? `${frame[2]} ${frame[1] ?? ''}`.trim() : ''
}
