/**
 * Two cookies, neither of which a script or another site may use: the session's, and one of a stranger
 * who is shown a form. Over https they carry the prefix by which a browser binds them to this host.
 */
import { randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { CookieOptions } from 'hono/utils/cookie'

export interface PageCookie {
  orgId: number
  token: string
}

const names = { session: 'tillie', stranger: 'tillie_visit' } as const
const tokenBytes = 32
const written = /^(\d{1,9})\.([\w-]{43})$/

/** Who is signed in here, as the cookie says; whether it still holds is asked of the database. */
export function readSessionCookie(c: Context, publicUrl: string | null): PageCookie | null {
  const [, orgId, token] = written.exec(read(c, publicUrl, 'session') ?? '') ?? []
  return orgId && token ? { orgId: Number(orgId), token } : null
}

export function writeSessionCookie(
  c: Context,
  publicUrl: string | null,
  { orgId, token, expiresAt }: PageCookie & { expiresAt: Date },
): void {
  write(c, publicUrl, { name: 'session', value: `${orgId}.${token}`, expires: expiresAt })
}

export function dropSessionCookie(c: Context, publicUrl: string | null): void {
  const isSecure = isHttps(c, publicUrl)
  deleteCookie(c, nameOf('session', isSecure), { path: '/', secure: isSecure })
}

/** What a stranger's forms are bound to; made when it is not there yet. */
export function strangerToken(c: Context, publicUrl: string | null): string {
  const known = read(c, publicUrl, 'stranger')
  if (known && /^[\w-]{43}$/.test(known)) return known
  const token = randomBytes(tokenBytes).toString('base64url')
  write(c, publicUrl, { name: 'stranger', value: token })
  return token
}

type Name = keyof typeof names

function read(c: Context, publicUrl: string | null, name: Name): string | undefined {
  return getCookie(c, nameOf(name, isHttps(c, publicUrl)))
}

function write(
  c: Context,
  publicUrl: string | null,
  { name, value, expires }: { name: Name; value: string; expires?: Date },
): void {
  const secure = isHttps(c, publicUrl)
  const rules: CookieOptions = { path: '/', httpOnly: true, sameSite: 'Strict', secure }
  setCookie(c, nameOf(name, secure), value, { ...rules, ...(expires && { expires }) })
}

const nameOf = (name: Name, isSecure: boolean) => `${isSecure ? '__Host-' : ''}${names[name]}`

/** Somebody in between may have taken the encryption off; then the settings or the proxy say so. */
function isHttps(c: Context, publicUrl: string | null): boolean {
  if (c.req.header('x-forwarded-proto') === 'https') return true
  if (!publicUrl?.startsWith('https:')) return false
  return c.req.header('host') === new URL(publicUrl).host
}
