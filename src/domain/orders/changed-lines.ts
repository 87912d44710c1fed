/** Which lines of an edited order stay, which go and which are new. */
import type { Sql } from '#db/sql.ts'
import { together } from '#db/together.ts'
import { Refusal } from '#kit/refusal.ts'
import type { SaleInput } from './order.ts'
import type { WholeLine, WholeOrder } from './order-rows.ts'
import { type PricedLine, priceLines } from './price-lines.ts'
import { isSome } from './take-money.ts'
import { writeLines } from './write-order.ts'

export interface LineChanges {
  /** Same product and quantity: their goods stay where they went. */
  stayed: PricedLine[]
  /** Positions. */
  removed: number[]
  /** Under positions that no line of the order ever had. */
  added: PricedLine[]
}

/** Null when nothing is changed. Refused: a line whose goods came back, and whatever prices refuse. */
export async function changedLines(
  sql: Sql,
  order: WholeOrder,
  inputs: readonly SaleInput[],
): Promise<LineChanges | null> {
  const pairs = paired(order.lines, inputs)
  const [priced, [last]] = await together([
    priceLines(sql, pairs.map(asAsked), { archivedToo: true }),
    // Also those that an earlier edit took away: their movements still bear their positions.
    sql<{ position: number }[]>`
      select greatest(
        (select max(position) from order_lines
          where org_id = current_org() and order_id = ${order.id}),
        (select max(position) from stock_movements
          where org_id = current_org() and order_id = ${order.id}), 0) as position`,
  ])
  const stayed: PricedLine[] = []
  const added: PricedLine[] = []
  for (const [at, { old }] of pairs.entries())
    if (old) stayed.push({ ...priced.lines[at]!, position: old.position })
    else added.push({ ...priced.lines[at]!, position: last!.position + added.length + 1 })
  const stays = new Map(stayed.map((line) => [line.position, line]))
  const removed = order.lines.filter(({ position }) => !stays.has(position))
  const repriced = order.lines.filter(({ position, unitPrice, discount, tax }) => {
    const now = stays.get(position)
    return now && (now.unitPrice !== unitPrice || now.discount !== discount || now.tax !== tax)
  })
  for (const { name, returned } of [...removed, ...repriced])
    if (isSome(returned)) throw new Refusal(`${name} came back already: its line stays as it is.`)
  if (removed.length + repriced.length + added.length === 0) return null
  return { stayed, removed: removed.map(({ position }) => position), added }
}

/** Writes what changed; `costs` of the added lines by position. */
export async function rewriteLines(
  sql: Sql,
  orderId: string,
  { stayed, removed, added }: LineChanges,
  costs: ReadonlyMap<number, string | null>,
): Promise<void> {
  await together([
    sql`
      delete from order_lines
      where org_id = current_org() and order_id = ${orderId}
        and position = any(${removed}::integer[])`,
    sql`
      update order_lines l
      set unit_price = s."unitPrice", discount = s.discount, tax = s.tax
      from jsonb_to_recordset(${sql.json(stayed as never)}) as s (position integer,
        "unitPrice" numeric, discount numeric, tax numeric)
      where l.org_id = current_org() and l.order_id = ${orderId} and l.position = s.position
        and (l.unit_price, l.discount, l.tax) is distinct from (s."unitPrice", s.discount, s.tax)`,
    added.length > 0 && writeLines(sql, orderId, added, costs),
  ])
}

interface Pair {
  input: SaleInput
  old: WholeLine | null
  /** Another line of the same product, whose price stays when no other is said. */
  like: WholeLine | null
}

function paired(lines: readonly WholeLine[], inputs: readonly SaleInput[]): Pair[] {
  const free = [...lines]
  return inputs.map((input) => {
    const isSame = ({ productId, quantity }: WholeLine) =>
      productId === input.productId && quantity === plain(input.quantity)
    const at = free.findIndex(isSame)
    const old = at < 0 ? null : free.splice(at, 1)[0]!
    const like = lines.find(({ productId }) => productId === input.productId) ?? null
    return { input, old, like }
  })
}

function asAsked({ input, old, like }: Pair): SaleInput {
  return {
    ...input,
    unitPrice: input.unitPrice ?? (old ?? like)?.unitPrice,
    discount: input.discount ?? old?.discount,
  }
}

/** "3" of "03.00": as SQL writes it. */
function plain(quantity: string): string {
  const [whole = '', decimals = ''] = quantity.split('.')
  const rest = decimals.replace(/0+$/, '')
  return `${whole.replace(/^0+(?=\d)/, '')}${rest && `.${rest}`}`
}
