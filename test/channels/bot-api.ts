/** A stand-in for the Bot API, answer by answer. */
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { botApi, botToken } from './fixtures.ts'

export interface BotApiError {
  error_code: number
  description?: string
  parameters?: { retry_after?: number; migrate_to_chat_id?: number }
}

/** Listens for the tests of one file; every call is noted, an unexpected one is an error. */
export function openBotApi() {
  const host = setupServer()
  const calls: { method: string; body: unknown }[] = []
  beforeAll(() => host.listen({ onUnhandledFrame: 'error' }))
  afterEach(() => {
    host.resetHandlers()
    calls.length = 0
  })
  afterAll(() => host.close())
  return { host, calls, answering, refusing }

  function answering(method: string, result: unknown): void {
    host.use(
      http.post(`${botApi}/bot${botToken}/${method}`, async ({ request }) => {
        calls.push({ method, body: await bodyOf(request) })
        return HttpResponse.json({ ok: true, result })
      }),
    )
  }

  function refusing(method: string, error: BotApiError, options = {}): void {
    host.use(
      http.post(
        `${botApi}/bot${botToken}/${method}`,
        async ({ request }) => {
          calls.push({ method, body: await bodyOf(request) })
          const body = { ok: false, description: 'no', ...error }
          return HttpResponse.json(body, { status: error.error_code })
        },
        options,
      ),
    )
  }
}

/** JSON, or a form whose files read "name: content". */
async function bodyOf(request: Request): Promise<unknown> {
  if (request.headers.get('content-type') === 'application/json') return request.json()
  const fields: Record<string, string> = {}
  for (const [key, value] of await request.formData()) {
    fields[key] = typeof value === 'string' ? value : `${value.name}: ${await value.text()}`
  }
  return fields
}
