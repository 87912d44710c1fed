/** What the demo shop buys, day by day: each Monday up to a week's need, and more when it would run out. */
import { weekday } from '#kit/calendar.ts'
import type { Day } from '#kit/day.ts'
import { catalogue, type DemoProduct } from './catalogue.ts'
import { chanceOf } from './chance.ts'
import { ordersExpected } from './season.ts'

export interface Trade {
  day: Day
  sku: string
  sold: number
  returned: number
}

export interface StockDay {
  day: Day
  /** Its deliveries came on the morning of this one. */
  from: Day
  bought: Map<string, number>
  sold: Map<string, number>
  returned: Map<string, number>
}

/** Pieces of all products that one order takes, on average. */
const piecesPerOrder = 3.1
const daysOnTheShelf = 18
const daysUntilReorder = 4
/** Of a supplier who has none for three weeks. */
const outOfStock = 0.16
const weeksOut = 3
const totalDemand = catalogue.reduce((sum, { demand }) => sum + demand, 0)

/** How many there are after a delivery. */
export function fullShelf(product: DemoProduct, day: Day): number {
  return Math.ceil(perDay(product, ordersExpected(day)) * daysOnTheShelf) + 6
}

/** Of a product, on a day like any other. */
export function reorderPoint(product: DemoProduct): number {
  return Math.ceil(perDay(product, 28) * daysUntilReorder) + 2
}

function perDay({ demand }: DemoProduct, orders: number): number {
  return (orders * piecesPerOrder * demand) / totalDemand
}

/**
 * The days of `trade`, in order, each with its deliveries. `held` is what is on the shelves before the
 * first, and afterwards what is there after the last.
 */
export function stockDays(days: Day[], trade: Trade[], held: Map<string, number>): StockDay[] {
  const of = Map.groupBy(trade, ({ day }) => day)
  return days.map((day) => {
    const sold = new Map((of.get(day) ?? []).map((row) => [row.sku, row.sold]))
    const returned = new Map((of.get(day) ?? []).map((row) => [row.sku, row.returned]))
    const bought = new Map<string, number>()
    for (const product of catalogue) {
      const { sku } = product
      const before = held.get(sku) ?? 0
      const coming = delivery(product, day, { before, sold: sold.get(sku) ?? 0 })
      if (coming > 0) bought.set(sku, coming)
      held.set(sku, before + coming - (sold.get(sku) ?? 0) + (returned.get(sku) ?? 0))
    }
    return { day, from: day, bought, sold, returned }
  })
}

/**
 * Days before `since` put together by the week, so that a first start is quick; none reaches into the
 * next month.
 */
export function byTheWeek(days: StockDay[], since: Day): StockDay[] {
  const weeks: StockDay[] = []
  for (const next of days) {
    const week = weeks.at(-1)
    const isNew = !week || next.day >= since || weekday(next.day) === 1 || next.day.endsWith('-01')
    if (isNew) weeks.push({ ...next })
    else {
      week.day = next.day
      for (const part of ['bought', 'sold', 'returned'] as const)
        week[part] = added(week[part], next[part])
    }
  }
  return weeks
}

function added(some: Map<string, number>, more: Map<string, number>): Map<string, number> {
  const sum = new Map(some)
  for (const [sku, pieces] of more) sum.set(sku, (sum.get(sku) ?? 0) + pieces)
  return sum
}

function delivery(
  product: DemoProduct,
  day: Day,
  { before, sold }: { before: number; sold: number },
): number {
  const full = fullShelf(product, day)
  const isDue = weekday(day) === 1 && isInSeason(product, day) && !isOut(product, day)
  // Somebody drives to the wholesaler rather than send a customer away.
  const isShort = before < sold
  if (!isDue && !isShort) return 0
  return Math.max(0, full - before, sold - before)
}

function isInSeason({ months }: DemoProduct, day: Day): boolean {
  return !months || months.includes(Number(day.slice(5, 7)))
}

function isOut({ sku }: DemoProduct, day: Day): boolean {
  const week = Math.floor(Date.parse(day) / (7 * 86_400_000))
  return chanceOf(`${sku} wanted ${Math.floor(week / weeksOut)}`).happens(outOfStock)
}
