/** What the Cloud API stand-in says of time: the window, the pair limit, and answers that are lost. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jsonOf, openTinyTillie, secrets, type TinyTillie } from './tiny-tillie.ts'

const owner = '+447700900101'
const finance = '+447700900102'
const number = secrets.phoneNumberId
const hour = 3_600_000
const patiently = { timeout: 60_000 }
let tillie: TinyTillie

beforeAll(async () => {
  tillie = await openTinyTillie()
  await tillie.hear('owner')
})
afterAll(() => tillie.close())

test('a lost answer leaves the message on the phone, a time-out leaves nothing', async () => {
  const { bubbles } = tillie.emulator.chats.of('whatsapp', 'owner')
  const before = bubbles.length
  tillie.emulator.faults.next('graph', 'lost')
  await expect(tillie.send(owner)).rejects.toThrow()
  expect(bubbles).toHaveLength(before + 1)
  for (const _ of ['sent', 'delivered']) await tillie.next()

  tillie.emulator.faults.next('graph', 'timeout')
  const path = `${tillie.url}/emulator/graph/v25.0/${number}/messages`
  const headers = { authorization: `Bearer ${secrets.accessToken}` }
  const caller = new AbortController()
  const { signal } = caller
  const unanswered = fetch(path, { method: 'POST', headers, body: '{}', signal })
  await expect.poll(() => tillie.emulator.faults.list(), patiently).toEqual([])
  caller.abort()
  await expect(unanswered).rejects.toThrow()
  expect(bubbles).toHaveLength(before + 1)
})

describe('the limits of time', () => {
  test('after 24 hours of silence only a template goes, and its button opens the window', async () => {
    await tillie.hear('finance')
    tillie.wait(24 * hour)
    expect(await codeOf(finance)).toBe(131047)

    const components = [{ type: 'body', parameters: [{ type: 'text', text: 'the report' }] }]
    const sent = await tillie.graph(`${number}/messages`, {
      to: finance,
      type: 'template',
      template: { name: 'tillie_report', language: { code: 'en' }, components },
    })
    expect(sent.status).toBe(200)
    const bubble = tillie.emulator.chats.of('whatsapp', 'finance').bubbles.at(-1)!
    for (const _ of ['sent', 'delivered']) await tillie.next()
    const tap = { message: bubble.id, id: 'Get it' }
    await tillie.emulator.say({ persona: 'finance', channel: 'whatsapp', tap }).taken
    const { body } = await tillie.next()
    expect(body.entry[0].changes[0].value.messages[0]).toMatchObject({
      type: 'button',
      button: { payload: 'Get it', text: 'Get it' },
      context: { id: bubble.id },
    })
    await tillie.send(finance)
    for (const _ of ['sent', 'delivered']) await tillie.next()
  })

  test('45 messages may be borrowed, the next waits for six seconds', async () => {
    await tillie.hear('staff')
    const codes = []
    for (let n = 0; n < 46; n++) codes.push(await codeOf('+447700900103'))
    expect(codes).toEqual([...Array(45).fill(null), 131056])
    tillie.wait(6_000)
    expect(await codeOf('+447700900103')).toBeNull()
  })
})

async function codeOf(to: string): Promise<number | null> {
  const answer = await tillie.graph(`${number}/messages`, { to, text: { body: 'Hello' } })
  const { error } = await jsonOf(answer)
  return error?.code ?? null
}
