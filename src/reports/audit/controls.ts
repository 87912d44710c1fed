/** What a month's audit ties: each sum against another way to it. */
import type { Sql } from '#db/sql.ts'
import { type ChainCheck, checkChain } from '#domain/audit-chain/check.ts'
import { asControl, type Tie } from '../ledger/statement.ts'
import type { Control } from '../report.ts'
import type { AuditFacts } from './figures.ts'

type Sides = Omit<Tie, 'difference'>

export async function controlsOf(sql: Sql, facts: AuditFacts, chain: ChainCheck) {
  const { books, trade, log, series } = facts
  const sides: Sides[] = [
    tie('Debits', 'total debits', books.debits, 'total credits', books.credits),
    count('Entries', 'in balance', books.balanced, 'entries of the month', books.entries),
    ...series.map(({ series, given, borne }) =>
      count(`${series} numbered`, 'numbers given out', given, 'papers that bear them', borne),
    ),
    tie('Refunds', 'refunds', trade.refunded, 'figures of the days', trade.refunded_by_day),
    count('Approvals', 'decisions kept', trade.approved, 'told in the log', log.approvals_told),
    count(
      ...(['Refused approvals', 'decisions kept', trade.refused] as const),
      ...(['told in the log', log.refusals_told] as const),
    ),
    count(
      ...(['Price changes', 'changes kept', trade.price_changes] as const),
      ...(['told in the log', log.price_changes_told] as const),
    ),
    count('Audit entries', 'in the log', log.passed, 'sealed in the chain', log.sealed),
    chainTie(chain),
  ]
  return withDifferences(sql, sides)
}

function tie(name: string, leftLabel: string, left: string, rightLabel: string, right: string) {
  return { name, leftLabel, left, rightLabel, right }
}

function count(...sides: Parameters<typeof tie>): Sides {
  return { ...tie(...sides), kind: 'count' }
}

/** Links up to the first bad one hold; whatever else is wrong with the chain is one link. */
function chainTie(chain: ChainCheck): Sides {
  const name = 'Audit chain'
  if (chain.is === 'whole') {
    const links = String(chain.links)
    return count(name, 'links checked', links, 'links that hold', links)
  }
  return count(name, 'links checked', '1', 'links that hold', '0')
}

async function withDifferences(sql: Sql, sides: Sides[]): Promise<Control[]> {
  const of = (side: 'left' | 'right') => sides.map((each) => each[side])
  const rows = await sql<{ difference: string }[]>`
    select trim_scale(one - other)::text as difference
    from unnest(${of('left')}::numeric[], ${of('right')}::numeric[])
      with ordinality as s (one, other, position)
    order by position`
  return sides.map((each, at) => asControl({ ...each, difference: rows[at]!.difference }))
}

/**
 * From the last anchor before the month's first link on; from the beginning where there is none. What
 * lies before it was checked when it was anchored.
 */
export async function checkSince(sql: Sql, position: number): Promise<ChainCheck> {
  const [anchor] = await sql<{ position: number; hash: string }[]>`
    select position::float as position, encode(hash, 'hex') as hash
    from audit_anchors
    where org_id = current_org() and position < ${position}
    order by position desc
    limit 1`
  return checkChain(sql, anchor)
}
