/** Story: Tillie is killed while reports are drawn and kept. Nobody ever sees half a file. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPoster, whatsappBody } from './support/posts.ts'
import { openRoundRobin } from './support/round-robin.ts'
import { seeded } from './support/seed.ts'
import { openStage, ownerPhones, type Stage } from './support/stage.ts'
import type { RunningTillie } from './support/tillies.ts'
import { until } from './support/until.ts'

const kills = 8
const reportsPerKill = 4
/** Killed sooner than a report is drawn, a question is not to blame for being broken off. */
const limits = { turnBreaksMax: 4 * kills }

const chance = seeded('killed-report')
let stage: Stage
beforeAll(async () => {
  stage = await openStage(process.env.DATABASE_URL!)
})
afterAll(() => stage.close())

test('killed while reports are made: every question has one report, whole, and one row for it', async () => {
  let tillie: RunningTillie = await stage.start({ limits })
  const proxy = await openRoundRobin(() => [tillie.port])
  const poster = openPoster(() => proxy.url)
  let asked = 0
  for (let kill = 0; kill < kills; kill += 1) {
    for (let count = 0; count < reportsPerKill; count += 1) {
      const text = 'daily sales pdf for 19 November'
      await poster.postUntilTaken(whatsappBody(`wamid.${asked}`, ownerPhones[asked % 32]!, text))
      asked += 1
    }
    await pause(chance.next() * 250)
    await tillie.kill('SIGKILL')
    tillie = await stage.start({ limits })
  }
  await until('all is answered', stage.isQuiet)
  await proxy.close()
  poster.close()

  const rows = await stage.sql<{ sha256: string; mime: string; bytes: number }[]>`
    select sha256, mime, size_bytes::integer as bytes
    from stored_files
    where id in (select (payload -> 'file' ->> 'id')::bigint from outbox)`
  expect(rows).toHaveLength(asked)
  expect(new Set(rows.map(({ mime }) => mime))).toEqual(new Set(['application/pdf']))
  const kept = keptFiles(join(stage.environment.TILLIE_DATA!, 'files'))
  expect(rows.filter(({ sha256, bytes }) => kept.get(sha256)?.length !== bytes)).toEqual([])
  // A file under its own name is whole, whether or not its turn came to an end.
  const broken = [...kept].filter(([name, bytes]) => sha256Of(bytes) !== name)
  expect(broken.map(([name]) => name)).toEqual([])

  const [counts] = await stage.sql<{ turns: number; sent: number; payloads: number }[]>`
    select (select count(*)::integer from turns) as turns,
      (select count(*)::integer from outbox where state in ('sent', 'delivered')) as sent,
      (select count(distinct payload -> 'file' ->> 'id')::integer from outbox) as payloads`
  expect(counts).toEqual({ turns: asked, sent: asked, payloads: asked })
})

/** By their names; what was still being written when its process ended has no such name. */
function keptFiles(folder: string): Map<string, Buffer> {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true })
  return new Map(
    all
      .filter((entry) => entry.isFile() && /^[0-9a-f]{64}$/.test(entry.name))
      .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name))]),
  )
}

const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
