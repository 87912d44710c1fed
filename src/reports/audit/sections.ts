/** The tables of a month's audit. Lists are cut at a length for the page; the pack's CSVs hold all. */
import type { Fragment, Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import type { Span } from '#kit/calendar.ts'
import type { Column, Row, Section } from '../report.ts'
import { adjustments, failedLogins, lockOuts, logins, roleChanges } from './actions.ts'
import { entrySums } from './books.ts'
import { modelCalls } from './log.ts'
import { isWithin, personName } from './month.ts'

export const rowsMax = 50

export async function summarySections(sql: Sql, org: Org, span: Span): Promise<Section[]> {
  return [
    await bySource(sql, span),
    await byPerson(sql, org, span),
    await approvalsByTool(sql, org, span),
    await adjustmentsByKind(sql, span),
    await byModel(sql, org, span),
    await byAction(sql, org, span),
  ].filter(({ rows }) => rows.length > 0)
}

async function bySource(sql: Sql, span: Span): Promise<Section> {
  const sums = sql`count(*)::text as entries, trim_scale(coalesce(sum(debits), 0))::text as debits,
    trim_scale(coalesce(sum(credits), 0))::text as credits,
    trim_scale(coalesce(sum(debits - credits), 0))::text as difference`
  const rows = await sql<Row[]>`
    with entries as (${entrySums(sql, span)})
    select source, ${sums} from entries group by source order by count(*) desc, source`
  const [totals] = await sql<Row[]>`
    with entries as (${entrySums(sql, span)})
    select 'Total' as source, ${sums} from entries`
  return {
    key: 'entries_by_source',
    title: 'Entries by what posted them',
    columns: [
      text('source', 'Source'),
      count('entries', 'Entries'),
      money('debits', 'Debits'),
      money('credits', 'Credits'),
      money('difference', 'Difference'),
    ],
    rows: [...rows],
    totals: totals!,
  }
}

async function byPerson(sql: Sql, org: Org, span: Span): Promise<Section> {
  const counted = (actions: readonly string[]) =>
    sql`count(*) filter (where a.action = any(${[...actions]}))::text`
  const all = [...logins, ...failedLogins, ...lockOuts, ...roleChanges]
  const rows = await sql<Row[]>`
    select coalesce(${personName(sql, sql`u.name`, sql`a.user_id`)}, 'the house') as person,
      ${counted(logins)} as logins, ${counted(failedLogins)} as failed,
      ${counted(lockOuts)} as lock_outs, ${counted(roleChanges)} as role_changes
    from audit_log a
    left join users u on u.org_id = a.org_id and u.id = a.user_id
    where a.org_id = current_org() and a.action = any(${all})
      and ${isWithin(sql, sql`a.at`, org, span)}
    group by a.user_id, u.name
    order by count(*) desc, person
    limit ${rowsMax}`
  return {
    key: 'people',
    title: 'Logins and roles by person',
    columns: [
      text('person', 'Person'),
      count('logins', 'Logins'),
      count('failed', 'Failed'),
      count('lock_outs', 'Lock-outs'),
      count('role_changes', 'Role changes'),
    ],
    rows: [...rows],
  }
}

async function approvalsByTool(sql: Sql, org: Org, span: Span): Promise<Section> {
  const rows = await sql<Row[]>`
    select replace(p.tool, '_', ' ') as tool,
      count(*) filter (where d.decision = 'approved')::text as approved,
      count(*) filter (where d.decision = 'refused')::text as refused,
      count(*) filter (where d.via = 'rule')::text as by_rule,
      trim_scale(sum(p.amount) filter (where d.decision = 'approved'))::text as amount
    from proposal_decisions d
    join proposals p on p.org_id = d.org_id and p.id = d.proposal_id
    where d.org_id = current_org() and ${isWithin(sql, sql`d.decided_at`, org, span)}
    group by p.tool
    order by count(*) desc, p.tool`
  return {
    key: 'approvals',
    title: 'Approvals',
    columns: [
      text('tool', 'What was decided'),
      count('approved', 'Approved'),
      count('refused', 'Refused'),
      count('by_rule', 'By a rule'),
      money('amount', 'Approved amount'),
    ],
    rows: [...rows],
  }
}

async function adjustmentsByKind(sql: Sql, { from, to }: Span): Promise<Section> {
  const rows = await sql<Row[]>`
    select kind, count(*)::text as movements, trim_scale(sum(quantity))::text as quantity,
      trim_scale(sum(value_change))::text as value
    from stock_movements
    where org_id = current_org() and kind = any(${adjustments})
      and business_day between ${from}::date and ${to}::date
    group by kind
    order by kind`
  return {
    key: 'stock_adjustments',
    title: 'Stock adjustments',
    columns: [
      text('kind', 'Kind'),
      count('movements', 'Movements'),
      { key: 'quantity', title: 'Units', kind: 'quantity' },
      money('value', 'Value'),
    ],
    rows: [...rows],
  }
}

async function byModel(sql: Sql, org: Org, span: Span): Promise<Section> {
  const rows = await sql<Row[]>`
    select coalesce(model, 'not named') as model, count(*)::text as calls,
      coalesce(sum(input_tokens), 0)::text as read, coalesce(sum(output_tokens), 0)::text as written,
      trim_scale(sum(cost))::text as cost
    from (${modelCalls(sql, org, span)}) calls
    group by model
    order by count(*) desc, model
    limit ${rowsMax}`
  return {
    key: 'ai_use',
    title: 'AI use',
    columns: [
      text('model', 'Model'),
      count('calls', 'Calls'),
      count('read', 'Tokens read'),
      count('written', 'Tokens written'),
      text('cost', 'Cost (US dollars)'),
    ],
    rows: [...rows],
  }
}

async function byAction(sql: Sql, org: Org, span: Span): Promise<Section> {
  const ofMonth: Fragment = sql`a.org_id = current_org() and ${isWithin(sql, sql`a.at`, org, span)}`
  const rows = await sql<Row[]>`
    select a.action, count(*)::text as entries
    from audit_log a
    where ${ofMonth}
    group by a.action
    order by count(*) desc, a.action
    limit ${rowsMax}`
  const [totals] = await sql<Row[]>`
    select 'All entries' as action, count(*)::text as entries from audit_log a where ${ofMonth}`
  return {
    key: 'audit_log',
    title: 'What the audit log tells of',
    columns: [text('action', 'Action'), count('entries', 'Entries')],
    rows: [...rows],
    totals: totals!,
  }
}

const text = (key: string, title: string): Column => ({ key, title, kind: 'text' })
const count = (key: string, title: string): Column => ({ key, title, kind: 'count' })
const money = (key: string, title: string): Column => ({ key, title, kind: 'money' })
