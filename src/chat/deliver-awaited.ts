/** A report that a chat was promised goes into it: rights are looked at again, words and files into the outbox. */
import type { Sql } from '#db/sql.ts'
import { type AwaitedReport, takeAwaited } from '#domain/awaited-reports.ts'
import { actorFor } from '#domain/people.ts'
import { findRun, frozenResult, type ReportRun } from '#domain/report-runs.ts'
import { wordsFor } from '#kit/words.ts'
import { thaw } from '#reports/desk/freeze.ts'
import { kindOf, mayRead } from '#reports/kinds.ts'
import type { DeliverDeps } from './deliver-report.ts'
import { linkerFor } from './file-link.ts'
import { nowReady, readNoMore } from './report-words.ts'
import { type News, tellPerson } from './tell-person.ts'
import { type Way, waysTo } from './ways.ts'

/** In one transaction with its messages; nothing is done where another Tillie has it in hand. */
export async function deliverAwaited(
  sql: Sql,
  awaited: AwaitedReport,
  deps: DeliverDeps,
): Promise<void> {
  if (!(await takeAwaited(sql, awaited, deps.now))) return
  const run = (await findRun(sql, awaited.reportId))!
  const ways = await chatOf(sql, awaited)
  const linkOf = linkerFor(deps.linkTo, { orgId: deps.org.id, now: deps.now })
  await tellPerson(sql, ways, await newsOf(sql, run, awaited, deps), { ...deps, linkOf })
}

/** The chat in which it was asked for, as long as it is still that person's; else the one last used. */
async function chatOf(sql: Sql, { conversationId, userId }: AwaitedReport): Promise<Way[]> {
  const asked = await sql<Way[]>`
    select id, channel, account
    from conversations
    where org_id = current_org() and id = ${conversationId} and user_id = ${userId}
      and not is_group and unreachable_since is null`
  return asked.length > 0 ? asked : waysTo(sql, userId, [])
}

async function newsOf(
  sql: Sql,
  run: ReportRun,
  { userId }: AwaitedReport,
  { org }: DeliverDeps,
): Promise<News> {
  const kind = kindOf(run.type)
  if (!mayRead(await actorFor(sql, userId), kind)) return { text: readNoMore(kind.title) }
  if (run.status === 'failed') return { text: `**${kind.title}**: ${run.error}` }
  const report = thaw(await frozenResult(sql, run.id))
  const kept = run.files.filter(({ removedAt }) => !removedAt)
  const files = kept.map(({ id, name, mime, sizeBytes }) => ({ id, name, mime, sizeBytes }))
  return { text: nowReady(report, wordsFor(org)), files }
}
