/** One import in a process of its own; tells how long it took and the most memory it had. */
import { openDb } from '#db/sql.ts'
import { importSales } from '#domain/import/import-sales.ts'
import { currentOrg } from '#domain/org.ts'
import { openLog } from '#kit/log.ts'

const [url, orgId, file] = process.argv.slice(2) as [string, string, string]
const db = await openDb({ url, dataDir: null, log: openLog('silent') })
const org = await db.asReader(Number(orgId), currentOrg)
const started = performance.now()
const result = await importSales(db, { org, file, now: () => new Date() })
const seconds = (performance.now() - started) / 1_000
await db.close()
if (result.accepted === 0 || result.accepted + result.refused.count !== result.read)
  throw new Error(`${result.accepted} of ${result.read} lines were taken`)
console.log(JSON.stringify({ seconds, megabytes: process.resourceUsage().maxRSS / 1_024 }))
