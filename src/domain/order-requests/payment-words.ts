/** How an accepted order is paid for, in the business's own words: a link, a till number. */
import type { Sql } from '#db/sql.ts'
import { harmless } from '#kit/harmless.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from '../audit.ts'
import { type Actor, allow } from '../identity.ts'

export const paymentWordsLengthMax = 500

/** `orgs.settings.paymentWords`; null where the business has said none. */
export async function paymentWords(sql: Sql): Promise<string | null> {
  const [row] = await sql<{ words: string | null }[]>`
    select settings ->> 'paymentWords' as words
    from orgs
    where org_id = current_org()`
  return row?.words ?? null
}

/** Null takes them away. Refused when they are too long. */
export async function setPaymentWords(
  sql: Sql,
  actor: Actor,
  { words, now }: { words: string | null; now: Date },
): Promise<void> {
  allow(actor, 'settings:write')
  const clean = words === null ? null : harmless(words.toWellFormed()).trim() || null
  if (clean && clean.length > paymentWordsLengthMax)
    throw new Refusal(`How an order is paid takes at most ${paymentWordsLengthMax} characters.`)
  await sql`
    update orgs
    set settings = case when ${clean}::text is null then settings - 'paymentWords'
      else jsonb_set(settings, '{paymentWords}', to_jsonb(${clean}::text)) end
    where org_id = current_org()`
  const detail = { isSet: clean !== null }
  await record(sql, { at: now, action: 'settings.payment_words', userId: actor.userId, detail })
}
