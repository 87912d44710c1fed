/** Refusals of the Graph API, in Meta's own shape. */
import { randomBytes } from 'node:crypto'

/** Code, what Meta calls it, and the HTTP status it comes with. */
const known = {
  0: ['AuthException', 401],
  100: ['Invalid parameter', 400],
  190: ['Invalid OAuth access token - Cannot parse access token', 401],
  130429: ['Rate limit hit', 429],
  130472: ["User's number is part of an experiment", 400],
  131000: ['Something went wrong', 500],
  131008: ['Required parameter is missing', 400],
  131009: ['Parameter value is not valid', 400],
  131026: ['Message undeliverable', 400],
  131030: ['Recipient phone number not in allowed list', 400],
  131047: ['Re-engagement message', 400],
  131051: ['Unsupported message type', 400],
  131052: ['Media download error', 400],
  131053: ['Media upload error', 400],
  131056: ['(Business Account, Consumer Account) pair rate limit hit', 400],
  132000: ['Number of parameters does not match the expected number of params', 400],
  132001: ['Template name does not exist in the translation', 404],
} as const

export type GraphCode = keyof typeof known

export class GraphError extends Error {
  override readonly name = 'GraphError'
  readonly code: GraphCode
  readonly subcode: number | undefined

  constructor(code: GraphCode, details: string, subcode?: number) {
    super(details)
    this.code = code
    this.subcode = subcode
  }

  toResponse(): Response {
    const [title, status] = known[this.code]
    const error = {
      message: this.code === 190 ? title : `(#${this.code}) ${title}`,
      type: 'OAuthException',
      code: this.code,
      error_subcode: this.subcode,
      error_data: { messaging_product: 'whatsapp', details: this.message },
      fbtrace_id: `A${randomBytes(16).toString('base64url')}`,
    }
    return Response.json({ error }, { status })
  }
}

export function titleOf(code: GraphCode): string {
  return known[code][0]
}
