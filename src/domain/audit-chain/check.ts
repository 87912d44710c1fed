/**
 * Checking the chain against the audit log, its head and its signed anchors: it is whole, or the
 * first link that is not as it was sealed is named.
 */
import type { Sql } from '#db/sql.ts'
import { isSigned } from '#kit/signing.ts'
import { type Anchor, anchorBytes } from './anchor-text.ts'
import {
  contentOf,
  type EntryText,
  entryColumns,
  hashOf,
  isLate,
  type Link,
  momentColumn,
  noHash,
} from './link.ts'

const batchMax = 2_000

export type ChainFault =
  /** There is no link of that position, though there are later ones. */
  | { is: 'missing'; position: number }
  /** Its entry is no longer there, or not what it was; or it does not follow from the link before it. */
  | { is: 'deleted' | 'changed' | 'moved'; position: number; auditId: string }
  /** From this one on the links are gone, or were never sealed by us. */
  | { is: 'cut'; position: number }
  | { is: 'added'; position: number }
  /** It, or one before it, is not what it was when its day was anchored. */
  | { is: 'forged'; position: number; anchoredAt: string }
  /** The entry was put there past the log: sealing had been there before. */
  | { is: 'unsealed'; auditId: string }

export type ChainCheck =
  | { is: 'whole'; links: number; position: number; hash: string; late: number }
  | { is: 'broken'; fault: ChainFault }

interface Row extends Link {
  auditId: string
  hash: string
  /** Null: gone. */
  entry: EntryText | null
}

/** All links, or those after one that is known to be good. To be read at one moment. */
export async function checkChain(
  sql: Sql,
  after: { position: number; hash: string } = { position: 0, hash: noHash },
): Promise<ChainCheck> {
  const orgId = await orgOf(sql)
  let { position, hash } = after
  let late = 0
  for (;;) {
    const rows = await rowsAfter(sql, position)
    for (const row of rows) {
      const fault = faultOf(orgId, row, { position, hash })
      if (fault) return { is: 'broken', fault }
      position = row.position
      hash = row.hash
      if (isLate(row, row.entry!.at)) late++
    }
    if (rows.length < batchMax) break
  }
  const fault =
    (await headFault(sql, { position, hash })) ??
    (await anchorFault(sql, orgId, position)) ??
    (await unsealedFault(sql))
  if (fault) return { is: 'broken', fault }
  return { is: 'whole', links: position - after.position, position, hash, late }
}

/** As a person is told. */
export function faultText(fault: ChainFault): string {
  if (fault.is === 'unsealed')
    return `Entry ${fault.auditId} of the audit log was put there past the sealing.`
  const link = `Link ${fault.position} of the audit chain`
  if (fault.is === 'missing') return `${link} is missing.`
  if (fault.is === 'cut') return `${link} and what came after it have been cut off.`
  if (fault.is === 'added') return `${link} was not written by the sealing.`
  if (fault.is === 'forged')
    return `${link}, or one before it, is not what was anchored on ${fault.anchoredAt.slice(0, 10)}.`
  const entry = `entry ${fault.auditId}`
  if (fault.is === 'deleted') return `${link}: its ${entry} has been deleted.`
  if (fault.is === 'changed') return `${link}: its ${entry} has been changed.`
  return `${link} (${entry}) does not follow from the link before it.`
}

async function orgOf(sql: Sql): Promise<number> {
  const [row] = await sql<[{ id: number }]>`select current_org() as id`
  return row.id
}

async function rowsAfter(sql: Sql, position: number): Promise<Row[]> {
  const rows = await sql<(Omit<Row, 'entry'> & EntryText)[]>`
    select c.position::float as position, encode(c.content, 'hex') as content,
      ${momentColumn(sql, sql`c.sealed_at`)} as "sealedAt",
      ${momentColumn(sql, sql`c.swept_at`)} as "sweptAt",
      encode(c.hash, 'hex') as hash, c.audit_id::text as "auditId", ${entryColumns(sql)}
    from audit_chain c
    left join audit_log a on a.org_id = c.org_id and a.id = c.audit_id
    where c.org_id = current_org() and c.position > ${position}
    order by c.position
    limit ${batchMax}`
  return rows.map(({ id, at, userId, action, subject, detail, ...link }) => ({
    ...link,
    entry: id === null ? null : { id, at, userId, action, subject, detail },
  }))
}

function faultOf(
  orgId: number,
  row: Row,
  before: { position: number; hash: string },
): ChainFault | null {
  const { position, auditId, entry } = row
  if (position !== before.position + 1) return { is: 'missing', position: before.position + 1 }
  if (!entry) return { is: 'deleted', position, auditId }
  if (contentOf(entry) !== row.content) return { is: 'changed', position, auditId }
  if (hashOf(orgId, before.hash, row) !== row.hash) return { is: 'moved', position, auditId }
  return null
}

async function headFault(
  sql: Sql,
  end: { position: number; hash: string },
): Promise<ChainFault | null> {
  const [head] = await sql<{ position: number; hash: string }[]>`
    select position::float as position, encode(hash, 'hex') as hash from audit_heads`
  const { position, hash } = head ?? { position: 0, hash: noHash }
  if (end.position < position) return { is: 'cut', position: end.position + 1 }
  if (end.position > position) return { is: 'added', position: position + 1 }
  return end.hash === hash ? null : { is: 'added', position }
}

/** The days' signed heads, against the links of their positions. */
async function anchorFault(sql: Sql, orgId: number, last: number): Promise<ChainFault | null> {
  const anchors = await sql<(Anchor & { publicKey: string; linkHash: string | null })[]>`
    select n.position::float as position, encode(n.hash, 'hex') as hash,
      ${momentColumn(sql, sql`n.anchored_at`)} as at, n.signature, k.public_key as "publicKey",
      encode(c.hash, 'hex') as "linkHash"
    from audit_anchors n
    join org_keys k on k.org_id = n.org_id and k.id = n.key_id
    left join audit_chain c on c.org_id = n.org_id and c.position = n.position
    where n.org_id = current_org()
    order by n.id`
  for (const anchor of anchors) {
    const { position, hash, at, signature, publicKey, linkHash } = anchor
    if (position > last) return { is: 'cut', position: last + 1 }
    const isOurs = isSigned(anchorBytes(orgId, anchor), signature, publicKey)
    if (linkHash !== hash || !isOurs) return { is: 'forged', position, anchoredAt: at }
  }
  return null
}

async function unsealedFault(sql: Sql): Promise<ChainFault | null> {
  const [entry] = await sql<{ id: string }[]>`
    select a.id
    from audit_log a
    where a.org_id = current_org() and a.written_by < (select swept_to from audit_heads)
      and not exists (
        select from audit_chain c
        where c.org_id = a.org_id and c.audit_id = a.id)
    order by a.id
    limit 1`
  return entry ? { is: 'unsealed', auditId: entry.id } : null
}
