/**
 * Who works off the queue of reports, alone in a process of its own, made to be killed.
 * argv: the address of the database, and the data folder. It says `ready` on stdout.
 */
import { join } from 'node:path'
import { openFiles } from '#clients/files.ts'
import { openDb } from '#db/sql.ts'
import { freshen } from '#domain/report-views.ts'
import { openReportWorker } from '#jobs/report-worker.ts'
import { openLog } from '#kit/log.ts'
import { systemTimers } from '#kit/timers.ts'
import { openReportDesk } from '#reports/desk/open-desk.ts'
import { spoolDataset } from '#reports/exports/spool.ts'
import { kindOf } from '#reports/kinds.ts'
import { renderReport } from '#reports/render/render.ts'

const [url, folder] = process.argv.slice(2)
const log = openLog('warn')
const db = await openDb({ url: url!, dataDir: null, log, poolMax: 4 })
const desk = openReportDesk({
  ...{ db, log, kindOf, timers: systemTimers, clock: () => new Date(), print: renderReport },
  files: openFiles(join(folder!, 'files')),
  folder: join(folder!, 'growing'),
  freshen: (orgId) => freshen(db, orgId),
  spools: { dataset: spoolDataset },
})
openReportWorker({ db, desk, timers: systemTimers, log, pollMs: 100 }).wake()
process.stdout.write('ready\n')
