/** Nothing goes out that is not there. */
import type { Sql } from '#db/sql.ts'
import { Refusal } from '#kit/refusal.ts'
import type { MovementRow } from './add-movements.ts'

interface Short {
  name: string
  /** How many are in hand: in all places, and in the one they would leave. */
  held: string
  heldThere: string
  place: string
  wanted: string
  isShortThere: boolean
}

/**
 * Refused when a product would stand below zero now, in all places together or in the one it
 * leaves. It may stand there where the business allows that; a count says what is there and is
 * believed.
 */
export async function requireEnough(sql: Sql, rows: readonly MovementRow[]): Promise<void> {
  if (!rows.some(({ quantity }) => quantity.startsWith('-'))) return
  const taken = rows.filter(({ kind }) => kind !== 'count')
  const [short] = await sql<Short[]>`
    select p.name, trim_scale(greatest(b.quantity, 0))::text as held,
      trim_scale(greatest(coalesce(l.quantity, 0), 0))::text as "heldThere",
      s.name as place, trim_scale(-t.quantity)::text as wanted,
      b.quantity + t.of_product >= 0 as "isShortThere"
    from (
      select product_id, location_id, sum(quantity) as quantity,
        sum(sum(quantity)) over (partition by product_id) as of_product
      from unnest(${taken.map(({ productId }) => productId)}::bigint[],
        ${taken.map(({ locationId }) => locationId)}::bigint[],
        ${taken.map(({ quantity }) => quantity)}::numeric[])
        as t (product_id, location_id, quantity)
      group by product_id, location_id
    ) t
    join products p on p.org_id = current_org() and p.id = t.product_id
    join locations s on s.org_id = p.org_id and s.id = t.location_id
    join stock_balances b on b.org_id = p.org_id and b.product_id = p.id
    left join stock_levels l on l.org_id = p.org_id
      and l.product_id = p.id and l.location_id = t.location_id
    where t.quantity < 0
      and (b.quantity + t.of_product < 0 and t.of_product < 0
        or coalesce(l.quantity, 0) + t.quantity < 0)
      and not exists (
        select from orgs
        where org_id = current_org() and settings -> 'sellBelowZero' = 'true')
    order by p.id, s.id
    limit 1`
  if (short) throw new Refusal(words(short))
}

function words({ name, held, heldThere, place, wanted, isShortThere }: Short): string {
  if (isShortThere)
    return [
      `Only ${heldThere} of ${name} ${are(heldThere)} in ${place}, and ${wanted} would leave;`,
      `there are ${held} in all places.`,
    ].join(' ')
  if (held === '0') return `None of ${name} is in stock, and ${wanted} would leave.`
  return `Only ${held} of ${name} ${are(held)} in stock, and ${wanted} would leave.`
}

const are = (quantity: string) => (quantity === '1' ? 'is' : 'are')
