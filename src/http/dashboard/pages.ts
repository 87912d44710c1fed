/** What every page needs to answer: who looks, what they may see, and the frame around it. */

import type { Sql } from '#db/sql.ts'
import type { ReportRun } from '#domain/report-runs.ts'
import { Refusal } from '#kit/refusal.ts'
import type { ReportKind } from '#reports/catalogue.ts'
import { kindOf } from '#reports/kinds.ts'
import { Problem } from '../api/problem.ts'
import { frozenOf, runFor } from '../api/runs-in-sight.ts'
import type { Assets } from './assets.ts'
import type { DashboardDoors } from './dashboard-doors.ts'
import type { Forms } from './forms.ts'
import { type Framed, frame } from './frame.ts'
import type { Place } from './places.ts'
import { places } from './places.ts'
import type { ShownRun } from './run-page.ts'
import type { PageContext, Visitor } from './visitor.ts'

export interface PageDeps {
  doors: DashboardDoors
  forms: Forms
  assets: Assets
}

type Shown = Omit<Framed, 'assets' | 'visitor'> & { status?: 200 | 404 | 422 }

export async function show(c: PageContext, { assets }: PageDeps, { status = 200, ...page }: Shown) {
  const visitor = c.get('visitor')
  return c.html(frame({ ...page, assets: await assets.paths(), visitor }), status)
}

/** A clear no to whoever may not be there. */
export function visitorAt(c: PageContext, at: Place['key']): Visitor {
  const visitor = c.get('visitor')
  const { needs, title } = places.find(({ key }) => key === at)!
  if (visitor.actor.may.has(needs)) return visitor
  throw new Problem('forbidden', `Your account may not see ${title} here: ask the owner for it.`)
}

/** There is none for whoever may not read its report. */
export async function readRun(sql: Sql, { actor }: Visitor, id: string): Promise<ShownRun> {
  const run = await runFor(sql, actor, id)
  return shownRun(sql, run, kindOf(run.type))
}

export async function shownRun(sql: Sql, run: ReportRun, kind: ReportKind): Promise<ShownRun> {
  return { run, kind, report: await frozenOf(sql, run) }
}

/** What was refused is told within the page. */
export async function refusalOf(work: () => Promise<unknown>): Promise<string | null> {
  try {
    await work()
    return null
  } catch (no) {
    if (no instanceof Refusal || no instanceof Problem) return no.message
    throw no
  }
}
