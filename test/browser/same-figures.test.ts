/**
 * Three months of a real wholesaler, once more with the tools that people have: each day's PDF as
 * pdftotext reads it, and its page as a browser shows it, have the figures of the truth, to the penny.
 */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Db } from '#db/sql.ts'
import { createOrg } from '#domain/org.ts'
import { issueSignInLink } from '#domain/sign-in-links.ts'
import { listen } from '#http/server.ts'
import { type Words, wordsFor } from '#kit/words.ts'
import type { Made } from '#reports/desk.ts'
import { type Member, openDesk } from '#test/http/api/desk.ts'
import { openTestDb } from '#test/support/database.ts'
import { importRetail, truth } from '#test/support/online-retail.ts'

const switches = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run']

describe('every day of the wholesaler', () => {
  let db: Db
  let owner: Member
  let words: Words
  let desk: Awaited<ReturnType<typeof openDesk>>
  let browser: Browser
  let page: Page
  let url: string
  const closes: (() => Promise<unknown>)[] = []

  beforeAll(async () => {
    const opened = await openTestDb()
    db = opened.db
    closes.unshift(opened.close)
    const org = await importRetail(db)
    words = wordsFor(org)
    const other = await createOrg(db, { name: 'Other', currency: 'GBP', timezone: 'UTC' })
    desk = await openDesk(db, {}, [org, other])
    closes.unshift(() => desk.doors.desk.stop(5_000))
    owner = await desk.joins(org, 'owner', 'Olive')

    const server = await listen(desk.app.fetch, '127.0.0.1', 0)
    closes.unshift(() => server.close(1_000))
    url = server.url
    const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
    browser = await chromium.launch({ executablePath, args: switches })
    closes.unshift(() => browser.close())
    page = await browser.newPage()
    const { token } = await db.asOrg(org.id, (sql) =>
      issueSignInLink(sql, { userId: owner.userId, now: desk.clock.now, random: randomBytes }),
    )
    await page.goto(`${url}/sign-in/${org.id}.${token}`)
    await page.getByRole('button', { name: /^Sign in/ }).click()
    await page.waitForURL(/\/dashboard/)
  }, 240_000)
  afterAll(async () => {
    for (const close of closes) await close()
  })

  async function made(day: string): Promise<Made> {
    const asked = { type: 'daily_sales', params: { day }, formats: ['pdf' as const] }
    const by = { via: 'page' as const, requestedBy: owner.userId, now: desk.clock.now }
    const run = await desk.doors.desk.make(owner.org.id, { ...asked, ...by }, 60_000)
    if (run.is !== 'made') throw new Error(`the report of ${day} was not made: ${run.is}`)
    return run
  }

  test.for(Object.entries(truth.days))(
    '%s: the PDF and the page show the truth',
    async ([day, { net_sales, gross_sales, net_units, orders }]) => {
      const { report, files } = await made(day)
      const said = {
        'Net sales': words.money(net_sales),
        'Gross sales': words.money(gross_sales),
        Orders: words.count(String(orders)),
        Units: words.count(String(net_units)),
      }
      const print = textOf(files[0]!.bytes)
      await page.goto(`${url}/dashboard/daily-sales?day=${day}`)
      const shown = Object.fromEntries(
        await page
          .locator('.figure')
          .evaluateAll((all) =>
            all.map((one) => [
              one.querySelector('dt')!.innerText,
              one.querySelector('dd')!.innerText,
            ]),
          ),
      )
      const verdicts = await page.locator('.controls .badge').allInnerTexts()

      expect(shown).toMatchObject(said)
      for (const { label, kind, value } of report.figures) {
        const figure = kind === 'money' ? words.money(value!) : words.count(value!)
        expect(shown[label], label).toBe(figure)
        expect(standsUnder(print, label, figure), `${label} ${figure} in print`).toBe(true)
      }
      expect(verdicts).toEqual(report.controls.map(() => 'PASS'))
      expect(print).not.toContain('DOES NOT TIE')
      expect(print.match(/\bPASS\b/g)).toHaveLength(report.controls.length)
    },
  )
})

/** As the columns of the page lie. */
function textOf(pdf: Uint8Array): string {
  const options = { input: pdf, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const
  return execFileSync('pdftotext', ['-layout', '-', '-'], options)
}

/** On one of the next lines, below the label: a card has its figure under its name. */
function standsUnder(print: string, label: string, figure: string): boolean {
  const lines = print.split('\n')
  return lines.some((line, at) => {
    const from = line.search(new RegExp(`(?<![\\w£])${label}(?!\\w)`))
    if (from < 0) return false
    return lines.slice(at + 1, at + 4).some((below) => {
      const found = below.indexOf(figure, Math.max(0, from - 4))
      return found >= 0 && found <= from + 4
    })
  })
}
