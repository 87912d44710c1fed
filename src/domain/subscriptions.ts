/**
 * Subscriptions: who gets which report when, in the business's own time. Everybody keeps their own;
 * who holds `people:manage` sees and stops those of others.
 */
import type { Json, Sql } from '#db/sql.ts'
import type { Day } from '#kit/day.ts'
import { Refusal } from '#kit/refusal.ts'
import { nextSlot, type Rhythm } from '#kit/rhythm.ts'
import { record } from './audit.ts'
import { type Actor, allow, type Scope } from './identity.ts'
import { currentOrg } from './org.ts'
import type { FileFormat } from './report-runs.ts'

/** `text`: the words alone, without a file. */
export type SubscribedFormat = FileFormat | 'text'
export type SubscribedChannel = 'whatsapp' | 'telegram'

export interface Wish {
  /** A name in the catalogue of reports. */
  type: string
  /** Choices of the report; its days follow from the slot. */
  params: Record<string, Json>
  format: SubscribedFormat
  rhythm: Rhythm
  /** The time before the slot (yesterday, last week, last month), or the slot's day so far. */
  covers: 'before' | 'same'
  /** `anything`: left out when the report has nothing to say. */
  onlyWhen: 'always' | 'anything'
  /** None: wherever the person wrote last. */
  channels: readonly SubscribedChannel[]
}

export interface Subscription extends Wish {
  id: string
  userId: string
  userName: string | null
  /** The next slot; null when it has ended. */
  nextDay: Day | null
  nextAt: Date | null
  createdAt: Date
  changedAt: Date
  endedAt: Date | null
  /** `rights`: whoever had it may not read it any more. */
  endedBecause: 'asked' | 'rights' | null
}

const subscriptionsMax = 20
const listMax = 200

/** Begins one, from the next slot on. `needs` is the report's own scope. Refused: too many, or the same again. */
export async function subscribe(
  sql: Sql,
  actor: Actor,
  { needs, now, ...wish }: Wish & { needs: Scope; now: Date },
): Promise<Subscription> {
  allow(actor, needs)
  await oneAtATime(sql, actor.userId)
  const mine = await listSubscriptions(sql, actor)
  if (mine.length >= subscriptionsMax)
    throw new Refusal(`You get ${subscriptionsMax} reports already: stop one of them first.`)
  checkWish(wish, mine)
  const { timezone } = await currentOrg(sql)
  const next = nextSlot(wish.rhythm, { timezone, after: now })
  const { of, days, at } = wish.rhythm
  const [row] = await sql<{ id: string }[]>`
    insert into subscriptions (org_id, user_id, type, params, format, of, days, at, covers,
      only_when, channels, next_day, next_at, created_at, changed_at)
    values (current_org(), ${actor.userId}, ${wish.type}, ${sql.json(wish.params)}, ${wish.format},
      ${of}, ${days.map(String)}::text[]::smallint[], ${at}, ${wish.covers}, ${wish.onlyWhen},
      ${[...wish.channels]}::text[], ${next.day}, ${next.dueAt}, ${now}, ${now})
    returning id`
  await note(sql, actor, 'subscription.begun', { id: row!.id, detail: told(wish), now })
  return (await findSubscription(sql, actor, row!.id))!
}

/** Changes one of the actor's own; what is left out stays. A slot of a day that came already does not come again. */
export async function changeSubscription(
  sql: Sql,
  actor: Actor,
  { id, needs, now, ...change }: Partial<Wish> & { id: string; needs: Scope; now: Date },
): Promise<Subscription> {
  allow(actor, needs)
  await oneAtATime(sql, actor.userId)
  const before = await requireOwn(sql, actor, id)
  const wish = { ...wishOf(before), ...change }
  const others = (await listSubscriptions(sql, actor)).filter((one) => one.id !== id)
  checkWish(wish, others)
  const [last] = await sql<{ day: Day | null }[]>`
    select max(slot)::text as day from subscription_slots where subscription_id = ${id}`
  const { timezone } = await currentOrg(sql)
  const next = nextSlot(wish.rhythm, { timezone, after: now, afterDay: last!.day })
  const { of, days, at } = wish.rhythm
  await sql`
    update subscriptions
    set params = ${sql.json(wish.params)}, format = ${wish.format}, of = ${of},
      days = ${days.map(String)}::text[]::smallint[], at = ${at}, covers = ${wish.covers},
      only_when = ${wish.onlyWhen}, channels = ${[...wish.channels]}::text[],
      next_day = ${next.day}, next_at = ${next.dueAt}, changed_at = ${now}
    where org_id = current_org() and id = ${id}`
  const detail = { before: told(before), after: told(wish) }
  await note(sql, actor, 'subscription.changed', { id, detail, now })
  return (await findSubscription(sql, actor, id))!
}

