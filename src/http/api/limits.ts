/**
 * How often somebody may ask, counted in this process: each caller for itself, and strangers by their
 * address, more strictly where a password is tried.
 */
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context } from 'hono'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { Problem } from './problem.ts'

export interface RateLimits {
  /** Of one caller, a minute. */
  perCaller: number
  /** Of one address that has not said who it is, a minute; all who come through a proxy share it. */
  perAddress: number
  /** Logins, registrations and refreshes of one address, a minute. */
  attemptsPerAddress: number
}

export const rateLimits: RateLimits = { perCaller: 600, perAddress: 120, attemptsPerAddress: 30 }

const windowSeconds = 60

export interface Limiter {
  /** Counts one request and tells the caller what is left. Throws the problem when nothing is. */
  count(c: Context, kind: keyof RateLimits, who: string): Promise<void>
}

export function openLimiter(limits: RateLimits): Limiter {
  const limiters = new Map(
    (Object.keys(limits) as (keyof RateLimits)[]).map((kind) => [
      kind,
      new RateLimiterMemory({ points: limits[kind], duration: windowSeconds, keyPrefix: kind }),
    ]),
  )
  return { count }

  async function count(c: Context, kind: keyof RateLimits, who: string) {
    const { left, seconds, isOver } = await take(kind, who)
    c.header('RateLimit-Limit', String(limits[kind]))
    c.header('RateLimit-Remaining', String(left))
    c.header('RateLimit-Reset', String(seconds))
    if (!isOver) return
    const sentence = `More than ${limits[kind]} requests in ${windowSeconds} seconds: wait a little.`
    throw new Problem('too-many-requests', sentence, { retryAfterSeconds: seconds })
  }

  async function take(kind: keyof RateLimits, who: string) {
    try {
      return told(await limiters.get(kind)!.consume(who), false)
    } catch (outcome) {
      if (outcome instanceof RateLimiterRes) return told(outcome, true)
      throw outcome
    }
  }
}

function told({ remainingPoints, msBeforeNext }: RateLimiterRes, isOver: boolean) {
  return { left: remainingPoints, seconds: Math.max(1, Math.ceil(msBeforeNext / 1_000)), isOver }
}

/** The address of the connection itself; what a proxy says of others is not believed. */
export function addressOf(c: Context): string {
  try {
    return getConnInfo(c).remote.address ?? 'unknown'
  } catch {
    return 'unknown' // A request that came through no socket.
  }
}
