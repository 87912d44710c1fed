/** A stand-in for Telegram's Bot API: it takes what Telegram takes and refuses what it refuses. */
import { Hono } from 'hono'
import { type Call, readCall } from './bot-call.ts'
import { BotError, tooMany } from './bot-error.ts'
import { botUser } from './bot-message.ts'
import type { openBotSending } from './bot-send.ts'
import { isSame, type Updates } from './bot-updates.ts'
import { playFaults } from './faults.ts'
import { onlyLocalCalls } from './phone-guard.ts'
import type { World } from './world.ts'

const downloadBytesMax = 20 * 1024 * 1024
const answerLengthMax = 200
const commandsMax = 100
const pollTimeoutMaxS = 50

type Method = (call: Call) => unknown

export interface BotParts {
  sending: ReturnType<typeof openBotSending>
  updates: Updates
  /** Ends the spinner of a tapped button; false when there is no such tap. */
  answerTap: (id: string, text: string) => boolean
}

export function botApp(world: World, parts: BotParts): Hono {
  const methods = new Map<string, Method>(
    Object.entries(botMethods(world, parts)).map(([name, run]) => [name.toLowerCase(), run]),
  )
  const app = new Hono()
  app.onError((error) => {
    if (error instanceof BotError) return error.toResponse()
    world.log.error({ err: error }, 'the Bot stand-in failed')
    return new BotError(500, 'Internal Server Error').toResponse()
  })
  app.use('*', onlyLocalCalls())
  app.use('*', world.wire.record('telegram', /^\/emulator\/bot(?=\/)/))
  app.use('*', playFaults(world.faults, 'bot', faultResponse))

  app.get('/file/:bot{bot[^/]*}/:path{.+}', (c) => {
    checkToken(c.req.param('bot'))
    const file = world.media.get(c.req.param('path').replace(/^\w+\//, ''))
    if (!file) throw new BotError(404, 'Not Found')
    return c.body(new Uint8Array(file.bytes), 200, { 'content-type': 'application/octet-stream' })
  })
  app.on(['GET', 'POST'], '/:bot{bot[^/]*}/:method', async (c) => {
    checkToken(c.req.param('bot'))
    const run = methods.get(c.req.param('method').toLowerCase())
    if (!run) throw new BotError(404, 'Not Found')
    return c.json({ ok: true, result: await run(await readCall(c)) })
  })
  app.all('*', () => new BotError(404, 'Not Found').toResponse())
  return app

  function checkToken(bot: string): void {
    if (!isSame(decodeURIComponent(bot), `bot${world.secrets.botToken}`))
      throw new BotError(401, 'Unauthorized')
  }
}

function botMethods(world: World, { sending, updates, answerTap }: BotParts) {
  let commands: unknown[] = []
  const { newMessageId: _, personOf: __, ...sends } = sending

  return {
    ...sends,
    getMe: () => ({
      ...botUser(world),
      can_join_groups: false,
      can_read_all_group_messages: false,
      supports_inline_queries: false,
    }),
    answerCallbackQuery({ fields }: Call) {
      const text = String(fields.text ?? '')
      if (text.length > answerLengthMax) throw new BotError(400, 'MESSAGE_TOO_LONG')
      if (answerTap(String(fields.callback_query_id), text)) return true
      throw new BotError(
        400,
        'query is too old and response timeout expired or query ID is invalid',
      )
    },
    getFile({ fields }: Call) {
      const file = world.media.get(String(fields.file_id))
      if (!file) throw new BotError(400, 'invalid file_id')
      if (file.bytes.length > downloadBytesMax) throw new BotError(400, 'file is too big')
      return {
        file_id: file.id,
        file_unique_id: `u${file.id}`,
        file_size: file.bytes.length,
        file_path: `${file.mime.startsWith('image/') ? 'photos' : 'documents'}/${file.id}`,
      }
    },
    setWebhook({ fields }: Call) {
      const url = String(fields.url ?? '')
      const secret = String(fields.secret_token ?? '')
      // As a Bot API server of one's own, it also takes plain HTTP on this machine.
      if (url && !/^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/])/.test(url))
        throw new BotError(400, 'bad webhook: An HTTPS URL must be provided for webhook')
      if (secret && !/^[\w-]{1,256}$/.test(secret))
        throw new BotError(400, 'secret token contains unallowed characters')
      updates.setWebhook(url ? { url, secret } : null, isTrue(fields.drop_pending_updates))
      return true
    },
    deleteWebhook({ fields }: Call) {
      updates.setWebhook(null, isTrue(fields.drop_pending_updates))
      return true
    },
    getWebhookInfo: () => ({
      url: updates.webhook()?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: updates.count(),
    }),
    getUpdates({ fields, caller }: Call) {
      if (updates.webhook())
        throw new BotError(
          409,
          "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        )
      const limit = Math.min(Number(fields.limit ?? 100), 100)
      const timeoutS = Math.min(Number(fields.timeout ?? 0), pollTimeoutMaxS)
      return updates.poll(Number(fields.offset ?? 0), limit, timeoutS, caller)
    },
    setMyCommands({ fields }: Call) {
      if (!Array.isArray(fields.commands)) throw new BotError(400, "can't parse commands")
      if (fields.commands.length > commandsMax) throw new BotError(400, 'BOT_COMMANDS_TOO_MUCH')
      if (!fields.commands.every((one) => /^[a-z0-9_]{1,32}$/.test(String(Object(one).command))))
        throw new BotError(400, 'BOT_COMMAND_INVALID')
      commands = fields.commands
      return true
    },
    getMyCommands: () => commands,
  } satisfies Record<string, Method>
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true' || value === '1'
}

function faultResponse(status: 429 | 500): Response {
  return (status === 429 ? tooMany(1) : new BotError(500, 'Internal Server Error')).toResponse()
}