/** Ends one: the actor's own, or anybody's for who holds `people:manage`. Refused when there is none. */
export async function stopSubscription(
  sql: Sql,
  actor: Actor,
  { id, now }: { id: string; now: Date },
): Promise<Subscription> {
  const found = await findSubscription(sql, actor, id)
  if (!found || found.endedAt) throw new Refusal('There is no such subscription any more.')
  await endSubscription(sql, { id, endedBy: actor.userId, because: 'asked', now })
  await note(sql, actor, 'subscription.ended', { id, detail: told(found), now })
  return { ...found, endedAt: now, endedBecause: 'asked', nextDay: null, nextAt: null }
}

/** Takes back that one was ended, from the next slot on. Only the actor's own. */
export async function resumeSubscription(
  sql: Sql,
  actor: Actor,
  { id, needs, now }: { id: string; needs: Scope; now: Date },
): Promise<Subscription> {
  await sql`
    update subscriptions
    set ended_at = null, ended_by = null, ended_because = null
    where org_id = current_org() and id = ${id} and user_id = ${actor.userId}`
  return changeSubscription(sql, actor, { id, needs, now })
}

/** By whom and why; without an audit entry of its own. */
export async function endSubscription(
  sql: Sql,
  end: { id: string; endedBy: string | null; because: 'asked' | 'rights'; now: Date },
): Promise<void> {
  await sql`
    update subscriptions
    set ended_at = ${end.now}, ended_by = ${end.endedBy}, ended_because = ${end.because},
      next_day = null, next_at = null
    where org_id = current_org() and id = ${end.id} and ended_at is null`
}

/** The actor's own that run, the oldest first; `all`: everybody's, for who holds `people:manage`. */
export async function listSubscriptions(
  sql: Sql,
  actor: Actor,
  { all = false }: { all?: boolean } = {},
): Promise<Subscription[]> {
  if (all) allow(actor, 'people:manage')
  return sql<Subscription[]>`
    ${selectSubscriptions(sql)}
      and s.ended_at is null
      ${all ? sql`` : sql`and s.user_id = ${actor.userId}`}
    order by s.id
    limit ${listMax}`
}

/** Null when there is none that the actor may see; one that has ended is found, too. */
export async function findSubscription(
  sql: Sql,
  actor: Actor,
  id: string,
): Promise<Subscription | null> {
  if (!/^\d{1,18}$/.test(id)) return null
  const [found] = await sql<Subscription[]>`${selectSubscriptions(sql)} and s.id = ${id}`
  if (!found) return null
  return found.userId === actor.userId || actor.may.has('people:manage') ? found : null
}

export function selectSubscriptions(sql: Sql) {
  return sql`
    select s.id, s.user_id as "userId", u.name as "userName", s.type, s.params, s.format,
      jsonb_build_object('of', s.of, 'days', to_jsonb(s.days), 'at', to_char(s.at, 'HH24:MI'))
        as rhythm,
      s.covers, s.only_when as "onlyWhen", to_jsonb(s.channels) as channels,
      s.next_day::text as "nextDay", s.next_at as "nextAt", s.created_at as "createdAt",
      s.changed_at as "changedAt", s.ended_at as "endedAt", s.ended_because as "endedBecause"
    from subscriptions s
    join users u on u.org_id = s.org_id and u.id = s.user_id
    where s.org_id = current_org()`
}

async function requireOwn(sql: Sql, actor: Actor, id: string): Promise<Subscription> {
  const found = await findSubscription(sql, actor, id)
  if (!found || found.endedAt || found.userId !== actor.userId)
    throw new Refusal('You get no such report.')
  return found
}

function checkWish(wish: Wish, others: readonly Subscription[]) {
  const { days, at, of } = wish.rhythm
  const most = of === 'week' ? 7 : 31
  if (days.length === 0 || days.some((day) => !Number.isInteger(day) || day < 1 || day > most))
    throw new Refusal('Say on which days it should come: every day, Mondays, on the 1st …')
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(at))
    throw new Refusal(`"${at}" is no time of day: say it as 07:30.`)
  if (others.some((other) => keyOf(other) === keyOf(wish)))
    throw new Refusal('You get just that at that time already.')
}

function keyOf({ type, params, rhythm: { of, days, at } }: Wish): string {
  return JSON.stringify([type, params, of, [...days].sort(), at])
}

function wishOf(subscription: Subscription): Wish {
  const { type, params, format, rhythm, covers, onlyWhen, channels } = subscription
  return { type, params, format, rhythm, covers, onlyWhen, channels }
}

function told({ type, format, rhythm: { of, days, at }, channels, onlyWhen }: Wish) {
  return { type, format, of, days: [...days], at, channels: [...channels], onlyWhen }
}

async function note(
  sql: Sql,
  { userId }: Actor,
  action: string,
  { id, detail, now }: { id: string; detail: Record<string, Json>; now: Date },
) {
  await record(sql, { at: now, action, userId, subject: `subscription:${id}`, detail })
}

/** Two phones of one person must not both take the last place. */
async function oneAtATime(sql: Sql, userId: string) {
  await sql`
    select pg_advisory_xact_lock(current_org(), hashtext(${`subscriptions ${userId}`}))`
}
