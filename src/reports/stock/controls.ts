/**
 * Control totals of stock: its value by products, by movements, and by the ledger's inventory
 * account.
 */
import type { Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'
import type { Control } from '../report.ts'

interface Tie {
  name: string
  leftLabel: string
  rightLabel: string
  left: string
  right: string
  difference: string
  ties: boolean
}

/**
 * `value`: what the report's own rows come to. Each is summed another way, up to the end of the
 * day.
 */
export async function stockControls(
  sql: Sql,
  { day, value, rows }: { day: Day; value: string; rows: string },
): Promise<Control[]> {
  const ties = await sql<Tie[]>`
    with sums (name, "leftLabel", "rightLabel", "left", "right") as (
      select 'Movements', ${rows}, 'what all movements changed', ${value}::numeric,
        (select coalesce(sum(value_change), 0)
          from stock_movements
          where org_id = current_org() and business_day <= ${day}::date)
      union all
      select 'Ledger', ${rows}, 'inventory account', ${value}::numeric,
        (select coalesce(sum(l.debit - l.credit), 0)
          from accounts a
          join journal_lines l on l.org_id = a.org_id and l.account_id = a.id
          join journal_entries e on e.org_id = l.org_id and e.id = l.entry_id
          where a.org_id = current_org() and a.role = 'inventory' and e.entry_date <= ${day}::date)
    )
    select name, "leftLabel", "rightLabel", trim_scale("left")::text as left,
      trim_scale("right")::text as right, trim_scale("left" - "right")::text as difference,
      "left" = "right" as ties
    from sums`
  return ties.map(({ name, leftLabel, rightLabel, left, right, difference, ties }) => ({
    name,
    left: { label: leftLabel, value: left },
    right: { label: rightLabel, value: right },
    difference,
    ties,
  }))
}
