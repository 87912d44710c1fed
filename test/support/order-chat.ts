/** A shop whose customers order in chats: what people say, and what comes to each of them. */
import { whatsappLimits } from '#channels/whatsapp-outbound.ts'
import type { Role } from '#domain/identity.ts'
import { setPaymentWords as setWords } from '#domain/order-requests/payment-words.ts'
import { actorFor, findPeople } from '#domain/people.ts'
import { addProduct } from '#domain/products/add-product.ts'
import { receiveStock } from '#domain/stock/receive-stock.ts'
import { tellOrderRequestsOf } from '#main/subscriptions-of.ts'
import type { Delivered } from './platforms.ts'
import { type Channel, cast, now, openShop, type Saying, type Shop } from './shop.ts'

/** Two mugs at 450 with 16 % tax are 1,044; a kettle has no tax. */
export async function openOrderShop(): Promise<Shop> {
  const shop = await openShop()
  await shop.db.asOrg(shop.org.id, async (sql) => {
    const [owner] = await findPeople(sql, 'owner')
    const actor = await actorFor(sql, owner!.userId)
    const mug = { sku: 'MUG-1', name: 'Sage Latte Mug', price: '450', taxRate: '0.16', now }
    const { id: mugId } = await addProduct(sql, actor, mug)
    await addProduct(sql, actor, { sku: 'KET-1', name: 'Blue Kettle', price: '2100', now })
    const lines = [{ productId: mugId, quantity: '10', unitCost: '300' }]
    await receiveStock(sql, actor, { lines, paidFrom: 'credit', receivedAt: now, now })
  })
  return shop
}

/** People of the shop on one channel, and what comes to whom. */
export function openChat(shop: Shop, channel: Channel) {
  const plain = (text: string) => text.replaceAll('*', '').replaceAll('\u00a0', ' ')
  const addressOf = (who: Role) => (channel === 'whatsapp' ? cast[who].phone : cast[who].telegramId)
  let seen = shop.platforms.delivered.length

  /** What has come to each of them since this was asked last. */
  function news(): (Pick<Delivered, 'text' | 'buttons' | 'file'> & { to: Role })[] {
    const fresh = shop.platforms.delivered.slice(seen)
    seen = shop.platforms.delivered.length
    return fresh.map(({ to, text, buttons, file }) => {
      const who = (['owner', 'finance', 'staff', 'customer'] as const).find(
        (role) => addressOf(role) === to,
      )
      return { to: who!, text: plain(text).replace(/<\/?b>/g, ''), buttons, file }
    })
  }

  /** Says it, or taps the button of that title that came last to this person. */
  async function says(who: Role, text: string, saying: Saying = {}) {
    const buttons = shop.platforms.delivered
      .filter(({ to }) => to === addressOf(who))
      .flatMap((message) => message.buttons)
    const tap = saying.photos ? undefined : buttons.findLast(({ title }) => title === text)?.id
    news()
    await shop.says(who, text, { ...saying, channel, tap })
    const all = news()
    const own = all.filter(({ to }) => to === who)
    return {
      text: own.map((one) => one.text).join('\n'),
      own,
      others: all.filter(({ to }) => to !== who),
    }
  }
  const titles = (told: { own: { buttons: Delivered['buttons'] }[] }) =>
    told.own.at(-1)?.buttons.map(({ title }) => title)
  return { says, titles, news }
}

export async function setPaymentWords(shop: Shop, words: string) {
  await shop.db.asOrg(shop.org.id, async (sql) => {
    const [owner] = await findPeople(sql, 'owner')
    await setWords(sql, await actorFor(sql, owner!.userId), { words, now })
  })
}

/** With a request each, the oldest first. */
export function requestedOrders(shop: Shop) {
  return shop.db.asOrg(
    shop.org.id,
    (sql) => sql<{ number: string; status: string; lines: number }[]>`
      select o.number, o.status,
        (select count(*)::integer from order_lines l where l.order_id = o.id) as lines
      from orders o
      join order_requests r on r.order_id = o.id
      order by o.id`,
  )
}

/** As the minute's bell does, at that moment. */
export async function runJob(shop: Shop, at = now) {
  const channels = { whatsapp: { limits: whatsappLimits }, telegram: { limits: whatsappLimits } }
  await tellOrderRequestsOf({ db: shop.db, clock: () => at }, channels)(shop.org.id)
  await shop.tillie.road.idle()
}
