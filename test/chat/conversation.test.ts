/** Story: a phone number passes from one person to another, as numbers do. */
import { afterAll, describe, expect, test } from 'vitest'
import { openConversation, recall } from '#chat/conversation.ts'
import { roadLimits } from '#chat/limits.ts'
import { rememberTurn } from '#chat/write-reply.ts'
import { createOrg } from '#domain/org.ts'
import { addPerson } from '#domain/people.ts'
import { openTestDb } from '#test/support/database.ts'

const now = new Date('2026-03-10T09:00:00Z')

describe('a number changes hands', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  const org = await createOrg(db, { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' })
  const person = (name: string) =>
    db.asOrg(org.id, (sql) => addPerson(sql, { name, roles: ['owner'], now }))
  const opening = {
    channel: 'whatsapp',
    account: '1',
    chat: '+254700000001',
    address: { phone: '+254700000001' },
    isGroup: false,
    inboundAt: now,
    now,
  }
  const answered = {
    text: 'Net sales: KES 900',
    files: [],
    offers: [],
    tools: [],
    receipts: [],
    refused: false,
    model: 'offline',
  }

  test('what was said to the one is not recalled for the other', async () => {
    const { userId: before } = await person('Wanjiru')
    const { userId: after } = await person('Otieno')
    const recalled = (userId: string) =>
      db.asOrg(org.id, async (sql) => {
        const conversation = await openConversation(sql, { ...opening, userId })
        return { conversation, memory: await recall(sql, conversation.id) }
      })
    const { conversation } = await recalled(before)
    const turn = { question: 'How did we do?', answered, files: [], startedAt: now, now }
    const { choiceLifetimeMs } = roadLimits
    await db.asOrg(org.id, (sql) => rememberTurn(sql, { conversation, turn, choiceLifetimeMs }))

    expect((await recalled(before)).memory.history).toHaveLength(1)
    expect((await recalled(after)).memory).toEqual({ history: [], last: null, open: null })
  })
})
