/**
 * News of order requests: what waits is told to the staff with its buttons, what became of it to the
 * customer. Taken and told in one transaction, by the turn that gave rise to it or by the next minute's
 * job, so that each is told once.
 */
import type { Sql } from '#db/sql.ts'
import { noteTold, type RequestNews, takeNews } from '#domain/order-requests/news.ts'
import { paymentWords } from '#domain/order-requests/payment-words.ts'
import type { OrderRequest } from '#domain/order-requests/request.ts'
import { shortGoods } from '#domain/order-requests/short-goods.ts'
import { currentOrg } from '#domain/org.ts'
import { wordsFor } from '#kit/words.ts'
import {
  customerNews,
  knockFor,
  staffNews,
  type Telling,
  withdrawnNews,
} from './order-news-words.ts'
import { staffChats } from './staff.ts'
import { type TellDeps, tellPerson } from './tell-person.ts'
import { type Way, waysTo } from './ways.ts'

/** The rest waits for the next minute. */
const newsMax = 50

export async function tellOrderNews(sql: Sql, deps: TellDeps): Promise<void> {
  const all = await takeNews(sql, newsMax)
  for (const news of all) {
    const wasTold = news.forStaff ? await tellStaff(sql, news, deps) : true
    if (news.isForCustomer) await tellCustomer(sql, news, deps, customerNews)
    // What waits is told as soon as somebody of the team can be reached.
    if (wasTold || news.forStaff !== 'waiting') await noteTold(sql, news, deps)
  }
}

async function tellStaff(sql: Sql, news: RequestNews, deps: TellDeps): Promise<boolean> {
  const { request, forStaff } = news
  const chats = (await staffChats(sql, 'orders:write')) as readonly Way[]
  const words = wordsFor(await currentOrg(sql))
  const told =
    forStaff === 'withdrawn'
      ? { text: withdrawnNews(request) }
      : {
          text: staffNews(request, await shortGoods(sql, request.orderId), words),
          offers: offersFor(request),
        }
  await tellPerson(sql, chats, { ...told, isNotice: true }, deps)
  return chats.length > 0
}

/** The version goes with the button: of an order that was changed since, the tap asks again. */
export function offersFor({ order: { number, version } }: OrderRequest) {
  const input = { request: number, version }
  return [
    { title: 'Accept', meaning: { tool: 'accept_order_request', input } },
    { title: 'Decline', meaning: { tool: 'decline_order_request', input } },
  ]
}

export async function tellCustomer<News extends Pick<RequestNews, 'request' | 'standing'>>(
  sql: Sql,
  news: News,
  deps: TellDeps,
  wording: (news: News, telling: Telling) => string,
): Promise<void> {
  const ways = await waysTo(sql, news.request.userId, [])
  if (ways.length === 0) return
  const org = await currentOrg(sql)
  const words = wordsFor(org)
  const pay = await paymentWords(sql)
  const text = wording(news, { business: org.name, words, pay })
  const knock = knockFor(news, pay)
  await tellPerson(sql, ways, { text, knock, mustNotRepeat: true }, deps)
}
