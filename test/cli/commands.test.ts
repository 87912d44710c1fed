/** The command line as a contract: what is printed where, and the exit status. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { openTerminal, type Ran } from './terminal.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const sales = `Invoice No,Stock Code,Description,Quantity,Invoice Date,Unit Price,Customer ID,Country
1,A,Blue mug,2,2011-01-17 10:00,4.25,C1,France
2,B,Red mug,1,2011-01-18 11:00,5.00,C2,Spain
3,B,Red mug,x,2011-01-18 12:00,5.00,C2,Spain
`
const monday = '2011-01-18T18:00:00Z'

describe('the command line', () => {
  const { folder, tillie, close } = openTerminal()
  afterAll(close)
  const file = join(folder, 'sales.csv')
  writeFileSync(file, sales)

  test('wrong usage is status 2 and says what is wrong', async () => {
    for (const words of ['sell', 'ask', 'import sales', 'link --as king --name X', 'report'])
      expect((await tillie(words)).status, words).toBe(2)
    expect((await tillie('ask --as king hello')).err).toMatch(/owner, finance, staff, customer/)
    expect((await tillie('report daily-sales --date 2011-02-30 --out a.pdf')).err).toMatch(
      /Write it as/,
    )
    expect(await tillie('--help')).toMatchObject({ status: 0, err: '' })
  })

  test('what is refused is status 1 and one line', async () => {
    const none = await tillie('link --as owner --name Wanjiru')
    expect(none).toEqual({
      status: 1,
      out: '',
      err: 'There is no business yet: make the demo shop with seed, or import a file.\n',
    })
    const unknown = await tillie(`import sales ${file} --org gifts`)
    expect(unknown.err).toBe('gifts is new: say its --currency and --timezone.\n')
    const missing = await tillie([
      'import',
      'sales',
      join(folder, 'no.csv'),
      '--org',
      'gifts',
      '--currency',
      'GBP',
      '--timezone',
      'Europe/London',
    ])
    expect([missing.status, missing.err.trim().split('\n').length]).toEqual([1, 1])
  })

  test('a dry run writes nothing, not even the business', async () => {
    const words = `import sales ${file} --org gifts --currency GBP --timezone Europe/London --json`
    const dry = await tillie(`${words} --dry-run`)
    expect(JSON.parse(dry.out)).toMatchObject({ read: 3, accepted: 2, dryRun: true })
    const asked = await tillie('ask --org gifts hello')
    expect(asked.err).toBe('There is no business called gifts.\n')
  })

  test('an import says what it took and why not; again it changes nothing', async () => {
    const first = await tillie(
      `import sales ${file} --org gifts --currency GBP --timezone Europe/London --json`,
    )
    const result = JSON.parse(first.out)
    expect(first).toMatchObject({ status: 0, err: '' })
    expect(result).toMatchObject({ org: 'gifts', read: 3, accepted: 2, refused: { count: 1 } })
    expect(result.refused.rows[0].row).toBe(4)
    const again = await tillie(`import sales ${file} --org gifts`)
    expect(again.out).toMatch(/0 accepted, 2 known already/)
  })

  test('ask --json is one object of the agreed shape and nothing else', async () => {
    const { out, err, status } = await tillie([
      'ask',
      '--org',
      'gifts',
      '--json',
      '--now',
      monday,
      'net sales this month',
    ])
    expect([status, err]).toEqual([0, ''])
    const said = JSON.parse(out)
    expect(out.trim().split('\n')).toHaveLength(1)
    expect(Object.keys(said).sort()).toEqual(
      ['attachments', 'buttons', 'model', 'ms', 'receipts', 'refused', 'reply', 'tools'].sort(),
    )
    expect(said).toMatchObject({ model: 'offline', refused: false })
    expect(said.reply).toMatch(/13\.50/)
    expect(said.tools[0]).toMatchObject({ name: 'ask_sales' })
    expect(said.receipts.length).toBeGreaterThan(0)
  })

  test('a customer is refused, and the object says so', async () => {
    const { out } = await tillie([
      'ask',
      '--as',
      'customer',
      '--json',
      '--now',
      monday,
      'net sales this month',
    ])
    expect(JSON.parse(out)).toMatchObject({ refused: true, tools: [] })
  })

  test('a batch answers line by line, each at its time; lines of a conversation follow each other', async () => {
    const batch = join(folder, 'questions.jsonl')
    const lines = [
      { as: 'owner', text: 'net sales yesterday', now: monday, conversation: 'a' },
      { as: 'owner', text: 'and today?', now: monday, conversation: 'a' },
      { as: 'owner', text: 'net sales yesterday', now: '2011-01-19T18:00:00Z' },
      { as: 'owner', text: 'daily report for today as PDF', now: monday, conversation: 2 },
      { as: 'owner', text: 'what is on this picture?', now: monday, image: 'mug.png' },
    ]
    writeFileSync(batch, lines.map((line) => JSON.stringify(line)).join('\n'))
    const { out, status } = await tillie(`ask --org gifts --json --batch ${batch}`)
    const said = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect([status, said.length]).toEqual([0, 5])
    expect(said[0].reply).toMatch(/8\.50/)
    expect(said[1].reply).toMatch(/5\.00/)
    expect(said[2].reply).toMatch(/5\.00/)
    const [pdf] = said[3].attachments
    expect(pdf).toMatchObject({ name: 'daily_sales_2011-01-18.pdf', mime: 'application/pdf' })
    expect(isAbsolute(pdf.path) && existsSync(pdf.path)).toBe(true)
    expect(said[4]).toMatchObject({ refused: true, reply: expect.stringMatching(/cannot be read/) })

    writeFileSync(batch, '{"text":"hello"}\nnot json')
    expect(await tillie(`ask --json --batch ${batch}`)).toMatchObject({
      status: 1,
      out: '',
      err: `Line 2 of ${batch} is not JSON.\n`,
    })
  })

  test('a report is written as its name says, and its path printed', async () => {
    const pdf = join(folder, 'day.pdf')
    const done = await tillie(`report daily-sales --org gifts --date 2011-01-18 --out ${pdf}`)
    expect(done).toMatchObject({ status: 0, out: `${pdf}\n` })
    expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-')
    const csv = join(folder, 'day.txt')
    await tillie(`report daily-sales --date 2011-01-18 --format csv --out ${csv}`)
    expect(readFileSync(csv, 'utf8')).toMatch(/5\.00/)
    const nowhere = await tillie(`report daily-sales --date 2011-01-18 --out ${folder}/no/day.pdf`)
    expect([nowhere.status, nowhere.out]).toEqual([1, ''])
  })

  test('the past is filled in once, and each report is named as it is made', async () => {
    const words = 'report backfill --org gifts --daily 30 --monthly 0 --now 2011-01-20T10:00:00Z'
    expect(await tillie(words)).toEqual({
      status: 0,
      out: '2 reports were made.\n',
      err: '1 of 2: daily_sales 2011-01-18\n2 of 2: daily_sales 2011-01-17\n',
    })
    expect(await tillie(words)).toEqual({ status: 0, out: '0 reports were made.\n', err: '' })
    expect((await tillie('report backfill --daily many')).status).toBe(2)
  })

  test('the statements of a shop without books say so, and are written all the same', async () => {
    for (const words of [
      'profit-and-loss --month 2011-01',
      'profit-and-loss --from 2011-01-03 --to 2011-01-09',
      'balance-sheet --date 2011-01-31',
      'trial-balance',
      'cash-position --date 2011-01-31',
    ]) {
      const csv = join(folder, `${words.replaceAll(' ', '_')}.csv`)
      const done = await tillie(`report ${words} --org gifts --out ${csv}`)
      expect(done, words).toMatchObject({ status: 0, out: `${csv}\n` })
      expect(done.err, words).toContain('Nothing has been posted yet.')
    }
    const turned = 'report profit-and-loss --from 2011-02-01 --to 2011-01-01 --out x.pdf'
    expect((await tillie(turned)).err).toBe('The first day must not be after the last one.\n')
    expect((await tillie('report profit-and-loss --month 2011-13 --out x.pdf')).status).toBe(2)
  })

  test('link prints a code, and the same person again gets another', async () => {
    const words = ['link', '--as', 'owner', '--name', 'Wanjiru Kamau', '--json']
    const [one, two] = [await tillie(words), await tillie(words)]
    const [first, second] = [JSON.parse(one.out), JSON.parse(two.out)]
    expect(first.code).toMatch(/^TILL-/)
    expect(second.code).not.toBe(first.code)
    expect(first.deepLink).toBeNull()
  })

  test('of two businesses one must be named', async () => {
    const second = ['--org', 'Demo', '--currency', 'GBP', '--timezone', 'Europe/London']
    expect((await tillie(['import', 'sales', file, ...second])).status).toBe(0)
    const { status, err } = await tillie('ask hello')
    expect([status, err]).toEqual([1, 'Which business? Say --org with "gifts" or "Demo".\n'])
    expect((await tillie('ask --org gift hello')).err).toMatch(/no business called gift/)
  })

  test('migrate finds nothing left to do, and the inbox no dead letter', async () => {
    expect((await tillie('migrate')).out).toMatch(/up to date/)
    expect((await tillie('inbox list')).out).toMatch(/None/)
    expect((await tillie('inbox list --json')).out).toBe('{"messages":[]}\n')
    expect((await tillie('inbox retry --all')).out).toMatch(/^0 put back/)
    expect((await tillie('inbox retry')).status).toBe(2)
  })

  test('a wrong setting is told before anything is opened', async () => {
    const wrong = openTerminal({ TILLIE_PROT: '1', TILLIE_PORT: 'x' })
    const { status, err } = await wrong.tillie('start')
    expect(status).toBe(1)
    expect(err.trim().split('\n')).toHaveLength(2)
    expect(existsSync(join(wrong.folder, 'data'))).toBe(false)
    wrong.close()
  })
})

describe('tillie start', () => {
  test('makes the demo shop, prints the phone, and stops when told', async () => {
    const { tillie, close } = openTerminal()
    const stop = Promise.withResolvers<void>()
    const running = tillie('start --port 0', stop.promise)
    stop.resolve()
    const { status, out } = await running
    expect(status).toBe(0)
    expect(out).toMatch(/The phone: http:\/\/127\.0\.0\.1:\d+\/phone\n$/)
    expect(await tillie('seed')).toEqual({ status: 0, out: 'Corner & Kettle is ready.\n', err: '' })
    close()
  })

  test.each([
    ['with credentials', { WHATSAPP_APP_SECRET: 's', WHATSAPP_VERIFY_TOKEN: 'v' }],
    ['for other machines', { TILLIE_HOST: '0.0.0.0' }],
  ])('%s has no phone unless it is asked for', async (_, environment) => {
    const { folder, tillie, close } = openTerminal(environment)
    await importInto(folder, tillie)
    const { out } = await tillie('start --port 0')
    expect(out).toMatch(/Listening on/)
    expect(out).not.toMatch(/phone/)
    expect((await tillie('start --port 0 --phone')).out).toMatch(/\/phone/)
    close()
  })

  test.each([
    ['web', /^--role web needs DATABASE_URL: the embedded database serves one process alone\.\n$/],
    ['clerk', /Allowed choices are web, worker, all/],
  ])('as %s is refused in one sentence before anything is opened', async (role, words) => {
    const { folder, tillie, close } = openTerminal()
    expect((await tillie(`start --role ${role}`)).err).toMatch(words)
    expect(existsSync(join(folder, 'data'))).toBe(false)
    close()
  })

  test('tells in one sentence that the database cannot be reached', async () => {
    const { tillie, close } = openTerminal({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })
    expect(await tillie('migrate')).toEqual({
      status: 1,
      out: '',
      err: 'The database at DATABASE_URL cannot be reached.\n',
    })
    close()
  })

  test('ends with status 0 after SIGTERM, as a process', async () => {
    const { folder, tillie, close } = openTerminal()
    await importInto(folder, tillie)
    const words = ['src/cli.ts', 'start', '--port', '0', '--data', join(folder, 'data')]
    const child = spawn(process.execPath, words, {
      cwd: root,
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const ended = once(child, 'exit')
    await once(child.stdout, 'data')
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
    close()
  })
})

/** A business of three lines, so that no demo shop is made. */
function importInto(folder: string, tillie: (words: string) => Promise<Ran>) {
  const file = join(folder, 'sales.csv')
  writeFileSync(file, sales)
  return tillie(`import sales ${file} --org gifts --currency GBP --timezone Europe/London`)
}
