/**
 * What the inbox is measured against, each a server of its own. argv: a JSON `DoorOrders`.
 * It tells its parent the port.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { serve } from '@hono/node-server'
import { Bot, webhookCallback } from 'grammy'
import { Hono } from 'hono'
import postgres from 'postgres'
import { appSecret, botToken, webhookSecret } from './posts.ts'

export interface DoorOrders {
  door: 'signed' | 'single' | 'grammy'
  url: string
}

const { door, url }: DoorOrders = JSON.parse(process.argv[2]!)
const app = { signed, single, grammy }[door]()
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => process.send!({ port }))

/** The signature is checked and the JSON read; nothing is stored. */
function signed(): Hono {
  const app = new Hono()
  app.post('/webhooks/whatsapp', async (c) => {
    const bytes = Buffer.from(await c.req.arrayBuffer())
    if (!isSigned(c.req.header('x-hub-signature-256'), bytes)) return c.body(null, 401)
    JSON.parse(bytes.toString('utf8'))
    return c.body(null, 200)
  })
  return app
}

/** The same, and one insert for each request before it is answered. */
function single(): Hono {
  const sql = postgres(url, { max: 10 })
  const app = new Hono()
  app.post('/webhooks/whatsapp', async (c) => {
    const bytes = Buffer.from(await c.req.arrayBuffer())
    if (!isSigned(c.req.header('x-hub-signature-256'), bytes)) return c.body(null, 401)
    const body = JSON.parse(bytes.toString('utf8'))
    const message = body.entry[0].changes[0].value.messages[0]
    const sentAt = new Date(message.timestamp * 1_000)
    await sql`
      insert into inbox (org_id, channel, account, external_id, chat, kind, payload,
        sent_at, received_at, not_before)
      values (1, 'whatsapp', '106540352242922', ${message.id}, ${message.from}, 'message',
        ${sql.json(body)}, ${sentAt}, now(), now())
      on conflict do nothing`
    return c.body(null, 200)
  })
  return app
}

/** grammY's own handler, which remembers nothing. */
function grammy(): Hono {
  const bot = new Bot(botToken, {
    botInfo: {
      id: 7_000_000_001,
      is_bot: true,
      first_name: 'Tillie',
      username: 'tillie_bot',
    } as never,
  })
  bot.on('message', () => {})
  const app = new Hono()
  app.post('/webhooks/telegram', webhookCallback(bot, 'hono', { secretToken: webhookSecret }))
  return app
}

function isSigned(header: string | undefined, bytes: Buffer): boolean {
  const given = Buffer.from((header ?? '').slice('sha256='.length), 'hex')
  const right = createHmac('sha256', appSecret).update(bytes).digest()
  return given.length === right.length && timingSafeEqual(given, right)
}
