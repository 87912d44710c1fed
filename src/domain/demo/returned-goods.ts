/** What comes back to the demo shop on a day, and the money for it. */
import { addDays } from '#kit/calendar.ts'
import type { Day } from '#kit/day.ts'
import { delivery } from './catalogue.ts'
import { chanceOf } from './chance.ts'
import { type OpeningHours, openingHours } from './season.ts'
import type { DemoLine, DemoOrder } from './trade.ts'

export interface DemoReturn {
  number: string
  kind: 'return' | 'adjustment'
  order: DemoOrder | null
  at: string
  lines: { line: DemoLine | null; description: string | null; quantity: number; pennies: number }[]
  method: string
  /** Online refunds take their time. */
  refundedAfterDays: number
}

const daysToBringBack = 12
const shareReturned = 0.022

/** Some orders are brought back, once, within days; `ordersOf` tells the orders of a day. */
export function returnsOf(day: Day, ordersOf: (day: Day) => DemoOrder[]): DemoReturn[] {
  const hours = openingHours(day)
  if (!hours) return []
  const returned: DemoReturn[] = []
  for (let ago = 1; ago <= daysToBringBack; ago++)
    for (const order of ordersOf(addDays(day, -ago))) {
      const chance = chanceOf(`return of ${order.number}`)
      const comes = chance.happens(shareReturned) && chance.between(1, daysToBringBack) === ago
      if (comes && order.status !== 'CANCELLED') returned.push(broughtBack(order, day, hours))
    }
  const count = chanceOf(`stock count ${day}`).between(150, 2400)
  return day.endsWith('-28') ? [...returned, stockCount(day, count)] : returned
}

function broughtBack(order: DemoOrder, day: Day, { opens, closes }: OpeningHours): DemoReturn {
  const chance = chanceOf(`goods of ${order.number}`)
  const goods = order.lines.filter(({ product }) => product.sku !== delivery.sku)
  const line = chance.pick(goods)
  const quantity = order.channel === 'trade' ? chance.between(1, 6) : line.quantity
  const [hour, minute] = [chance.between(opens, closes - 1), chance.between(0, 59)]
  return {
    number: `R${order.number}`,
    kind: 'return',
    order,
    at: `${day}T${two(hour)}:${two(minute)}:00`,
    lines: [{ line, description: null, quantity, pennies: worth(line, quantity) }],
    method: order.method,
    refundedAfterDays: order.channel === 'shop' ? 0 : 2,
  }
}

/** What was paid for so many pieces of a line, before tax. */
function worth({ product, quantity, discount }: DemoLine, returned: number): number {
  return Math.round(((product.price * quantity - discount) * returned) / quantity)
}

/** Once a month the till does not agree with the drawer. */
function stockCount(day: Day, pennies: number): DemoReturn {
  return {
    number: `A${day.replaceAll('-', '').slice(2)}`,
    kind: 'adjustment',
    order: null,
    at: `${day}T17:30:00`,
    lines: [{ line: null, description: 'Till difference', quantity: 0, pennies }],
    method: 'cash',
    refundedAfterDays: 0,
  }
}

function two(part: number): string {
  return String(part).padStart(2, '0')
}
