/**
 * Story: somebody of one business asks, by every tool and report, for what only the other one has: its
 * names, codes and ids. The answer is the one that is given to what never was.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openOrchestrator } from '#agents/orchestrator.ts'
import { openConversation, recall } from '#chat/conversation.ts'
import { openFiles } from '#clients/files.ts'
import type { Sql } from '#db/sql.ts'
import { type Actor, scopes } from '#domain/identity.ts'
import { importSales } from '#domain/import/import-sales.ts'
import { findNamed } from '#domain/metrics/names.ts'
import { createOrg, type Org } from '#domain/org.ts'
import { actorFor, addPerson, findPeople, identitiesOf } from '#domain/people.ts'
import { freshen } from '#domain/report-views.ts'
import { offline } from '#engine/models/offline/offline.ts'
import type { Tool } from '#engine/tool.ts'
import { Refusal } from '#kit/refusal.ts'
import { wordsFor } from '#kit/words.ts'
import { dailySales } from '#reports/daily-sales.ts'
import { renderReport } from '#reports/render/render.ts'
import { openTestDb, quiet } from '#test/support/database.ts'
import { tools } from '#tools/index.ts'

const now = new Date('2026-11-20T09:00:00Z')
const today = '2026-11-20'
/** On this day only the café traded. */
const theirDay = '2026-11-12'
const head =
  'Invoice No,Stock Code,Description,Category,Quantity,Invoice Date,Unit Price,Customer ID,Country'
const books = {
  duka: `${head}
A-1,F-2,Unga 2kg,Flour,3,2026-11-10 09:15,210.00,C1,Kenya
A-2,F-4,Tea leaves,Drinks,1,2026-11-19 17:05,480.00,C3,Uganda
`,
  cafe: `${head}
B-1,ZB77,Zanzibar Clove Soap,Spices,7,${theirDay} 09:15,7070.07,RAFIKI9,Tanzania
B-2,ZB78,Pemba Nutmeg Oil,Spices,7,${theirDay} 10:15,7070.07,RAFIKI9,Tanzania
`,
}
const theirs = [
  'Zanzibar Clove Soap',
  'ZB77',
  'RAFIKI9',
  'Tanzania',
  'Spices',
  'B-1',
  'Halima Café',
]
const never = [
  'Quelimane Basil Candle',
  'QX88',
  'AMIGO5',
  'Mozambique',
  'Herbs',
  'Q-1',
  'Teresa Pão',
]

