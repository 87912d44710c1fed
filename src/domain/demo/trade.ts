/** One day of trade at the demo shop: its orders, told by the day alone. */
import type { Day } from '#kit/day.ts'
import { catalogue, type DemoProduct, delivery } from './catalogue.ts'
import { type Chance, chanceOf } from './chance.ts'
import { type DemoCustomer, demoCustomers } from './customers.ts'
import { type OpeningHours, openingHours, ordersExpected } from './season.ts'

export interface DemoLine {
  product: DemoProduct
  quantity: number
  /** Pennies. */
  discount: number
  tax: number
}

export interface DemoOrder {
  number: string
  customer: DemoCustomer | null
  channel: 'shop' | 'online' | 'trade'
  country: string
  status: 'PAID' | 'FULFILLED' | 'CANCELLED'
  /** Local time. */
  at: string
  lines: DemoLine[]
  method: string
  /** Days after the order on which it is paid; cancelled orders never are. */
  paidAfterDays: number
  /** A card that was declined before the payment went through. */
  wasDeclined: boolean
}

const taxPercent = 20
const webHours: OpeningHours = { opens: 7, closes: 23 }
const tradeHours: OpeningHours = { opens: 8, closes: 17 }
/** How busy a shop is over its day, hour by hour from opening. */
const rhythm = [3, 5, 7, 10, 9, 7, 8, 9, 6]

const customers = demoCustomers()
const homes = customers.filter(({ kind }) => kind === 'home')
const locals = homes.filter(({ country }) => country === 'United Kingdom')
const businesses = customers.filter(({ kind }) => kind === 'trade')

/** In order of time. The number tells the day and the place in it. */
export function ordersOf(day: Day): DemoOrder[] {
  const chance = chanceOf(`orders ${day}`)
  const expected = ordersExpected(day)
  const count = Math.round(expected * (0.82 + 0.36 * chance.next()))
  const orders = Array.from({ length: count }, () => anOrder(day, chance)).filter(isOpen)
  orders.sort((a, b) => a.at.localeCompare(b.at))
  return orders.map((order, index) => ({ ...order, number: numberOf(day, index) }))
}

type MaybeOrder = DemoOrder | null
const isOpen = (order: MaybeOrder): order is DemoOrder => order !== null

function numberOf(day: Day, index: number): string {
  return `${day.replaceAll('-', '').slice(2)}-${String(index + 1).padStart(3, '0')}`
}

function anOrder(day: Day, chance: Chance): MaybeOrder {
  const channel = chance.weigh(['shop', 'online', 'trade'] as const, (name) =>
    name === 'shop' ? 67 : name === 'online' ? 31 : 2,
  )
  const hours = channel === 'online' ? webHours : openingHours(day)
  const customer = customerOf(channel, chance)
  const basket = linesOf(day, channel, chance)
  const isCancelled = channel === 'online' && chance.happens(0.04)
  const at = timeOf(day, channel === 'trade' ? tradeHours : (hours ?? webHours), chance)
  const method = methodOf(channel, chance)
  const paidAfterDays = method === 'bank transfer' ? chance.between(3, 9) : 0
  const wasDeclined = method === 'card' && chance.happens(0.015)
  if (!hours) return null
  return {
    number: '',
    customer,
    channel,
    country: customer?.country ?? 'United Kingdom',
    status: isCancelled ? 'CANCELLED' : channel === 'shop' ? 'PAID' : 'FULFILLED',
    at,
    lines: basket,
    method,
    paidAfterDays,
    wasDeclined,
  }
}

/** Across the counter most people stay nameless. */
function customerOf(channel: DemoOrder['channel'], chance: Chance): DemoCustomer | null {
  if (channel === 'trade') return chance.weigh(businesses, ({ loyalty }) => loyalty)
  if (channel === 'online') return chance.weigh(homes, ({ loyalty }) => loyalty)
  return chance.happens(0.3) ? chance.weigh(locals, ({ loyalty }) => loyalty) : null
}

function linesOf(day: Day, channel: DemoOrder['channel'], chance: Chance): DemoLine[] {
  const month = Number(day.slice(5, 7))
  const onSale = catalogue.filter(({ months }) => !months || months.includes(month))
  const wanted = channel === 'trade' ? chance.between(2, 6) : chance.weigh([1, 2, 3, 4, 5], sizes)
  const chosen = new Set<DemoProduct>()
  for (let picked = 0; picked < wanted; picked++)
    chosen.add(chance.weigh(onSale, ({ demand }) => demand))
  const lines = [...chosen].map((product) => {
    const quantity =
      channel === 'trade' ? chance.pick([6, 12, 12, 24]) : quantityOf(product, chance)
    const percentOff = channel === 'trade' ? 15 : chance.happens(0.07) ? 10 : 0
    return lineOf(product, quantity, percentOff)
  })
  return channel === 'online' ? [...lines, lineOf(delivery, 1, 0)] : lines
}

const sizes = (lines: number) => [44, 27, 16, 9, 4][lines - 1]!

function quantityOf({ price }: DemoProduct, chance: Chance): number {
  if (price > 2500) return 1
  return chance.weigh([1, 2, 4, 6], (quantity) => (quantity === 1 ? 70 : quantity === 2 ? 20 : 5))
}

function lineOf(product: DemoProduct, quantity: number, percentOff: number): DemoLine {
  const full = product.price * quantity
  const discount = Math.round((full * percentOff) / 100)
  return { product, quantity, discount, tax: Math.round(((full - discount) * taxPercent) / 100) }
}

function timeOf(day: Day, { opens, closes }: OpeningHours, chance: Chance): string {
  const hours = Array.from({ length: closes - opens }, (_, hour) => hour)
  const hour = opens + chance.weigh(hours, (hour) => rhythm[hour % rhythm.length]!)
  const [minute, second] = [chance.between(0, 59), chance.between(0, 59)]
  return `${day}T${[hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':')}`
}

function methodOf(channel: DemoOrder['channel'], chance: Chance): string {
  if (channel === 'trade') return 'bank transfer'
  if (channel === 'online') return chance.happens(0.8) ? 'card' : 'mobile money'
  return chance.weigh(['card', 'cash', 'mobile money'], (method) =>
    method === 'card' ? 62 : method === 'cash' ? 26 : 12,
  )
}
