/** From how much on a figure that was told counts as changed, and which of two reports' figures are. */
import type { Sql } from '#db/sql.ts'
import { Refusal } from '#kit/refusal.ts'
import { record } from './audit.ts'
import { type Actor, allow } from './identity.ts'

/** `orgs.settings.restatement`: whichever is reached first. */
export interface Threshold {
  /** Of the figure as it was told, as a ratio: "0.01". */
  ratio: string
  /** In the org's currency; null: by the ratio alone. */
  amount: string | null
}

export interface Compared {
  key: string
  before: string
  after: string
}

export interface Moved extends Compared {
  /** after - before, a decimal string. */
  by: string
  isBeyond: boolean
}

const houseThreshold: Threshold = { ratio: '0.01', amount: null }

/** One per cent, where the business has said nothing. */
export async function restatementThreshold(sql: Sql): Promise<Threshold> {
  const [row] = await sql<{ own: Partial<Threshold> | null }[]>`
    select settings -> 'restatement' as own from orgs where org_id = current_org()`
  return { ...houseThreshold, ...row?.own }
}

/** Refused: below nothing, or a ratio above one. */
export async function setRestatementThreshold(
  sql: Sql,
  actor: Actor,
  { threshold, now }: { threshold: Threshold; now: Date },
): Promise<void> {
  allow(actor, 'settings:write')
  const { ratio, amount } = threshold
  if (!/^(0(\.\d+)?|1(\.0+)?)$/.test(ratio))
    throw new Refusal('The threshold must be a percentage from 0 to 100.')
  if (amount !== null && !/^\d{1,14}(\.\d{1,4})?$/.test(amount))
    throw new Refusal('The threshold must be an amount such as 500.')
  await sql`
    update orgs
    set settings = settings || ${sql.json({ restatement: { ratio, amount } })}
    where org_id = current_org()`
  await record(sql, {
    at: now,
    action: 'restatement.threshold_set',
    userId: actor.userId,
    detail: { ratio, amount },
  })
}

/** Those that differ at all, and whether by so much that whoever was told should hear of it. */
export async function movedFigures(
  sql: Sql,
  figures: readonly Compared[],
  { ratio, amount }: Threshold,
): Promise<Moved[]> {
  if (figures.length === 0) return []
  return sql<Moved[]>`
    select key, before, after, trim_scale(after::numeric - before::numeric)::text as by,
      abs(after::numeric - before::numeric) >= abs(before::numeric) * ${ratio}::numeric
        or abs(after::numeric - before::numeric) >= ${amount}::numeric as "isBeyond"
    from jsonb_to_recordset(${sql.json(figures as never)})
      as f(key text, before text, after text)
    where after::numeric <> before::numeric`
}
