/**
 * Restatements: records that were entered late change figures that people were told. Each of them is
 * told once what changed and why, when whoever enters has come to an end, and never in quiet hours.
 */
import { restatementText } from '#chat/restatement-words.ts'
import { type TellDeps, tellPerson } from '#chat/tell-person.ts'
import { waysTo } from '#chat/ways.ts'
import type { Db, Sql } from '#db/sql.ts'
import { type Late, lateRecords } from '#domain/late-records.ts'
import { currentOrg, type Org } from '#domain/org.ts'
import { actorFor } from '#domain/people.ts'
import { afterQuiet, quietHoursOf } from '#domain/quiet-hours.ts'
import { frozenResult } from '#domain/report-runs.ts'
import {
  type ChatRun,
  forgetTold,
  holdTold,
  lookForLate,
  rememberTold,
  stillTrue,
  type Told,
  toldAndChanged,
} from '#domain/report-told.ts'
import {
  type Compared,
  type Moved,
  movedFigures,
  restatementThreshold,
} from '#domain/restatements.ts'
import { dayOf } from '#kit/calendar.ts'
import type { Clock } from '#kit/clock.ts'
import type { ReportKind } from '#reports/catalogue.ts'
import { thaw } from '#reports/desk/freeze.ts'
import type { ReportDesk } from '#reports/desk.ts'
import { mayRead, reportKinds } from '#reports/kinds.ts'
import type { Report } from '#reports/report.ts'
import { daysOf } from '#reports/subscribed.ts'

export interface RestatementDeps extends Omit<TellDeps, 'now'> {
  db: Db
  desk: ReportDesk
  freshen(orgId: number): Promise<unknown>
  clock: Clock
}

/** Whoever enters one late order often enters another. */
const settleMs = 10 * 60_000
/** But nobody waits for longer than this. */
const settleMsMax = 2 * 3_600_000
/** After one notice about a report, the next one. */
const againAfterMs = 4 * 3_600_000

const kindsByType = new Map(reportKinds.map((kind) => [kind.type, kind]))

export async function tellRestatements(deps: RestatementDeps, orgId: number): Promise<void> {
  const { db, clock } = deps
  await db.asOrg(orgId, async (sql) => {
    const { chatRuns } = await lookForLate(sql, clock())
    const { timezone } = await currentOrg(sql)
    for (const run of chatRuns) await rememberChat(sql, run, timezone)
  })
  const changed = await db.asReader(orgId, toldAndChanged)
  for (const same of groupsOf(changed).values()) await look(deps, orgId, same)
}

/** Of days that were over when it was asked for. */
async function rememberChat(sql: Sql, run: ChatRun, timezone: string) {
  const kind = kindsByType.get(run.type)
  if (!kind) return
  const days = daysOf(kind, run.params)
  if (days.to >= dayOf(run.asOf, timezone)) return
  const { id: reportId, userId, type, params, completedAt: now } = run
  await rememberTold(sql, { userId, type, params, days, reportId, conversationId: null, now })
}

function groupsOf(changed: readonly Told[]): Map<string, Told[]> {
  const groups = new Map<string, Told[]>()
  for (const told of changed) {
    const key = JSON.stringify([told.type, told.params])
    groups.set(key, [...(groups.get(key) ?? []), told])
  }
  return groups
}

interface Anew {
  org: Org
  kind: ReportKind
  report: Report
  /** By the id of what was told. */
  compared: Map<string, { before: Report; moved: Moved[]; late: Late; way: Reach }>
}

/** What was told of one report, to however many: made anew once, and compared with each. */
async function look(deps: RestatementDeps, orgId: number, same: Told[]) {
  const { db, desk, clock } = deps
  const now = clock()
  const { type, params } = same[0]!
  const anew = await makeAnew(deps, orgId, same)
  if (!anew) return db.asOrg(orgId, (sql) => stillTrue(sql, idsOf(same)))
  const beyond = same.filter(({ id }) => anew.compared.get(id)!.moved.some((one) => one.isBeyond))
  const reachOf = ({ id }: Told) => anew.compared.get(id)!.way
  const settled = same.filter((told) => !beyond.includes(told) || reachOf(told) === 'none')
  await db.asOrg(orgId, (sql) => stillTrue(sql, idsOf(settled)))
  const ready = beyond.filter(
    (told) => reachOf(told) === 'now' && isSettled(told, anew.compared.get(told.id)!.late, now),
  )
  if (ready.length === 0) return
  const request = { type, params, formats: [], via: 'schedule' as const, requestedBy: null, now }
  const { run } = await desk.keep(orgId, request, anew.report)
  for (const told of ready)
    await db.asOrg(orgId, (sql) => tell(sql, told.id, { ...deps, now, anew, reportId: run.id }))
}

