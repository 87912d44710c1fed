/**
 * A post that comes twice is one effect: its answer is kept in the transaction that did the work, under
 * the key that its sender gave it, and said again for a day.
 */
import type { Sql } from '#db/sql.ts'

const keptMs = 86_400_000

export type Claim =
  | { is: 'new' }
  /** The same post: what it was answered. */
  | { is: 'same'; answer: string }
  /** The key stands for another post. */
  | { is: 'other' }
  /** The same post, whose work is still under way or died with its process. */
  | { is: 'under-way' }

interface Posted {
  /** `user:12` or `key:3`: keys of two callers never meet. */
  caller: string
  key: string
  /** Of what was asked. */
  sha256: Uint8Array
  now: Date
}

/** Of two that come at once, the second waits for the first one's end. */
export async function claimPost(sql: Sql, { caller, key, sha256, now }: Posted): Promise<Claim> {
  const oldest = new Date(now.getTime() - keptMs)
  await sql`
    delete from idempotency_keys
    where caller = ${caller} and created_at < ${oldest}`
  const claimed = await sql`
    insert into idempotency_keys (org_id, caller, key, sha256, created_at)
    values (current_org(), ${caller}, ${key}, ${Buffer.from(sha256)}, ${now})
    on conflict do nothing
    returning key`
  if (claimed.count > 0) return { is: 'new' }
  const [known] = await sql<{ isSame: boolean; answer: string | null }[]>`
    select sha256 = ${Buffer.from(sha256)} as "isSame", answer
    from idempotency_keys
    where caller = ${caller} and key = ${key}`
  if (known && !known.isSame) return { is: 'other' }
  return known?.answer ? { is: 'same', answer: known.answer } : { is: 'under-way' }
}

/** Of all callers: what is older than a day is a new post when it comes again. */
export async function forgetPosts(sql: Sql, now: Date): Promise<void> {
  await sql`
    delete from idempotency_keys
    where created_at < ${new Date(now.getTime() - keptMs)}`
}

/** Keeps what a claimed post was answered. */
export async function keepAnswer(
  sql: Sql,
  { caller, key, answer }: { caller: string; key: string; answer: string },
): Promise<void> {
  await sql`
    update idempotency_keys
    set answer = ${answer}
    where caller = ${caller} and key = ${key}`
}

/** The work came to nothing: the key may be used again. */
export async function releasePost(
  sql: Sql,
  { caller, key }: { caller: string; key: string },
): Promise<void> {
  await sql`
    delete from idempotency_keys
    where caller = ${caller} and key = ${key} and answer is null`
}
