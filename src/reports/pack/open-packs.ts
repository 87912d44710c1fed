/** What the desk needs for packs: the log sealed and a key before, and the ZIP after. */
import { type SignerDeps, signerOf } from '#domain/audit-chain/keys.ts'
import { sealAudit } from '#domain/audit-chain/seal.ts'
import type { Clock } from '#kit/clock.ts'
import type { Spool } from '../desk/spool.ts'
import { packSpool } from './spool.ts'

export interface Packs {
  beforePack(orgId: number): Promise<void>
  spool: Spool
}

export function openPacks(deps: SignerDeps & { clock: Clock }): Packs {
  return {
    async beforePack(orgId) {
      const now = deps.clock()
      await sealAudit(deps.db, orgId, { now })
      await signerOf(deps, orgId, now)
    },
    spool: packSpool(deps),
  }
}