/** Null where there is no such report any more. */
async function makeAnew(
  { db, freshen, clock }: RestatementDeps,
  orgId: number,
  same: Told[],
): Promise<Anew | null> {
  const { type, params } = same[0]!
  const kind = kindsByType.get(type)
  const read = kind?.params.safeParse(params)
  if (!kind || !read?.success) return null
  await freshen(orgId)
  return db.asReaderAtOneMoment(orgId, async (sql) => {
    const org = await currentOrg(sql)
    const report = await kind.build(sql, org, read.data, clock())
    const threshold = await restatementThreshold(sql)
    const compared: Anew['compared'] = new Map()
    for (const told of same) {
      const before = thaw(await frozenResult(sql, told.reportId))
      const moved = await movedFigures(sql, pairsOf(before, report), threshold)
      const of = kind.needs === 'ledger:read' ? ('books' as const) : ('trade' as const)
      const late = await lateRecords(sql, told, { since: new Date(before.asOf), of })
      const way = await reach(sql, told, { org, kind, now: clock() })
      compared.set(told.id, { before, moved, late, way })
    }
    return { org, kind, report, compared }
  })
}

/** Whether a person can be told now, later (it is quiet), or not at all. */
type Reach = 'now' | 'later' | 'none'

async function reach(
  sql: Sql,
  { userId }: Told,
  { org, kind, now }: { org: Org; kind: ReportKind; now: Date },
): Promise<Reach> {
  // Whoever may not read it is not told, but forgotten.
  if (!mayRead(await actorFor(sql, userId), kind)) return 'now'
  if ((await waysTo(sql, userId, [])).length === 0) return 'none'
  const quiet = await quietHoursOf(sql, userId)
  return afterQuiet(quiet, now, org.timezone) > now ? 'later' : 'now'
}

/**
 * Money decides; a report without money by its counts. A day on which nothing had happened has no
 * figures at all: then each was nothing.
 */
function pairsOf(before: Report, after: Report): Compared[] {
  const keys = new Map([...before.figures, ...after.figures].map(({ key, kind }) => [key, kind]))
  const pairs = [...keys].flatMap(([key, kind]) => {
    const [was, is] = [figureOf(before, key), figureOf(after, key)]
    return was === null || is === null ? [] : [{ key, kind, before: was, after: is }]
  })
  const money = pairs.filter(({ kind }) => kind === 'money')
  const counted = pairs.filter(({ kind }) => kind === 'count' || kind === 'quantity')
  const deciding = money.length > 0 ? money : counted
  return deciding.map(({ key, before, after }) => ({ key, before, after }))
}

function figureOf({ figures }: Report, key: string): string | null {
  // An average of nothing is none.
  if (figures.length === 0) return key.startsWith('average_') ? null : '0'
  return figures.find((figure) => figure.key === key)?.value ?? null
}

function isSettled({ changedSince, toldAt, isRestatement }: Told, late: Late, now: Date): boolean {
  if (isRestatement && now.getTime() - toldAt.getTime() < againAfterMs) return false
  const quietMs = late.newestAt ? now.getTime() - late.newestAt.getTime() : settleMs
  return quietMs >= settleMs || now.getTime() - changedSince!.getTime() >= settleMsMax
}

interface Telling extends RestatementDeps {
  now: Date
  anew: Anew
  reportId: string
}

async function tell(sql: Sql, id: string, deps: Telling): Promise<void> {
  const { now, anew, reportId } = deps
  const { org, kind, report } = anew
  const told = await holdTold(sql, id)
  if (!told) return
  const { userId, type, params } = told
  if (!mayRead(await actorFor(sql, userId), kind)) return forgetTold(sql, id, now)
  const [way] = await waysTo(sql, userId, [])
  if (!way) return
  const text = restatementText({ told, report, ...anew.compared.get(id)! }, org)
  await tellPerson(sql, [way], { text, offers: offersOf(kind, params) }, deps)
  await rememberTold(sql, {
    ...{ userId, type, params, days: daysOf(kind, params), reportId },
    ...{ conversationId: way.id, isRestatement: true, now },
  })
}

/** The corrected pages, for who wants them. */
function offersOf({ type }: ReportKind, { day }: Told['params']) {
  if (type !== 'daily_sales' || typeof day !== 'string') return []
  const meaning = { tool: 'daily_sales_report', input: { period: day, form: 'pdf' } }
  return [{ title: 'Send the new PDF', meaning }]
}

const idsOf = (all: readonly Told[]) => all.map(({ id }) => id)
