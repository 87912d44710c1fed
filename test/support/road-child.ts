/**
 * A whole road in a process of its own, made to be killed.
 * argv: a JSON `ChildOrders`. It writes what it comes to on stdout, and what leaves to a file.
 */
import { appendFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { openRoad } from '#chat/road.ts'
import { openFiles } from '#clients/files.ts'
import { migrate } from '#db/migrate.ts'
import { openDb } from '#db/sql.ts'
import { createOrg, findOrg } from '#domain/org.ts'
import type { Answer } from '#engine/answer.ts'
import { openLog } from '#kit/log.ts'
import { answered, message } from '#test/support/messages.ts'
import { scriptedChannel } from '#test/support/scripted-channel.ts'

export interface ChildOrders {
  url: string | null
  dataDir: string
  /** One line for each message that left. */
  sentFile: string
  /** Texts to keep; the text is the message's external id, too. */
  says: { chat: string; text: string }[]
  /** Where this process stops and waits for its end. */
  hangs: 'answering' | 'sending' | 'nowhere'
  workMs: number
}

const orders: ChildOrders = JSON.parse(process.argv[2]!)
const log = openLog('silent')
const db = await openDb({ url: orders.url, dataDir: orders.url ? null : orders.dataDir, log })
if (!orders.url) await migrate(db)
const business = { name: 'Shop', currency: 'KES', timezone: 'Africa/Nairobi' }
const org = (await findOrg(db, 'Shop')) ?? (await createOrg(db, business))

const tell = (what: string) => process.stdout.write(`${what}\n`)
const forever = new Promise<never>(() => {})

const answer: Answer = async ({ text }) => {
  tell('answering')
  if (orders.hangs === 'answering') await forever
  await pause(orders.workMs)
  return answered(`You said: ${text}`)
}

const whatsapp = scriptedChannel(async ({ message }) => {
  tell('sending')
  if (orders.hangs === 'sending') await forever
  await pause(orders.workMs)
  if (message.is === 'text') appendFileSync(orders.sentFile, `${message.text}\n`)
  return null
})

const unpaced = { everyMs: 0, burst: 1 }
const road = openRoad({
  db,
  answer,
  channels: { whatsapp },
  files: openFiles(orders.dataDir),
  clock: () => new Date(),
  log,
  defaultOrg: { whatsapp: org.id },
  template: null,
  paces: { whatsapp: unpaced, telegram: unpaced },
  limits: { turnLeaseMs: 600, sendLeaseMs: 600, unknownGraceMs: 50, pollMs: 50 },
})

for (const { chat, text } of orders.says) {
  const inbound = [
    message(text, {
      externalId: text,
      messageId: text,
      sender: { phone: chat },
      sentAt: new Date(0),
    }),
  ]
  await road.keep({ channel: 'whatsapp', body: text, inbound })
}
tell('kept')
await road.start()
await road.idle()
await road.stop()
await db.close()
tell('done')
