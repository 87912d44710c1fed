/** Story: what the owner made harder needs another person's yes, or a code of the authenticator app. */
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Approval } from '#domain/approval-rules.ts'
import { setApprovalRule } from '#domain/approval-rules.ts'
import { actorFor, findPeople } from '#domain/people.ts'
import { now, openShop, type Shop } from '#test/support/shop.ts'

const minuteMs = 60_000
/** A real write, of no amount, so that rules of any amount reach it. */
const write = 'set approval for record sale above 5000 to a second person'

let moment = now
let shop: Shop
beforeAll(async () => {
  shop = await openShop({ clock: () => moment })
})
afterAll(() => shop.close())

const says = (text: string) => shop.says('owner', text)
const rules = () =>
  shop.db.asOwner(
    (sql) => sql<{ tool: string; needs: string }[]>`
      select tool, needs from approval_rules where tool = 'record_sale'`,
  )
const demand = (needs: Approval) =>
  shop.db.asOrg(shop.org.id, async (sql) => {
    const [owner] = await findPeople(sql, 'owner')
    const actor = await actorFor(sql, owner!.userId)
    await setApprovalRule(sql, actor, { tool: 'set_approval_rule', amountFrom: '0', needs, now })
  })

describe('a second person', () => {
  test('who may decide it is told in their own chat; nobody else is, and one cannot be two', async () => {
    await demand('second-person')
    const [alone] = await says(write)
    expect(alone!.text).toMatch(/could reach nobody just now/)
    await promote('finance')
    await shop.says('finance', 'help', { channel: 'telegram' })

    const before = shop.platforms.delivered.length
    const [asked] = await says(write)
    expect(asked!.buttons.map(({ title }) => title)).toEqual(['No'])
    const told = shop.platforms.delivered.slice(before).filter(({ to }) => to !== asked!.to)
    expect(told.map(({ to }) => to)).toEqual(['502'])
    expect(told[0]!.text).toMatch(/Wanjiru Kamau\S* asks for your yes:[\s\S]*record sale/)

    const tap = told[0]!.buttons.find(({ title }) => title === 'Yes, do it')!.id
    const [stolen] = await shop.says('owner', 'Yes, do it', { tap })
    expect(stolen!.text).toMatch(/no longer valid/)
    expect(await rules()).toEqual([])

    const at = shop.platforms.delivered.length
    const [done] = await shop.says('finance', 'Yes, do it', { channel: 'telegram', tap })
    expect(done!.text).toMatch(/needs the yes of a second person/)
    expect(await rules()).toEqual([{ tool: 'record_sale', needs: 'second-person' }])
    const heard = shop.platforms.delivered.slice(at).find(({ to }) => to === asked!.to)
    expect(heard!.text).toMatch(/^Amina Hassan said yes/)
  })

  test('finds what waits by asking, and can say no', async () => {
    await says(write.replace('5000', '7000'))
    const [list] = await shop.says('finance', 'what waits for my yes?', { channel: 'telegram' })
    const no = list!.buttons.filter(({ title }) => title.startsWith('No')).at(-1)!
    const [refused] = await shop.says('finance', no.title, { channel: 'telegram', tap: no.id })
    expect(refused!.text).toMatch(/nothing was done/)
    expect(await rules()).toHaveLength(1)
  })
})

describe('a code of the authenticator app', () => {
  let secret: string

  test('is needed before, and is not asked of one who has no app', async () => {
    await demand('second-factor')
    const [none] = await says(write)
    expect(none!.text).toMatch(/you have none yet/)
    secret = await enrol()
  })

  test('approves just this, once; a wrong, used or late one does nothing and says why', async () => {
    const nine = write.replace('5000', '9000')
    const [asked] = await says(nine)
    expect(asked!.text).toMatch(/send me the 6-digit code/)
    expect((await says('yes'))[0]!.text).toMatch(/send me the 6-digit code/)
    expect((await says('000000'))[0]!.text).toMatch(/not right/)
    expect(await rules()).toHaveLength(1)
    moment = new Date(moment.getTime() + minuteMs)
    const right = code(secret)
    expect((await says(right))[0]!.text).toMatch(/needs the yes of a second person/)
    expect(await rules()).toHaveLength(2)

    await says(write.replace('5000', '11000'))
    expect((await says(right))[0]!.text).toMatch(/used already/)
    moment = new Date(moment.getTime() + 10 * minuteMs)
    expect((await says(code(secret)))[0]!.text).not.toMatch(/needs the yes of/)
    expect(await rules()).toHaveLength(2)
    expect(await keptTexts()).not.toContain(right)
  })

  test('locks out whoever guesses, right codes too', async () => {
    await says(write.replace('5000', '12000'))
    for (let guess = 1; guess <= 5; guess++) await says(`00000${guess}`)
    expect((await says(code(secret)))[0]!.text).toMatch(/too many wrong codes/)
    expect(await rules()).toHaveLength(2)
  })
})

/** Finance may change settings here, too. */
const promote = (role: string) =>
  shop.db.asOwner(
    (sql) => sql`
      insert into role_scopes (org_id, role, scope, granted)
      values (${shop.org.id}, ${role}, 'settings:write', true)`,
  )

async function enrol(): Promise<string> {
  const { secondFactor } = shop.tillie.house
  return shop.db.asOrg(shop.org.id, async (sql) => {
    const [owner] = await findPeople(sql, 'owner')
    const actor = await actorFor(sql, owner!.userId)
    const { secret } = await secondFactor.enrol(sql, actor, { now: moment })
    const verdict = await secondFactor.confirm(sql, actor, { code: code(secret), now: moment })
    expect(verdict.is).toBe('right')
    return secret
  })
}

function code(secret: string): string {
  return generateSync({ secret, epoch: Math.floor(moment.getTime() / 1_000) })
}

async function keptTexts(): Promise<string> {
  const rows = await shop.db.asOwner(
    (sql) => sql<{ text: string }[]>`
      select question || reply || tools::text as text from turns
      union all
      select detail::text from audit_log
      union all
      select p::text from proposals p`,
  )
  return rows.map(({ text }) => text).join('\n')
}
