/** Story: a message that can never be worked off. It is tried five times, put aside with a reason, and told once. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPoster, whatsappBody } from './support/posts.ts'
import { openStage, ownerPhones, type Stage } from './support/stage.ts'
import { until } from './support/until.ts'

const run = promisify(execFile)
const cli = new URL('../../src/cli.ts', import.meta.url).pathname
const poison = 'poison of the Kamau wedding'

let stage: Stage
beforeAll(async () => {
  stage = await openStage(process.env.DATABASE_URL!)
})
afterAll(() => stage.close())

/** The database will not have it, and says so in the message's own words. */
async function refuseToWrite() {
  await stage.sql`
    create function refuse_poison() returns trigger language plpgsql as $$
    begin
      if new.question like 'poison%' then raise exception 'cannot write: %', new.question; end if;
      return new;
    end $$`
  await stage.sql`
    create trigger refuse_poison before insert on turns
    for each row execute function refuse_poison()`
}

test('five tries, a dead letter without its words, one apology; its chat and all others go on', async () => {
  await refuseToWrite()
  const tillie = await stage.start()
  const poster = openPoster(() => tillie.url)
  const [kamau, others] = [ownerPhones[0]!, ownerPhones.slice(1, 20)]
  await poster.postUntilTaken(whatsappBody('wamid.1', kamau, 'hello'))
  await poster.postUntilTaken(whatsappBody('wamid.2', kamau, poison))
  await poster.postUntilTaken(whatsappBody('wamid.3', kamau, 'help'))
  for (const [at, phone] of others.entries())
    await poster.postUntilTaken(whatsappBody(`wamid.other.${at}`, phone, 'hello'))
  await until('the neighbours are answered', () => stage.hosts.taken.length >= others.length + 1)
  await until('all is worked off', stage.isQuiet)
  poster.close()

  const dead = await stage.sql<{ externalId: string; attempts: number; reason: string }[]>`
    select external_id as "externalId", attempts, reason from inbox where state = 'dead'`
  expect(dead).toMatchObject([{ externalId: 'wamid.2', attempts: 5 }])
  expect(dead[0]!.reason).toMatch(/^PostgresError P0001/)
  const toKamau = stage.hosts.taken.filter(({ to }) => `+${to.replace('+', '')}` === kamau)
  expect(toKamau).toHaveLength(3)
  expect(toKamau[1]!.text).toContain('it was put aside')
  expect(toKamau[2]!.text).not.toContain('put aside')

  const { stdout } = await run(process.execPath, [cli, 'inbox', 'list'], {
    env: { PATH: process.env.PATH, ...stage.environment },
  })
  expect(stdout).toContain('whatsapp message, tried 5 times: PostgresError P0001')
  const words = /Kamau|wedding/
  expect([stdout, dead[0]!.reason, tillie.log()].filter((text) => words.test(text))).toEqual([])
})

test('a model that always throws is answered with one honest sentence, and asked once', async () => {
  const tillie = await stage.start()
  const poster = openPoster(() => tillie.url)
  const before = stage.hosts.taken.length
  await poster.postUntilTaken(whatsappBody('wamid.9', ownerPhones[30]!, 'is this poison?'))
  await until('it is answered', () => stage.hosts.taken.length > before)
  await until('all is worked off', stage.isQuiet)
  poster.close()
  expect(stage.hosts.taken.slice(before).map(({ text }) => text)).toEqual([
    'Something went wrong on our side. Please try again in a moment.',
  ])
})
