/** The day's head, signed: after it, nobody rewrites what came before, not even with the whole database. */
import type { Db } from '#db/sql.ts'
import { record } from '../audit.ts'
import { anchorBytes } from './anchor-text.ts'
import { type ChainCheck, checkChain } from './check.ts'
import { type SignerDeps, signerOf } from './keys.ts'
import { momentText } from './link.ts'
import { sealAudit } from './seal.ts'

/** Longer chains are checked from the last anchor on; all of one when its pack is made. */
const linksMax = 1_000_000

/**
 * Seals, checks, and signs the head of the chain. A chain that is broken is not anchored: the audit log
 * says where, and what was found is given back.
 */
export async function anchorAudit(
  deps: SignerDeps & { db: Db },
  orgId: number,
  now: Date,
): Promise<ChainCheck> {
  const { db } = deps
  await sealAudit(db, orgId, { now, fromStart: true })
  const found = await db.asReaderAtOneMoment(orgId, async (sql) => {
    const [last] = await sql<{ position: number; hash: string }[]>`
      select n.position::float as position, encode(n.hash, 'hex') as hash
      from audit_anchors n
      join audit_heads h on h.org_id = n.org_id
      where h.position > ${linksMax}
      order by n.id desc
      limit 1`
    return checkChain(sql, last)
  })
  if (found.is === 'broken')
    await db.asOrg(orgId, (sql) =>
      record(sql, { at: now, action: 'audit.broken', detail: { ...found.fault } }),
    )
  else if (found.position > 0) await signHead(deps, orgId, found, now)
  return found
}

async function signHead(
  deps: SignerDeps & { db: Db },
  orgId: number,
  { position, hash }: { position: number; hash: string },
  now: Date,
) {
  const key = await signerOf(deps, orgId, now)
  const signature = key.sign(anchorBytes(orgId, { position, hash, at: momentText(now) }))
  await deps.db.asOrg(
    orgId,
    (sql) => sql`
      insert into audit_anchors (org_id, position, hash, anchored_at, key_id, signature)
      values (current_org(), ${position}, ${Buffer.from(hash, 'hex')}, ${now}, ${key.id}, ${signature})`,
  )
}
