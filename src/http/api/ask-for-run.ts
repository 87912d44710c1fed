/** Asking for a run: who may, of which days, and how many may wait at once. */
import type { Sql } from '#db/sql.ts'
import { allow } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import { type FileFormat, findRun, type RunRequest } from '#domain/report-runs.ts'
import { countUndone } from '#domain/run-questions.ts'
import { dayOf } from '#kit/calendar.ts'
import type { Day } from '#kit/day.ts'
import { Refusal } from '#kit/refusal.ts'
import type { ReportKind } from '#reports/catalogue.ts'
import type { ReportDesk } from '#reports/desk.ts'
import { kindOf, mayRead, readParams } from '#reports/kinds.ts'
import type { Caller } from './caller.ts'
import type { Given } from './operation.ts'
import { Problem } from './problem.ts'
import { type Asked, type LinkOf, tellRun } from './run-schemas.ts'

/** Of one business; more would only wait for each other. */
const undoneMax = 100
const comeAgainSeconds = 10

/** Queued in this transaction; the one who works it off is woken once that has committed. */
export async function askForRun(
  sql: Sql,
  desk: ReportDesk,
  { asked, linkOf, ...by }: Caller & { org: Org; now: Date; asked: Asked; linkOf: LinkOf },
): Promise<Given> {
  const { id } = await desk.request(sql, await requestFor(sql, by, asked))
  const run = await findRun(sql, id)
  return {
    body: tellRun(run!, linkOf),
    location: `/api/v1/reports/${id}`,
    afterwards: () => desk.wake(),
  }
}

/** Refused, or a problem, when it may not be asked for. */
export async function requestFor(
  sql: Sql,
  { actor, org, now }: Pick<Caller, 'actor'> & { org: Org; now: Date },
  { type, params, formats, insights = true }: Asked,
): Promise<RunRequest> {
  const kind = kindOf(type)
  allow(actor, 'reports:generate')
  if (!mayRead(actor, kind)) throw new Problem('forbidden', 'Your account may not do that here.')
  const read = readParams(kind, params)
  checkBegun(kind, read, dayOf(now, org.timezone))
  if ((await countUndone(sql)) >= undoneMax)
    throw new Problem(
      'busy',
      `${undoneMax} reports are waiting to be made: ask again in a while.`,
      {
        retryAfterSeconds: comeAgainSeconds,
      },
    )
  return {
    ...{ type, params: read, formats: formatsOf(kind, formats), via: 'api', now },
    ...{ requestedBy: actor.userId, wantsInsights: insights },
  }
}

function formatsOf(kind: ReportKind, asked: readonly FileFormat[] = []): FileFormat[] {
  const formats = [...new Set(asked.length > 0 ? asked : kind.formats.slice(0, 1))]
  const wrong = formats.find((format) => !kind.formats.includes(format))
  if (wrong) throw new Refusal(`${kind.title} does not come as ${wrong}: ${choice(kind.formats)}.`)
  return formats
}

function choice(formats: readonly FileFormat[]): string {
  return `it comes as ${new Intl.ListFormat('en', { type: 'disjunction' }).format(formats)}`
}

/** A report of days to come would hold nothing, and look as if nothing had been sold. */
function checkBegun({ title }: ReportKind, params: Record<string, unknown>, today: Day) {
  const { day, from, month } = params
  const first = day ?? from ?? (month && `${month}-01`)
  if (typeof first === 'string' && first > today)
    throw new Refusal(`${title} of ${month ?? first} cannot be made: today is ${today}.`)
}
