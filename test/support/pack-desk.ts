/** A desk that makes packs of the audited month, and files of them to meddle with. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFiles } from '#clients/files.ts'
import type { Db } from '#db/sql.ts'
import { freshen } from '#domain/report-views.ts'
import { openSealer } from '#kit/sealer.ts'
import { newSigningKey } from '#kit/signing.ts'
import { systemTimers } from '#kit/timers.ts'
import { openReportDesk } from '#reports/desk/open-desk.ts'
import type { Made } from '#reports/desk.ts'
import { kindOf } from '#reports/kinds.ts'
import { openPacks } from '#reports/pack/open-packs.ts'
import { verifyPack } from '#reports/pack/verify-pack.ts'
import { renderReport } from '#reports/render/render.ts'
import { quiet } from './database.ts'
import { now } from './stock-room.ts'

export function openPackDesk(db: Db, orgId: number) {
  const folder = mkdtempSync(join(tmpdir(), 'tillie-packs-'))
  const clock = () => now
  const sealer = openSealer(() => Buffer.alloc(32, 7))
  const packs = openPacks({ db, clock, sealer, newKey: newSigningKey })
  const desk = openReportDesk({
    ...{ db, kindOf, clock, log: quiet, timers: systemTimers },
    files: openFiles(join(folder, 'files')),
    freshen: (orgId) => freshen(db, orgId),
    beforePack: packs.beforePack,
    print: renderReport,
    folder: join(folder, 'growing'),
    spools: { pack: packs.spool },
  })
  let files = 0
  return { desk, folder, makes, verdict, close }

  async function makes(type: string, month: string): Promise<Made> {
    const asked = { type, params: { month }, formats: ['zip'] as const, via: 'api' as const }
    const made = await desk.make(orgId, { ...asked, requestedBy: null, now }, 60_000)
    if (made.is !== 'made') throw new Error(made.is === 'failed' ? made.error : made.is)
    return made
  }

  /** What is said of a file with these bytes: "where: why", or "whole". */
  async function verdict(bytes: Uint8Array, options: { key?: string } = {}): Promise<string> {
    const path = join(folder, `pack-${files++}.zip`)
    writeFileSync(path, bytes)
    const said = await verifyPack(path, options)
    rmSync(path)
    return said.is === 'whole' ? 'whole' : `${said.where}: ${said.why}`
  }

  async function close() {
    await desk.stop(1_000)
    rmSync(folder, { recursive: true })
  }
}
