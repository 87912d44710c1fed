/** Who is looking: read from the cookie at every request, with the rights of now. */
import { randomBytes } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { html } from 'hono/html'
import type { Actor } from '#domain/identity.ts'
import { currentOrg, type Org } from '#domain/org.ts'
import { beginPageSession, findPageSession } from '#domain/page-sessions.ts'
import { actorFor } from '#domain/people.ts'
import { dayOf } from '#kit/calendar.ts'
import type { Day } from '#kit/day.ts'
import { type Words, wordsFor } from '#kit/words.ts'
import { readSessionCookie, writeSessionCookie } from './cookies.ts'
import type { DashboardDoors } from './dashboard-doors.ts'
import type { Forms } from './forms.ts'

export interface Visitor {
  actor: Actor
  org: Org
  words: Words
  now: Date
  today: Day
  sessionId: string
  /** For the hidden field of each form. */
  formToken: string
  /** The cookie's own, which forms are bound to. */
  cookie: string
}

export type Pages = { Variables: { visitor: Visitor } }
export type PageContext = Context<Pages>

/** Null: a stranger, or whose session is over. */
export async function visitorOf(
  c: Context,
  { db, clock, publicUrl }: DashboardDoors,
  forms: Forms,
): Promise<Visitor | null> {
  const cookie = readSessionCookie(c, publicUrl)
  if (!cookie) return null
  const now = clock()
  return db.asOrg(cookie.orgId, async (sql) => {
    const session = await findPageSession(sql, { token: cookie.token, now })
    if (!session) return null
    const [actor, org] = [await actorFor(sql, session.userId), await currentOrg(sql)]
    return {
      ...{ actor, org, now, sessionId: session.sessionId, cookie: cookie.token },
      words: wordsFor(org),
      today: dayOf(now, org.timezone),
      formToken: forms.tokenFor(cookie.token),
    }
  })
}

/** Signs this browser in; the session that it had before is another's matter. */
export async function signIn(
  c: Context,
  { db, clock, publicUrl }: DashboardDoors,
  { orgId, userId }: { orgId: number; userId: string },
): Promise<void> {
  const now = clock()
  const begun = await db.asOrg(orgId, (sql) =>
    beginPageSession(sql, { userId, now, random: randomBytes }),
  )
  writeSessionCookie(c, publicUrl, { orgId, ...begun })
}

/**
 * Strangers are shown the way in. A link on another site brings no cookie with it: the page that is sent
 * loads itself once more, and is then asked for by itself.
 */
export function onlySignedIn(doors: DashboardDoors, forms: Forms): MiddlewareHandler<Pages> {
  return async (c, next) => {
    const visitor = await visitorOf(c, doors, forms)
    c.header('Cache-Control', 'no-store')
    if (visitor) {
      c.set('visitor', visitor)
      return next()
    }
    const isGet = c.req.method === 'GET'
    if (isGet && c.req.header('sec-fetch-site') === 'cross-site') return c.html(onceMore(c.req.url))
    const here = new URL(c.req.url)
    const way = isGet ? `/?next=${encodeURIComponent(here.pathname + here.search)}` : '/'
    // htmx follows a redirect within its fragment; this header makes the whole page go.
    if (c.req.header('hx-request')) return c.body(null, 401, { 'HX-Redirect': way })
    return c.redirect(way, 303)
  }
}

function onceMore(url: string) {
  const { pathname, search } = new URL(url)
  const here = pathname + search
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="refresh" content="0; url=${here}" />
        <title>Tillie</title>
      </head>
      <body><p><a href="${here}">Go on to Tillie</a></p></body>
    </html>`
}
