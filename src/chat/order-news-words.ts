/** What staff and customers read of an order request. What customers wrote stands in it as one line. */
import type { RequestNews } from '#domain/order-requests/news.ts'
import type { OrderRequest } from '#domain/order-requests/request.ts'
import type { ShortGoods } from '#domain/order-requests/short-goods.ts'
import { oneLine } from '#kit/harmless.ts'
import type { Words } from '#kit/words.ts'
import { goodsLines, howItGets, nameOf, shortLines } from '#tools/orders/request-words.ts'
import type { Knock } from './message.ts'

/** Of a template's parameter. */
const parameterLengthMax = 200

export function staffNews(
  request: OrderRequest,
  short: readonly ShortGoods[],
  words: Words,
): string {
  const { order, phone } = request
  const from = phone ? ` (${phone})` : ''
  return [
    `**${nameOf(request)}**${from} asks for order **${order.number}**:`,
    ...goodsLines(order, words),
    `${howItGets(request)}.`,
    ...shortLines(short, words),
  ].join('\n')
}

/** The same goods again, and since when they wait. */
export function reminderNews(
  request: OrderRequest,
  { short, words, timezone }: { short: readonly ShortGoods[]; words: Words; timezone: string },
): string {
  const since = clockTime(request.requestedAt, timezone)
  return `Nobody has answered this since ${since}. ${staffNews(request, short, words)}`
}

export function stillWaitsNews(
  { request, isStaffTold }: Asked & { isStaffTold: boolean },
  { business }: Telling,
): string {
  const reminded = isStaffTold ? ', and they were reminded' : ''
  return `${business} has not answered your order **${request.order.number}** yet: it still waits${reminded}.`
}

export function withdrawnNews(request: OrderRequest): string {
  return `**${nameOf(request)}** has taken order request ${request.order.number} back: nothing is to be done.`
}

export interface Telling {
  business: string
  words: Words
  /** How the business is paid, in its own words. */
  pay: string | null
}

export function customerNews(news: RequestNews, { business, words, pay }: Telling): string {
  const { request, standing } = news
  const { order } = request
  const name = `your order **${order.number}**`
  switch (standing) {
    case 'accepted':
      return [
        `${business} has accepted ${name}:`,
        ...goodsLines(order, words),
        `${howItGets(request)}.`,
        ...(pay ? ['', pay] : []),
      ].join('\n')
    case 'paid':
      return `${business} has received the payment for ${name}: thank you.`
    case 'fulfilled':
      return `${capital(name)} was ${handed(request)}. Thank you for buying from ${business}.`
    case 'cancelled':
      return `${capital(name)} was cancelled by the shop${why(news)}.`
    default:
      return `${business} could not accept ${name}${why(news)}. Nothing is to be paid.`
  }
}

/** The same in the few words of a template, for when the person last wrote more than a day ago. */
export function knockFor(news: Asked & Partial<RequestNews>, pay: string | null): Knock {
  const { request, standing } = news
  const status = {
    accepted: pay ? 'accepted; write here for how to pay' : 'accepted',
    paid: 'paid, thank you',
    fulfilled: handed(request),
    cancelled: `cancelled by the shop${why(news)}`,
    declined: `not accepted by the shop${why(news)}`,
    waiting: 'still waiting for the shop',
    withdrawn: 'taken back',
  }[standing]
  const parameters = [nameOf(request), request.order.number, status].map(parameter)
  return { name: 'order_update_v1', language: 'en', parameters }
}

const handed = ({ delivery }: OrderRequest) =>
  delivery === 'deliver' ? 'delivered' : 'handed over'
const why = ({ reason }: Partial<RequestNews>) =>
  reason ? `: ${oneLine(reason).replace(/[.]+$/, '')}` : ''
type Asked = Pick<RequestNews, 'request' | 'standing'>
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** "Fri 20 November, 12:00" */
function clockTime(at: Date, timezone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    ...{ weekday: 'short', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' },
    timeZone: timezone,
  } as const).format(at)
}

/** Of one line; platforms refuse runs of blanks too. */
function parameter(text: string): string {
  const line = oneLine(text)
  return line.length <= parameterLengthMax
    ? line
    : `${line.slice(0, parameterLengthMax - 1).toWellFormed()}…`
}
