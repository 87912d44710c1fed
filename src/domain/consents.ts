/** Consents: what a person agreed to be sent. Nothing said is a no; the newest word counts. */
import type { Sql } from '#db/sql.ts'
import { record } from './audit.ts'

export type Topic = 'marketing'

/** Keeps what a person said; who said it for them, where somebody did, is `recordedBy`. */
export async function recordConsent(
  sql: Sql,
  consent: {
    userId: string
    topic: Topic
    isGranted: boolean
    via: 'chat' | 'api'
    recordedBy?: string
    now: Date
  },
): Promise<void> {
  const { userId, topic, isGranted, via, recordedBy = null, now } = consent
  await sql`
    insert into consents (org_id, user_id, topic, is_granted, via, given_at, recorded_by)
    values (current_org(), ${userId}, ${topic}, ${isGranted}, ${via}, ${now}, ${recordedBy})`
  await record(sql, {
    at: now,
    action: isGranted ? 'consent.given' : 'consent.withdrawn',
    userId: recordedBy ?? userId,
    subject: `user:${userId}`,
    detail: { topic, via },
  })
}

export async function hasConsent(
  sql: Sql,
  { userId, topic }: { userId: string; topic: Topic },
): Promise<boolean> {
  const [last] = await sql<{ isGranted: boolean }[]>`
    select is_granted as "isGranted"
    from consents
    where user_id = ${userId} and topic = ${topic}
    order by id desc
    limit 1`
  return last?.isGranted ?? false
}
