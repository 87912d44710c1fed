/** What stands at each address, as OpenAPI wants to know it. */
import { createRoute, z } from '@hono/zod-openapi'

const problem = z
  .object({ error: z.string().openapi({ description: 'One sentence for a person' }) })
  .openapi('Fault')
const state = z.object({ status: z.string(), reason: z.string().optional() }).openapi('State')
const payload = z.record(z.string(), z.unknown()).openapi('PlatformPayload')

const json = (description: string, schema: z.ZodType) => ({
  description,
  content: { 'application/json': { schema } },
})
const kept = { description: 'Kept: the post is committed. Empty body.' }
const postAnswers = {
  200: kept,
  400: json('The body did not come whole', problem),
  401: json('The signature is missing or wrong; nothing was kept', problem),
  413: json('The body is larger than 3 MB', problem),
  503: json('Not kept: post it again after `Retry-After` seconds', problem),
}

const subscribe = createRoute({
  method: 'get',
  path: '/webhooks/whatsapp',
  tags: ['Webhooks'],
  summary: "WhatsApp's subscription check",
  request: {
    query: z.object({
      'hub.mode': z.literal('subscribe'),
      'hub.verify_token': z.string(),
      'hub.challenge': z.string(),
    }),
  },
  responses: {
    200: { description: 'The challenge, as plain text' },
    403: { description: 'The verify token is not ours' },
  },
})

const whatsapp = createRoute({
  method: 'post',
  path: '/webhooks/whatsapp',
  tags: ['Webhooks'],
  summary: 'Messages, statuses and other updates from the WhatsApp Cloud API',
  request: {
    headers: z.object({
      'x-hub-signature-256': z
        .string()
        .openapi({ description: '`sha256=` and the HMAC-SHA256 of the raw body, in hex' }),
    }),
    body: json('As Meta posts it', payload),
  },
  responses: postAnswers,
})

const telegram = createRoute({
  method: 'post',
  path: '/webhooks/telegram',
  tags: ['Webhooks'],
  summary: 'Updates from the Telegram Bot API',
  request: {
    headers: z.object({
      'x-telegram-bot-api-secret-token': z
        .string()
        .openapi({ description: 'The secret given to setWebhook' }),
    }),
    body: json('As Telegram posts it', payload),
  },
  responses: postAnswers,
})

const healthz = createRoute({
  method: 'get',
  path: '/healthz',
  tags: ['Operations'],
  summary: 'Does the process live?',
  responses: { 200: json('It lives', state) },
})

const readyz = createRoute({
  method: 'get',
  path: '/readyz',
  tags: ['Operations'],
  summary: 'Database reached, migrated, and taking work?',
  responses: { 200: json('Ready', state), 503: json('Not ready, and why', state) },
})

const metrics = createRoute({
  method: 'get',
  path: '/metrics',
  tags: ['Operations'],
  summary: 'Counters for Prometheus; this machine only, or with the bearer token',
  responses: {
    200: { description: 'Prometheus text format' },
    403: json('Not from this machine, or without the token', problem),
  },
})

/** The same doors, beside the API. */
const byApi = [subscribe, whatsapp].map((route) => ({ ...route, path: '/api/v1/chat/webhook' }))

export const routes = [subscribe, whatsapp, telegram, ...byApi, healthz, readyz, metrics]
