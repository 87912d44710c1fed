/** The phone speaks for everybody, so that only this machine's own browser may hold it. */
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context, MiddlewareHandler } from 'hono'

const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i
const loopbackAddress = /^(::1|(::ffff:)?127(\.\d+){3})$/i

/**
 * The connection must come from this machine, name it in `Host` (a rebound name does not), and,
 * when a page sent it, that page must be the phone's own.
 */
export function onlyThisMachine(): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header('host') ?? new URL(c.req.url).host
    const origin = c.req.header('origin')
    const site = c.req.header('sec-fetch-site')
    const isOwn =
      isLoopback(c) &&
      loopbackHost.test(host) &&
      (origin === undefined || origin === `http://${host}`) &&
      (site === undefined || site === 'same-origin' || site === 'none' || isPageLoad(c))
    if (!isOwn) return c.text('The phone answers only to a browser on this machine.\n', 403)
    return next()
  }
}

/** For the stand-ins: only Tillie itself calls them, under whatever name it goes. */
export function onlyLocalCalls(): MiddlewareHandler {
  return async (c, next) => (isLoopback(c) ? next() : c.text('Not for other machines.\n', 403))
}

/** A link to the phone on another page may be followed: it reads nothing and says nothing. */
function isPageLoad(c: Context): boolean {
  return c.req.method === 'GET' && c.req.header('sec-fetch-mode') === 'navigate'
}

/** A request without a socket was made inside this process. */
function isLoopback(c: Context): boolean {
  if (!Object(c.env).incoming) return true
  return loopbackAddress.test(getConnInfo(c).remote.address ?? '')
}
