/** Refusals of the Bot API, in Telegram's own shape. */
export class BotError extends Error {
  override readonly name = 'BotError'
  readonly code: number
  readonly retryAfterS: number | undefined

  /** `description` without its prefix: "Bad Request: " and the like are added. */
  constructor(code: number, description: string, retryAfterS?: number) {
    super(`${prefixes[code] ?? ''}${description}`)
    this.code = code
    this.retryAfterS = retryAfterS
  }

  toResponse(): Response {
    const { code, message, retryAfterS } = this
    const parameters = retryAfterS && { parameters: { retry_after: retryAfterS } }
    return Response.json(
      { ok: false, error_code: code, description: message, ...parameters },
      { status: code },
    )
  }
}

export function tooMany(seconds: number): BotError {
  return new BotError(429, `retry after ${seconds}`, seconds)
}

const prefixes: Record<number, string> = {
  400: 'Bad Request: ',
  403: 'Forbidden: ',
  409: 'Conflict: ',
  429: 'Too Many Requests: ',
}
