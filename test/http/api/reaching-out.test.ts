/** Story: the shop writes first by API: news to anybody, offers only to those who agreed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDb } from '#test/support/database.ts'
import { type Member, openDesk } from './desk.ts'

describe('reaching out by API', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  const desk = await openDesk(db)
  let [owner, customer, rival]: Member[] = []
  let chat = ''
  beforeAll(async () => {
    owner = await desk.joins(desk.duka, 'owner', 'Wanjiru')
    customer = await desk.joins(desk.duka, 'customer', 'Juma')
    rival = await desk.joins(desk.rival, 'owner', 'Rita')
    chat = await desk.chats(customer)
  })
  const update = {
    template: 'order_update_v1',
    language: 'en',
    parameters: ['Juma', 'S-1', 'ready'],
  }
  const offer = { ...update, template: 'cart_reminder_v1', parameters: ['Juma', 'Mug', 'KES 450'] }
  const send = (body: object, headers?: Record<string, string>, who = owner) =>
    who!.calls('POST', `/conversations/${chat}/templates`, body, headers)
  const outbox = () =>
    db.asReader(
      desk.duka.id,
      (sql) =>
        sql<{ message: { name: string } }[]>`select payload as message from outbox order by id`,
    )
  const sent = async () => (await outbox()).map(({ message }) => message.name)
  const agrees = (isGranted: boolean) =>
    owner!.calls('PUT', `/people/${customer!.userId}/consents/marketing`, { isGranted })

  test('the templates are told with their parameters and languages', async () => {
    const { items } = (await customer!.calls('GET', '/chat/templates')).body
    const told = items.find(({ name }: { name: string }) => name === update.template)
    expect([told.category, told.parameters.length]).toEqual(['UTILITY', 3])
  })

  test('news goes out once under its key', async () => {
    const headers = { 'idempotency-key': 'order-1-ready' }
    expect((await send(update, headers)).body).toEqual({ queued: true })
    expect((await send(update, headers)).status).toBe(201)
    expect(await sent()).toEqual(['order_update_v1'])
  })

  test('an offer goes only to whoever agreed, for as long as they do', async () => {
    const refused = await send(offer)
    expect([refused.status, refused.body.detail]).toEqual([
      422,
      'Juma has not agreed to get offers: nothing was sent.',
    ])
    expect((await agrees(true)).body).toEqual({ topic: 'marketing', isGranted: true })
    expect((await send(offer)).status).toBe(201)
    await agrees(false)
    expect((await send(offer)).status).toBe(422)
    const path = `/people/${customer!.userId}/consents/marketing`
    expect((await owner!.calls('GET', path)).body.isGranted).toBe(false)
    expect(await sent()).toEqual(['order_update_v1', 'cart_reminder_v1'])
  })

  test('a template that is not there or does not fit is refused, and so is who may not', async () => {
    for (const wrong of [
      { ...update, template: 'no_such_v1' },
      { ...update, language: 'de' },
      { ...update, parameters: ['Juma'] },
      { ...update, parameters: ['Juma', 'S-1', 'two\nlines'] },
    ])
      expect((await send(wrong)).body.code).toBe('refused')
    expect((await send(update, {}, customer)).status).toBe(403)
    expect((await send(update, {}, rival)).body.code).toBe('refused')
    const theirs = `/people/${customer!.userId}/consents/marketing`
    expect((await rival!.calls('GET', theirs)).status).toBe(404)
    expect(await sent()).toHaveLength(2)
  })
})
