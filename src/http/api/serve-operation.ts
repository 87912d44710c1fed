/**
 * The door of every operation, in this order: who knocks, how often, is it understood, then in one
 * transaction: may they, was it done before, do it. What goes wrong becomes a problem in one place.
 */
import type { Context } from 'hono'
import type { Sql } from '#db/sql.ts'
import { currentOrg, type Org } from '#domain/org.ts'
import type { AccessTokens } from './access-tokens.ts'
import type { ApiDoors } from './api-doors.ts'
import { type Caller, callerOf, type Knock, knockOf } from './caller.ts'
import { takesKey } from './describe-operation.ts'
import { addressOf, type Limiter } from './limits.ts'
import { onceOnly, onceOutside } from './once-only.ts'
import type { AnyOperation, Call, Given } from './operation.ts'
import { Problem } from './problem.ts'

export interface Service {
  doors: ApiDoors
  tokens: AccessTokens
  limiter: Limiter
}

/** Runs before anything of the request is read. */
export function admit({ doors, tokens, limiter }: Service, { needs }: AnyOperation) {
  return async (c: Context, next: () => Promise<void>) => {
    if (needs === 'stranger') {
      await limiter.count(c, 'attemptsPerAddress', addressOf(c))
      return next()
    }
    try {
      const knock = await knockOf(c, tokens, doors.clock())
      await limiter.count(c, 'perCaller', nameOf(knock))
      c.set('knock', knock)
    } catch (fault) {
      if (fault instanceof Problem && fault.code === 'unauthenticated')
        await limiter.count(c, 'perAddress', addressOf(c))
      throw fault
    }
    return next()
  }
}

const nameOf = (knock: Knock) =>
  knock.by === 'key' ? knock.secret : `${knock.orgId} ${knock.userId}`

/** Runs once the request has been validated. */
export function serve({ doors }: Service, operation: AnyOperation) {
  return async (c: Context): Promise<Response> => {
    const { run, runOutside } = operation
    const input = {
      now: doors.clock(),
      params: operation.params && c.req.valid('param' as never),
      query: operation.query && c.req.valid('query' as never),
      body: operation.body && c.req.valid('json' as never),
      version: versionOf(c, operation),
    }
    const inside = <T>(work: (sql: Sql, caller: Caller, org: Org) => Promise<T>) =>
      transaction(doors, operation, c.get('knock'), work, input.now)
    if (runOutside) {
      const call = { ...input, c, doors, inside } as never
      const work = () => runOutside(call)
      const given = takesKey(operation)
        ? await onceOutside(inside, doors, { c, now: input.now, work: work as never })
        : await work()
      if (given instanceof Response) return withHeaders(c, given)
      return operation.tell
        ? withHeaders(c, await operation.tell(given, call))
        : answer(c, operation, given)
    }
    const given = await inside((sql, caller, org) => {
      const call = { ...input, ...caller, org } as Call<undefined, undefined, undefined>
      const work = () => run!(sql, call)
      const { now } = input
      return takesKey(operation) ? onceOnly(sql, doors, { c, caller, now, work }) : work()
    })
    given.afterwards?.()
    return answer(c, operation, given)
  }
}

function transaction<T>(
  { db, tellOrderNews }: ApiDoors,
  { method, needs, mayWrite, hasOrderNews }: AnyOperation,
  knock: Knock,
  work: (sql: Sql, caller: Caller, org: Org) => Promise<T>,
  now: Date,
): Promise<T> {
  const open = method === 'get' && !mayWrite ? db.asReader : db.asOrg
  return open(knock.orgId, async (sql) => {
    const caller = await callerOf(sql, knock, now)
    if (needs === 'person' && caller.sessionId === null)
      throw new Problem('forbidden', 'This is for people who are logged in, not for keys.')
    const isScope = needs !== 'person' && needs !== 'anyone' && needs !== 'stranger'
    if (isScope && !caller.actor.may.has(needs))
      throw new Problem('forbidden', 'Your account may not do that here.')
    const done = await work(sql, caller, await currentOrg(sql))
    if (hasOrderNews) await tellOrderNews(sql, now)
    return done
  })
}

/** With those that were set before there was a response. */
const withHeaders = (c: Context, told: Response) => c.newResponse(told.body, told)

function answer(c: Context, { status }: AnyOperation, given: Given): Response {
  const { body, version, location } = given
  if (version !== undefined) {
    c.header('ETag', `"${version}"`)
    if (c.req.header('if-none-match') === `"${version}"` && c.req.method === 'GET')
      return c.body(null, 304)
  }
  if (location) c.header('Location', location)
  c.header('Cache-Control', 'no-store')
  return status === 204 ? c.body(null, 204) : c.json(body as never, status)
}

/** Undefined for `*`, and where the operation asks for none. */
function versionOf(c: Context, { version }: AnyOperation): number | undefined {
  if (version !== 'asks') return undefined
  const said = c.req.header('if-match')?.trim()
  if (!said) throw new Problem('version-needed', 'Send the ETag that you have read as If-Match.')
  if (said === '*') return undefined
  const [, number] = /^"(\d{1,9})"$/.exec(said) ?? []
  // No tag of ours: nothing that stands here can match it.
  if (!number) throw new Problem('stale', 'That If-Match names no version: read it again.')
  return Number(number)
}
