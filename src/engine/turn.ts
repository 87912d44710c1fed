/** One turn's workbench: what every step of it needs, gathered once. */
import type { Db } from '#db/sql.ts'
import type { SecondFactor } from '#domain/second-factor.ts'
import { dayOf } from '#kit/calendar.ts'
import type { Clock } from '#kit/clock.ts'
import type { Day } from '#kit/day.ts'
import type { Log } from '#kit/log.ts'
import { type Words, wordsFor } from '#kit/words.ts'
import type { ReportDesk } from '#reports/desk.ts'
import type { Format, RenderedFile, Report } from '#reports/report.ts'
import type { Agent } from './agent.ts'
import type { Asked } from './answer.ts'
import { type AuditRow, auditRow, type CallEntry } from './audit.ts'
import type { Prices } from './insights/cost.ts'
import type { Model } from './model.ts'
import type { Tool } from './tool.ts'

export interface LoopDeps {
  db: Db
  /** The first of a chain; see `models/fallback.ts`. */
  model: Model
  /** An org that has used so many today is answered by the last model alone; unlimited unless told. */
  tokensPerDayMax?: number
  /** Of models, for the audit of what they cost. */
  prices?: Prices
  /** Brings the org's report tables up to date; awaited before the first tool of a turn. */
  freshen: (orgId: number) => Promise<unknown>
  render: (report: Report, format: Format) => Promise<RenderedFile>
  /** Freezes each report that is sent as a file; without it files are rendered and forgotten. */
  desk?: Pick<ReportDesk, 'keep' | 'make'>
  /** How long a chat waits for a report that takes long; 45 s unless told. */
  packMsMax?: number
  log: Log
  clock: Clock
  /** Without it, what needs a code of an authenticator app is refused. */
  secondFactor?: SecondFactor
  /** All there are: what one agent proposed may be decided in another's turn. The agent's own unless told. */
  tools?: readonly Tool[]
}

export interface Turn extends Omit<LoopDeps, 'tools'> {
  agent: Agent
  asked: Asked
  today: Day
  words: Words
  /** What this person may use; nothing else exists for them. */
  tools: ReadonlyMap<string, Tool>
  withheld: Tool[]
  /** Writes by name, whoever may use them: for what was proposed before. */
  writes: ReadonlyMap<string, Tool>
  audit: AuditRow[]
  note(entry: CallEntry): void
  /** The same promise for all tools of the turn. */
  fresh(): Promise<unknown>
}

export function openTurn(deps: LoopDeps, agent: Agent, asked: Asked): Turn {
  const { actor, org, now } = asked
  const mayUse = ({ needs }: Tool) => needs === null || actor.may.has(needs)
  const audit: AuditRow[] = []
  let freshened: Promise<unknown> | undefined
  return {
    ...deps,
    agent,
    asked,
    today: dayOf(now, org.timezone),
    words: wordsFor(org),
    tools: new Map(agent.tools.filter(mayUse).map((tool) => [tool.name, tool])),
    writes: new Map(
      (deps.tools ?? agent.tools).filter(({ propose }) => propose).map((tool) => [tool.name, tool]),
    ),
    withheld: agent.tools.filter((tool) => !mayUse(tool)),
    audit,
    note: (entry) => void audit.push(auditRow(entry, deps.prices)),
    fresh: () => {
      freshened ??= deps.freshen(org.id)
      return freshened
    },
  }
}
