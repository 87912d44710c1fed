/** Codes of an authenticator app: each counts once, guesses lock out, secrets rest sealed. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateSync } from 'otplib'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { fetchSecretKey } from '#clients/secret-key.ts'
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import { createOrg } from '#domain/org.ts'
import { actorFor, addPerson } from '#domain/people.ts'
import { openSecondFactor } from '#domain/second-factor.ts'
import { openSealer } from '#kit/sealer.ts'
import { openTestDb } from '#test/support/database.ts'

const { db, close } = await openTestDb()
afterAll(close)
const org = await createOrg(db, { name: 'Duka', currency: 'KES', timezone: 'Africa/Nairobi' })
const sealer = openSealer(() => Buffer.alloc(32, 1))
const factor = openSecondFactor(sealer)
const noon = new Date('2026-11-20T12:00:00Z')
const secondMs = 1_000

let actor: Actor
let secret: string
let now: Date

const asOrg = <T>(work: (sql: Sql) => Promise<T>) => db.asOrg(org.id, work)
const after = (seconds: number) => new Date(noon.getTime() + seconds * secondMs)
const code = (at: Date) => generateSync({ secret, epoch: Math.floor(at.getTime() / secondMs) })
const verify = (said: string, at = now) =>
  asOrg((sql) => factor.verify(sql, { userId: actor.userId, code: said, now: at }))

beforeEach(async () => {
  now = noon
  actor = await asOrg(async (sql) => {
    const { userId } = await addPerson(sql, { name: 'Amina', roles: ['owner'], now })
    return actorFor(sql, userId)
  })
  secret = await asOrg(async (sql) => {
    const { secret, uri } = await factor.enrol(sql, actor, { now })
    expect(uri).toMatch(/^otpauth:\/\/totp\/Duka:Amina\?.*secret=/)
    return secret
  })
})

const confirm = (at = noon) =>
  asOrg((sql) => factor.confirm(sql, actor, { code: code(at), now: at }))

test('an app counts from its first right code on, and a code counts once', async () => {
  expect((await verify(code(noon))).is).toBe('none')
  expect((await confirm()).is).toBe('right')
  expect((await verify(code(noon))).is).toBe('used')
  const later = after(60)
  expect((await verify(code(later), later)).is).toBe('right')
  expect((await verify(code(later), later)).is).toBe('used')
  // An earlier code than the last is as good as used.
  expect((await verify(code(after(30)), later)).is).toBe('used')
})

test('the steps beside the present one are taken, those further off are not', async () => {
  await confirm()
  expect((await verify(code(after(300)), after(330))).is).toBe('right')
  expect((await verify(code(after(600)), after(570))).is).toBe('right')
  expect((await verify(code(after(900)), after(960))).is).toBe('wrong')
  expect((await verify(code(after(1_260)), after(1_200))).is).toBe('wrong')
})

test('five wrong codes lock out for a quarter of an hour, right ones too, said at once or in turn', async () => {
  await confirm()
  const at = after(90)
  const guesses = ['000000', '00000a', '', '12345', '999999'].map((said) => verify(said, at))
  const verdicts = (await Promise.all(guesses)).map(({ is }) => is)
  expect(verdicts.filter((is) => is === 'wrong')).toHaveLength(4)
  expect(verdicts.filter((is) => is === 'locked')).toHaveLength(1)
  expect((await verify(code(at), at)).is).toBe('locked')
  const free = after(90 + 15 * 60)
  expect((await verify(code(free), free)).is).toBe('right')
})

test('an app that counts is not replaced until it is taken away', async () => {
  await confirm()
  const enrol = asOrg((sql) => factor.enrol(sql, actor, { now }))
  await expect(enrol).rejects.toThrow('You have an authenticator app already')
  await asOrg((sql) => factor.remove(sql, actor, { userId: actor.userId, now }))
  expect((await verify(code(noon))).is).toBe('none')
})

test('its secret rests sealed, for this person and this key alone', async () => {
  const [row] = await asOrg(
    (sql) => sql<{ secret: string }[]>`
      select secret from second_factors where user_id = ${actor.userId}`,
  )
  expect(row!.secret).not.toContain(secret)
  const bound = `second factor ${org.id} ${actor.userId}`
  expect(sealer.open(row!.secret, bound)).toBe(secret)
  expect(() => sealer.open(row!.secret, `${bound}1`)).toThrow()
  expect(() => openSealer(() => Buffer.alloc(32, 2)).open(row!.secret, bound)).toThrow()
})

test('without a key in the settings one is made once, readable by its owner alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillie-key-'))
  const key = fetchSecretKey(null, folder)
  expect(key).toHaveLength(32)
  expect(fetchSecretKey(null, folder)).toEqual(key)
  expect(statSync(join(folder, 'secret.key')).mode & 0o777).toBe(0o600)
  const configured = Buffer.alloc(32, 9).toString('base64url')
  expect(fetchSecretKey(configured, folder)).toEqual(Buffer.alloc(32, 9))
  rmSync(folder, { recursive: true })
})
