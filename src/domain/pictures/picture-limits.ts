/** How much people may ask with photos, and for how long the photos are kept. */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import { Refusal } from '#kit/refusal.ts'

const hourMs = 3_600_000
/** One of a phone's albums, more than anybody asks about by hand. */
const askedPerHourMax = 60
/** A day's, of one person: the team need not be woken more often. */
const offeredPerDayMax = 10
const keptDays = 30
const prunedMax = 1_000

/** Refused in a sentence when one person asks too much. */
export async function mayAsk(sql: Sql, { userId }: Actor, now: Date): Promise<void> {
  const [row] = await sql<{ asked: number }[]>`
    select count(*)::integer as asked
    from picture_questions
    where user_id = ${userId} and asked_at > ${new Date(now.getTime() - hourMs)}`
  if (row!.asked >= askedPerHourMax)
    throw new Refusal('That is many pictures in an hour. Please go on in words, or wait a while.')
}

/** Marks it as shown to the team; false when it was already, has no picture, or they saw enough. */
export async function noteOffered(sql: Sql, questionId: string, now: Date): Promise<boolean> {
  const offered = await sql`
    update picture_questions q
    set offered_at = ${now}
    where id = ${questionId} and offered_at is null and file_id is not null
      and ${offeredPerDayMax} > (
        select count(*)
        from picture_questions o
        where o.user_id = q.user_id and o.offered_at > ${new Date(now.getTime() - 24 * hourMs)})`
  return offered.count > 0
}

/** What a file is called that was shown to a person of the shop alone. */
export const relayedName = 'relayed-photo'

/** Photos leave after 30 days, with what was read out of them; the bytes go a night later. */
export async function prunePictureQuestions(sql: Sql, now: Date): Promise<number> {
  const before = new Date(now.getTime() - keptDays * 24 * hourMs)
  const old = await sql`
    update stored_files
    set removed_at = ${now}
    where id in (
      select f.id
      from picture_questions q
      join stored_files f on f.org_id = q.org_id and f.id = q.file_id
      where q.asked_at < ${before} and f.removed_at is null
      order by f.id
      limit ${prunedMax})`
  const relayed = await sql`
    update stored_files
    set removed_at = ${now}
    where id in (
      select id
      from stored_files
      where org_id = current_org() and name like ${`${relayedName}.%`} and created_at < ${before}
        and removed_at is null
      order by id
      limit ${prunedMax})`
  await sql`
    delete from picture_question_regions
    where question_id in (select id from picture_questions where asked_at < ${before})`
  await sql`
    update picture_questions
    set kept = null
    where asked_at < ${before} and kept is not null`
  return old.count + relayed.count
}
