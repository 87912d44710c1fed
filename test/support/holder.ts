/** A child process that holds an embedded database: `node holder.ts DIR`; says "open" once it does. */
import { openDb } from '../../src/db/sql.ts'
import { openLog } from '../../src/kit/log.ts'

const log = openLog('silent')
try {
  const db = await openDb({ url: null, dataDir: process.argv[2]!, log })
  await db.asOwner(async (sql) => {
    await sql`create table if not exists kept (line text)`
    await sql`insert into kept values ('before the kill')`
  })
  console.log('open')
  setInterval(() => {}, 60_000)
} catch (fault) {
  console.error((fault as Error).message)
  process.exitCode = 1
}