describe('another business’s records', async () => {
  const { db, close } = await openTestDb()
  const folder = mkdtempSync(join(tmpdir(), 'tillie-others-'))
  afterAll(async () => {
    await close()
    rmSync(folder, { recursive: true })
  })
  let duka: Org
  let cafe: Org
  let actor: Actor
  /** Of rows of the café, and of none. */
  let ids: { theirs: string; never: string }[]
  beforeAll(async () => {
    duka = await open('duka', 'Wanjiru')
    cafe = await open('cafe', 'Halima Café')
    const [owner] = await db.asOrg(duka.id, (sql) => findPeople(sql, 'owner'))
    actor = { orgId: duka.id, ...owner!, may: new Set(scopes) }
    const found = await db.asOrg(
      cafe.id,
      (sql) => sql<{ id: string }[]>`
        select id::text from products union all select id::text from customers`,
    )
    ids = found.map(({ id }) => ({ theirs: id, never: String(900_000 + Number(id)) }))
    expect(ids.length).toBeGreaterThan(2)
  })

  async function open(name: keyof typeof books, owner: string): Promise<Org> {
    const org = await createOrg(db, { name, currency: 'KES', timezone: 'Africa/Nairobi' })
    const file = join(folder, `${name}.csv`)
    writeFileSync(file, books[name])
    const { refused } = await importSales(db, { org, file, now: () => now })
    expect(refused.count).toBe(0)
    await db.asOrg(org.id, (sql) => addPerson(sql, { name: owner, roles: ['owner'], now }))
    await freshen(db, org.id)
    return org
  }

  const inDuka = <T>(work: (sql: Sql) => Promise<T>) => db.asReader(duka.id, work)

  /** All that comes of a call: facts, words, receipts, and the file; of a write, what it proposes. */
  async function outcome(tool: Tool, input: Record<string, unknown>): Promise<string> {
    try {
      const came = await inDuka((sql) => {
        const context = { sql, actor, org: duka, now, today, last: null }
        return (tool.propose ?? tool.run)(context, tool.input.parse(input))
      })
      if ('proposed' in came) return JSON.stringify([came, came.summary(wordsFor(duka))])
      const { say, report, ...rest } = came
      const file = report && Buffer.from((await renderReport(report, 'csv')).bytes).toString()
      return JSON.stringify([rest, say(wordsFor(duka)), report, file])
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault
      return fault.message
    }
  }

  /** Every field of the tool that takes such a text, with it in. */
  function inputsWith(tool: Tool, text: string): Record<string, unknown>[] {
    const filters = ['product', 'customer', 'country', 'category', 'channel'].map((kind) => [
      { kind, keys: [text], label: 'it' },
    ])
    const period = { period: 'all time' }
    return Object.keys(tool.input.shape).flatMap((field) =>
      [text, [text], ...filters]
        .map((value) => ({ ...('period' in tool.input.shape && period), [field]: value }))
        .filter((input) => tool.input.safeParse(input).success),
    )
  }

  test('are there, for their own people', async () => {
    const net = await db.asReader(cafe.id, (sql) => dailySales(sql, cafe, theirDay, now))
    expect(JSON.stringify(net)).toMatch(/Zanzibar Clove Soap/)
    expect(JSON.stringify(net)).toMatch(/98,?980\.98/)
  })

  test.each(tools)(
    'tool $name: their names are as unknown as those that never were',
    async (tool) => {
      for (const [at, name] of theirs.entries()) {
        const [asked, control] = [inputsWith(tool, name), inputsWith(tool, never[at]!)]
        expect(asked).toHaveLength(control.length)
        for (const [nth, input] of asked.entries()) {
          const real = await outcome(tool, input)
          const none = await outcome(tool, control[nth]!)
          expect(real.replaceAll(name, '#')).toBe(none.replaceAll(never[at]!, '#'))
          expect(real.replaceAll(name, '#')).not.toMatch(/Zanzibar|Pemba|ZB7|RAFIKI|7,?070|98,?980/)
        }
      }
    },
  )

  test.each(tools)('tool $name: ids of their rows are as empty as ids of none', async (tool) => {
    for (const { theirs, never } of ids) {
      const control = byShape(inputsWith(tool, never), never)
      for (const [shape, input] of byShape(inputsWith(tool, theirs), theirs)) {
        // "3" is a time of day or a share of everything, too; there the other number is refused.
        if (!control.has(shape)) continue
        const [real, none] = [await outcome(tool, input), await outcome(tool, control.get(shape)!)]
        expect(withoutId(real, theirs)).toBe(withoutId(none, never))
      }
    }
  })

  function byShape(inputs: Record<string, unknown>[], id: string) {
    return new Map(
      inputs.map((input) => [JSON.stringify(input).replaceAll(`"${id}"`, '"#"'), input]),
    )
  }

  /** An answer may repeat what was asked: quoted, after the kind of paper, or as a sum of money. */
  function withoutId(said: string, id: string): string {
    return said
      .replaceAll(wordsFor(duka).money(id), '#')
      .replaceAll(new RegExp(`(?<=["*]|order |entry |request |photo )${id}(?![\\d])`, 'g'), '#')
  }

  test('some fields did take names and ids', () => {
    const taking = tools.filter((tool) => inputsWith(tool, 'Zanzibar').length > 0)
    expect(taking.length).toBeGreaterThanOrEqual(3)
    expect(tools.flatMap((tool) => inputsWith(tool, '1')).length).toBeGreaterThan(10)
  })

  test('a report of a day on which only they traded has nothing, whoever is named at its head', async () => {
    for (const org of [duka, cafe]) {
      const [real, none] = await Promise.all(
        [theirDay, '2026-11-13'].map((day) => inDuka((sql) => dailySales(sql, org, day, now))),
      )
      expect(real!.figures).toEqual([])
      expect(real!.notes.join().replace('Thu, 12', 'Fri, 13')).toBe(none!.notes.join())
    }
  })

  test('in plain words, their product is not found in the same sentence', async () => {
    const answer = openOrchestrator({
      db,
      tools,
      model: offline(),
      freshen: (orgId) => freshen(db, orgId),
      render: renderReport,
      log: quiet,
      clock: () => now,
    })
    for (const question of [
      'sales of #',
      'top customers of # this month',
      'chart # by day',
      '# report as csv',
    ])
      for (const [at, name] of theirs.entries()) {
        const [real, none] = await Promise.all(
          [name, never[at]!].map(async (about) => {
            const text = question.replace('#', about)
            const answered = await answer({ actor, org: duka, text, history: [], last: null, now })
            const said = [
              answered.text,
              ...answered.files.map(({ name }) => name),
              ...answered.offers,
            ]
            return JSON.stringify(said).replaceAll(about, '#').replaceAll(about.toLowerCase(), '#')
          }),
        )
        expect(real, question).toBe(none)
      }
  })

  test('their people, chats and files are nobody’s here', async () => {
    const { userId, conversation } = await db.asOrg(cafe.id, async (sql) => {
      const [owner] = await findPeople(sql, 'owner')
      const { userId } = owner!
      const conversation = await openConversation(sql, {
        ...{ channel: 'telegram', account: '900', chat: '501', userId, address: { chatId: '501' } },
        ...{ isGroup: false, inboundAt: now, now },
      })
      await sql`
        insert into turns (org_id, conversation_id, user_id, question, reply, model, started_at, ended_at)
        values (current_org(), ${conversation.id}, ${userId}, 'Zanzibar?', 'Yes.', 'offline', ${now}, ${now})`
      return { userId, conversation }
    })
    const nothing = { history: [], last: null, open: null }
    expect(await inDuka((sql) => recall(sql, conversation.id))).toEqual(nothing)
    expect(await inDuka((sql) => identitiesOf(sql, userId))).toEqual([])
    expect(await inDuka((sql) => findNamed(sql, 'Zanzibar Clove Soap'))).toEqual({ is: 'none' })
    const told = async (id: string) =>
      inDuka((sql) => actorFor(sql, id)).catch((fault: Error) => fault.message.replace(id, '#'))
    expect(await told(userId)).toBe(await told('999999'))

    const files = openFiles(join(folder, 'files'))
    const sha256 = await files.put(cafe.id, Buffer.from('theirs'))
    expect(Buffer.from(await files.get(cafe.id, sha256)).toString()).toBe('theirs')
    const missing = { code: 'ENOENT' }
    await expect(files.get(duka.id, sha256)).rejects.toMatchObject(missing)
    await expect(files.get(duka.id, '0'.repeat(64))).rejects.toMatchObject(missing)
    await expect(files.get(duka.id, `../${cafe.id}/${sha256}`)).rejects.toThrow('not the name')
  })
})
