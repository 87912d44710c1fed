/** The links of a month as lines of JSON: entries of the month in full, those of other months as hashes. */
import type { Sql } from '#db/sql.ts'
import { entryColumns, momentColumn, noHash } from '#domain/audit-chain/link.ts'
import type { Org } from '#domain/org.ts'
import type { Span } from '#kit/calendar.ts'
import { isWithin } from '../audit/month.ts'
import type { Manifest } from './manifest.ts'

const pageMax = 2_000

/** The links that hold the month's entries, with all that lie between. */
export async function chainOf(sql: Sql, org: Org, span: Span): Promise<Manifest['chain']> {
  const [found] = await sql<[{ first: number | null; last: number | null }]>`
    select min(c.position)::float as first, max(c.position)::float as last
    from audit_chain c
    join audit_log a on a.org_id = c.org_id and a.id = c.audit_id
    where c.org_id = current_org() and ${isWithin(sql, sql`a.at`, org, span)}`
  const { first, last } = found
  if (first === null || last === null) return null
  const hashOf = async (position: number) => {
    const [link] = await sql<{ hash: string }[]>`
      select encode(hash, 'hex') as hash
      from audit_chain
      where org_id = current_org() and position = ${position}`
    return link?.hash ?? noHash
  }
  const anchors = await sql<NonNullable<Manifest['chain']>['anchors']>`
    select n.position::float as position, encode(n.hash, 'hex') as hash,
      ${momentColumn(sql, sql`n.anchored_at`)} as at, k.public_key as "publicKey", n.signature
    from audit_anchors n
    join org_keys k on k.org_id = n.org_id and k.id = n.key_id
    where n.org_id = current_org() and n.position between ${first} and ${last}
    order by n.id`
  const [previous, head] = [await hashOf(first - 1), await hashOf(last)]
  return { first, last, previous, head, anchors: [...anchors] }
}

/** Pages of lines, in the order of the chain. */
export async function* chainLines(
  sql: Sql,
  org: Org,
  span: Span,
  { first, last }: { first: number; last: number },
): AsyncGenerator<string[]> {
  for (let after = first - 1; after < last; ) {
    const links = await sql`
      select c.position::float as position, ${momentColumn(sql, sql`c.sealed_at`)} as "sealedAt",
        ${momentColumn(sql, sql`c.swept_at`)} as "sweptAt", encode(c.content, 'hex') as content,
        encode(c.hash, 'hex') as hash, ${isWithin(sql, sql`a.at`, org, span)} as "isOfMonth",
        ${entryColumns(sql)}
      from audit_chain c
      left join audit_log a on a.org_id = c.org_id and a.id = c.audit_id
      where c.org_id = current_org() and c.position > ${after} and c.position <= ${last}
      order by c.position
      limit ${pageMax}`
    if (links.length === 0) return
    yield links.map(({ isOfMonth, position, sealedAt, sweptAt, content, hash, ...entry }) => {
      const link = { position, sealedAt, sweptAt, content, hash }
      return JSON.stringify({ ...link, entry: isOfMonth ? entry : null })
    })
    after = links.at(-1)!.position as number
  }
}
