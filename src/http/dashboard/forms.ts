/**
 * Forms come from our own pages alone: each carries a token that only the page of the same browser was
 * given, and the browser itself says where it was sent from.
 */
import { createHmac, hkdfSync } from 'node:crypto'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { sameSecret } from '#channels/same-secret.ts'
import { Refusal } from '#kit/refusal.ts'

export interface Forms {
  /** The hidden field of a form, for whoever holds this cookie. */
  tokenFor(cookie: string): string
  /** The fields of a form that was sent. Refused when it is not one of ours. */
  read(c: Context, cookie: string): Promise<Fields>
}

export type Fields = (name: string) => string

const keyBytes = 32
const fieldLengthMax = 2_000
const fieldName = 'form'
const stale = 'This page had lain open too long: go back, load it again, and send it once more.'

export function openForms(secretKey: () => Uint8Array, publicUrl: string | null): Forms {
  let derived: Uint8Array | null = null
  return { tokenFor, read }

  function tokenFor(cookie: string): string {
    derived ??= new Uint8Array(
      hkdfSync('sha256', secretKey(), new Uint8Array(), 'tillie page forms', keyBytes),
    )
    return createHmac('sha256', derived).update(cookie).digest('base64url')
  }

  async function read(c: Context, cookie: string): Promise<Fields> {
    if (!isOwnPage(c, publicUrl)) throw new Refusal('That form is of another site.')
    const body = await c.req.parseBody()
    const fields: Fields = (name) => {
      const value = body[name]
      return typeof value === 'string' ? value.slice(0, fieldLengthMax).trim() : ''
    }
    if (!sameSecret(fields(fieldName), tokenFor(cookie))) throw new Refusal(stale)
    return fields
  }
}

export const formToken = (token: string) =>
  html`<input type="hidden" name="${fieldName}" value="${token}" />`

/** Browsers say it of every post; who says nothing is no browser, and has no cookie to misuse. */
function isOwnPage(c: Context, publicUrl: string | null): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin') return false
  const origin = c.req.header('origin')
  if (origin === undefined) return true
  const host = URL.canParse(origin) ? new URL(origin).host : null
  const own = [c.req.header('host') ?? new URL(c.req.url).host]
  if (publicUrl) own.push(new URL(publicUrl).host)
  return host !== null && own.includes(host)
}
