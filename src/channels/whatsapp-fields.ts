/** Fields of WhatsApp's JSON, read with patience: what is missing or odd becomes undefined. */
import { z } from 'zod'
import type { Clock } from '#kit/clock.ts'

export const text = z.string().min(1).optional().catch(undefined)

/** An id, sometimes posted as a number. */
export const key = z
  .union([z.string().min(1), z.number()])
  .transform(String)
  .optional()
  .catch(undefined)

/** A list, or a single one where a list belongs; anything else is empty. */
export const listed = z
  .unknown()
  .optional()
  .transform((value) => {
    if (Array.isArray(value)) return value as unknown[]
    return typeof value === 'object' && value !== null ? [value as unknown] : []
  })

/** Seconds, as text or number; sometimes milliseconds, sometimes nonsense. */
export const timestamp = z.coerce.number().positive().finite().optional().catch(undefined)

const millisecondsFrom = 1e11
/** The end of the year 9999: what comes after is no date to a database. */
const latest = 253_402_300_799_999

export function momentOf(stamp: number | undefined, clock: Clock): Date {
  if (stamp === undefined) return clock()
  const ms = stamp < millisecondsFrom ? stamp * 1000 : stamp
  return ms <= latest ? new Date(ms) : clock()
}
