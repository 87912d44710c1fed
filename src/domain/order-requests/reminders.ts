/**
 * Requests that nobody has answered. The team is reminded after a while, and once more on the next
 * morning, within the hours of the business; with the first reminder the customer hears that it still
 * waits. What was told stands in the request's own row: `customer_told` is 'waiting' once the first
 * is through, and `staff_told_at` lies behind `customer_told_at` once the second is.
 */
import type { Sql } from '#db/sql.ts'
import { momentOf } from '#kit/business-day.ts'
import { addDays } from '#kit/calendar.ts'
import { Refusal } from '#kit/refusal.ts'
import { momentOn } from '#kit/rhythm.ts'
import { record } from '../audit.ts'
import { type Actor, allow } from '../identity.ts'
import { afterQuiet } from '../quiet-hours.ts'
import {
  isWaiting,
  type OrderRequest,
  type RequestFacts,
  selectRequests,
  withOrder,
} from './request.ts'

/** `orgs.settings.requestReminders` */
export interface ReminderSettings {
  on: boolean
  /** From when the team was told, to the first reminder. */
  afterMinutes: number
  /** Nobody is reminded before or after: "08:00" and "20:00", in the business's own time. */
  from: string
  to: string
}

export interface Reminder {
  request: OrderRequest
  which: 'first' | 'second'
}

const usual: ReminderSettings = { on: true, afterMinutes: 60, from: '08:00', to: '20:00' }
const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

export async function reminderSettings(sql: Sql): Promise<ReminderSettings> {
  const [row] = await sql<{ own: Partial<ReminderSettings> | null }[]>`
    select settings -> 'requestReminders' as own
    from orgs
    where org_id = current_org()`
  return { ...usual, ...row?.own }
}

/** Refused when the hours end before they begin. */
export async function setReminders(
  sql: Sql,
  actor: Actor,
  { now, ...settings }: ReminderSettings & { now: Date },
): Promise<void> {
  allow(actor, 'settings:write')
  if (settings.from >= settings.to)
    throw new Refusal('Reminders need hours that begin before they end, such as 08:00 to 20:00.')
  await sql`
    update orgs
    set settings = settings || ${sql.json({ requestReminders: { ...settings } })}
    where org_id = current_org()`
  const detail = { ...settings }
  await record(sql, { at: now, action: 'settings.request_reminders', userId: actor.userId, detail })
}

type Row = RequestFacts & { customerToldAt: Date | null }

/** Those that are due, the oldest first. Held until the transaction ends: others pass them by. */
export async function dueReminders(
  sql: Sql,
  { timezone, now, limit }: { timezone: string; now: Date; limit: number },
): Promise<Reminder[]> {
  const settings = await reminderSettings(sql)
  if (!settings.on || afterHours(settings, now, timezone) > now) return []
  const waitedSince = new Date(now.getTime() - settings.afterMinutes * minuteMs)
  const held = await sql<{ id: string }[]>`
    select r.id
    from order_requests r
    join orders o on o.org_id = r.org_id and o.id = r.order_id
    where r.org_id = current_org() and ${isWaiting(sql)}
      and coalesce(r.staff_told_at, r.requested_at) <= ${waitedSince}
      and (r.customer_told is null
        or coalesce(r.staff_told_at, r.customer_told_at) <= r.customer_told_at)
    -- What was reminded of waits for its morning behind what never was.
    order by r.customer_told is not null, r.id
    limit ${limit}
    for update of r skip locked`
  if (held.length === 0) return []
  const rows = await sql<Row[]>`
    select f.*, m.customer_told_at as "customerToldAt"
    from (${selectRequests(sql)}) f
    join order_requests m on m.org_id = current_org() and m.id = f.id
    where f.id = any(${held.map(({ id }) => id)}::bigint[])
    order by f.id`
  const due = rows.filter(
    ({ customerToldAt }) =>
      customerToldAt === null || nextMorning(customerToldAt, settings, timezone) <= now,
  )
  return Promise.all(
    due.map(async ({ customerToldAt, ...facts }) => ({
      request: await withOrder(sql, facts),
      which: customerToldAt === null ? ('first' as const) : ('second' as const),
    })),
  )
}

/** `isStaffTold`: somebody of the team could be reached. */
export async function noteReminded(
  sql: Sql,
  { request, which }: Reminder,
  { isStaffTold, now }: { isStaffTold: boolean; now: Date },
): Promise<void> {
  await sql`
    update order_requests
    set staff_told_at = case when ${isStaffTold} then ${now} else staff_told_at end,
      customer_told = 'waiting',
      customer_told_at = case when ${which === 'first'} then ${now} else customer_told_at end
    where org_id = current_org() and id = ${request.id}`
}

/** The moment itself, or when the hours begin again. */
function afterHours({ from, to }: ReminderSettings, moment: Date, timezone: string): Date {
  return afterQuiet({ from: to, to: from }, moment, timezone)
}

function nextMorning(reminded: Date, { from }: ReminderSettings, timezone: string): Date {
  const { day } = momentOf(reminded, timezone)
  return momentOn(addDays(day, 1), from, timezone) ?? new Date(reminded.getTime() + dayMs)
}
