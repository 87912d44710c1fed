/**
 * Story: the database's disk is full, or the one where files are kept. Nobody is told 200 for what
 * was not kept, no half of a file is ever seen, and once there is room everything goes on.
 */
import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { noWrongs, wrongsOf } from './support/books.ts'
import { type Cluster, openCluster } from './support/cluster.ts'
import { openCrowd } from './support/crowd.ts'
import { openPoster, whatsappBody } from './support/posts.ts'
import { seeded } from './support/seed.ts'
import { openStage, ownerPhones, type Stage } from './support/stage.ts'
import { until } from './support/until.ts'

const diskMb = 160
const answerMsMax = 2_000
const backMsMax = 1_000

const chance = seeded('disk-full')
let cluster: Cluster | null = null
let stage: Stage
let unmount = () => {}
afterEach(async () => {
  try {
    await stage.close()
  } finally {
    await cluster?.close()
    unmount()
    cluster = null
    unmount = () => {}
  }
})

/** Takes every byte that is left on the disk of a folder; the function returned gives them back. */
function fill(folder: string): () => void {
  const path = join(folder, 'everything-else')
  const file = openSync(path, 'w')
  for (let size = 1 << 20; size > 0; ) {
    try {
      const written = writeSync(file, Buffer.alloc(size))
      if (written < size) size >>= 1
    } catch {
      size >>= 1
    }
  }
  closeSync(file)
  return () => rmSync(path)
}

test('of the database: 503 and an alarm meanwhile, nothing acknowledged is lost', async () => {
  cluster = await openCluster({ diskMb })
  stage = await openStage(cluster.url)
  const tillie = await stage.start()
  const crowd = openCrowd({
    ...{ url: () => tillie.url, people: 16, chance: chance.next, pauseMsMax: 100 },
  })
  await until('people are answered', () => stage.hosts.taken.length > 16)

  const makeRoom = fill(cluster.folder)
  await until('the disk is felt', () => {
    const last = crowd.posts.slice(-50)
    return last.every(({ status }) => status === 503) && crowd.posts.length > 100
  })
  await pause(1_500)
  expect((await fetch(`${tillie.url}/healthz`)).status).toBe(200)
  // A last row may still find its place on a page; most do not, and are told so.
  const meanwhile = crowd.posts.slice(-50)
  expect(meanwhile.filter(({ status }) => status === 503).length).toBeGreaterThan(40)
  const metrics = await (await fetch(`${tillie.url}/metrics`)).text()
  expect(metrics).toMatch(/tillie_webhook_posts_total\{channel="whatsapp",outcome="failed"\} \d+/)
  expect(metrics).toContain('tillie_database_up')
  expect(tillie.log()).toContain('a post could not be kept')

  makeRoom()
  // Without room for its log PostgreSQL gives up; whoever watches over it starts it again.
  await cluster.start().catch(() => {})
  const taken = crowd.acknowledged.length
  const backMs = await until('posts are taken', () => crowd.acknowledged.length > taken + 5)
  expect(backMs).toBeLessThan(backMsMax)
  await crowd.stop()
  await until('all is answered', stage.isQuiet, 60_000)
  expect(await wrongsOf(stage, crowd.acknowledged)).toEqual(noWrongs)
  expect(Math.max(...crowd.posts.map(({ ms }) => ms))).toBeLessThan(answerMsMax)
  expect(tillie.hasEnded()).toBe(false)
  expect(tillie.log()).not.toContain('unhandled')
})

test('of the files: the figures leave in words, and a sentence says what is missing', async () => {
  stage = await openStage(process.env.DATABASE_URL!)
  const folder = mkdtempSync(join(tmpdir(), 'tillie-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'x', folder])
  unmount = () => {
    execFileSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true })
  }
  mkdirSync(join(folder, 'files'))
  stage.environment.TILLIE_DATA = folder
  const tillie = await stage.start()
  const poster = openPoster(() => tillie.url)
  const ask = async (id: string) => {
    const before = stage.hosts.taken.length
    await poster.postUntilTaken(whatsappBody(id, ownerPhones[0]!, 'daily sales PDF 19 November'))
    await until('it is answered', async () => before < stage.hosts.taken.length)
    await until('all is sent', stage.isQuiet)
    return stage.hosts.taken.slice(before).map(({ text }) => text)
  }
  const makeRoom = fill(folder)
  const [words] = await ask('wamid.full')
  expect(words).toContain('961')
  expect(words).toContain('could not be made')
  expect(tillie.log()).toContain('ENOSPC')
  const sent = () => stage.sql`
    select count(*)::integer as count
    from stored_files
    where id in (select (payload -> 'file' ->> 'id')::bigint from outbox)`
  const [files] = await sent()
  expect(files).toEqual({ count: 0 })
  makeRoom()
  const unfinished = ['-type', 'f', '-not', '-regex', '.*/[0-9a-f]+']
  expect(execFileSync('find', [join(folder, 'files'), ...unfinished]).toString()).toBe('')

  await ask('wamid.room')
  const [kept] = await sent()
  expect(kept).toEqual({ count: 1 })
  poster.close()
})
