/** `tillie report backfill`: the reports of closed days and months, made once each; begun anew it goes on. */
import { type Command, InvalidArgumentError } from 'commander'
import { type Past, requestPast, unmadePast } from '#domain/report-runs-backfill.ts'
import { freshen } from '#domain/report-views.ts'
import { type House, requireOrg } from '#house.ts'
import { usualReach } from '#jobs/first-backfill.ts'
import { dayOf } from '#kit/calendar.ts'
import { Refusal } from '#kit/refusal.ts'
import { kindOf } from '#reports/kinds.ts'
import { type Common, print, type Terminal, withCommon, withHouse } from './terminal.ts'

const daysMax = 3_660
const monthsMax = 120
const waitMsMax = 24 * 3_600_000

interface BackfillOptions extends Common {
  daily: number
  monthly: number
}

export function addBackfill(report: Command, terminal: Terminal) {
  withCommon(report.command('backfill'))
    .description('make the reports of closed days and months that are not made yet')
    .option('--daily <days>', 'how many days back', readCount(daysMax), usualReach.daily)
    .option('--monthly <months>', 'how many months back', readCount(monthsMax), usualReach.monthly)
    .action((options: BackfillOptions) =>
      withHouse(terminal, options, (house) => backfill(house, terminal, options)),
    )
}

async function backfill(house: House, terminal: Terminal, { daily, monthly }: BackfillOptions) {
  const { config, db, clock } = house
  const org = await requireOrg(db, config.TILLIE_ORG)
  await freshen(db, org.id)
  const today = dayOf(clock(), org.timezone)
  const past = await db.asReader(org.id, (sql) => unmadePast(sql, { today, daily, monthly }))
  let failed = 0
  for (const [at, each] of past.entries()) {
    const error = await makeOne(house, org.id, each)
    if (error) failed += 1
    const what = `${each.type} ${Object.values(each.params)[0]}`
    terminal.stderr.write(`${at + 1} of ${past.length}: ${what}${error ? `: ${error}` : ''}\n`)
  }
  print(terminal, `${past.length - failed} reports were made.`)
  if (failed > 0) throw new Refusal(`${failed} reports could not be made.`)
}

/** Null when it is made, else why not. */
async function makeOne({ db, desk, clock }: House, orgId: number, past: Past) {
  const formats = kindOf(past.type).formats.slice(0, 1)
  const now = clock()
  const { id } = await db.asOrg(orgId, (sql) => requestPast(sql, past, { formats, now }))
  const made = await desk.await(orgId, id, waitMsMax)
  return made.is === 'failed' ? made.error : null
}

function readCount(most: number) {
  return (text: string): number => {
    if (!/^\d+$/.test(text) || Number(text) > most)
      throw new InvalidArgumentError(`Write a number from 0 to ${most}.`)
    return Number(text)
  }
}
