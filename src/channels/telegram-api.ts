/**
 * The Bot API through grammY's typed calls and errors, over fetch: our time limits, no redirects, files as
 * proper form data (names with spaces and any script), and a bare HTTP error told apart from a lost answer.
 */
import { Api, InputFile, type RawApi, type Transformer } from 'grammy'

export interface TelegramAccess {
  token: string
  apiRoot: string
  /** The global one, looked up at each call, unless given. */
  fetch?: typeof fetch
}

const callTimeoutMs = 10_000
const uploadTimeoutMs = 25_000

/** Calls nothing by itself. A file call that gets no answer throws what fetch threw. */
export function openTelegram(access: TelegramAccess): Api {
  const apiRoot = access.apiRoot.replace(/\/+$/, '')
  const api = new Api(access.token, { apiRoot })
  api.config.use(overFetch({ ...access, apiRoot }))
  return api
}

/** The bot's own id stands before the colon of its token. */
export function botIdOf(token: string): string {
  return token.split(':', 1)[0]!
}

function overFetch({ token, apiRoot, fetch }: TelegramAccess): Transformer<RawApi> {
  return async (_next, method, payload, signal) => {
    const fields = payload as Record<string, unknown>
    const { body, isUpload } = await bodyOf(fields)
    const waitsMs = typeof fields.timeout === 'number' ? fields.timeout * 1000 : 0
    const timeout = AbortSignal.timeout(waitsMs + (isUpload ? uploadTimeoutMs : callTimeoutMs))
    const stop = signal as unknown as AbortSignal | undefined
    const response = await (fetch ?? globalThis.fetch)(`${apiRoot}/bot${token}/${method}`, {
      method: 'POST',
      ...(typeof body === 'string' && { headers: { 'content-type': 'application/json' } }),
      body,
      redirect: 'manual',
      signal: stop ? AbortSignal.any([stop, timeout]) : timeout,
    })
    return answerOf(response)
  }
}

async function bodyOf(fields: Record<string, unknown>) {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)
  const isUpload = given.some(([, value]) => value instanceof InputFile)
  if (!isUpload) return { body: JSON.stringify(Object.fromEntries(given)), isUpload }

  const body = new FormData()
  for (const [key, value] of given) {
    if (value instanceof InputFile) {
      const bytes = (await value.toRaw()) as Uint8Array
      body.set(key, new Blob([new Uint8Array(bytes)]), value.filename)
    } else body.set(key, typeof value === 'object' ? JSON.stringify(value) : String(value))
  }
  return { body, isUpload }
}

/** A gateway's page becomes an error of its HTTP status; a cut 200 is thrown: the call may have worked. */
async function answerOf(response: Response) {
  const text = await response.text()
  try {
    const answer = JSON.parse(text) as { ok?: unknown }
    if (typeof answer?.ok === 'boolean') return answer as never
  } catch (error) {
    if (response.ok) throw error
  }
  return { ok: false, error_code: response.status, description: response.statusText } as never
}
