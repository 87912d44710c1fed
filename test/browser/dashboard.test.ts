/** The pages in a real browser: in by the phone's link, a report made, watched, read and fetched; everywhere legible. */
import { readFile } from 'node:fs/promises'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type StartedTillie, startTillie } from './started-tillie.ts'

interface Finding {
  id: string
  impact: string | null
  nodes: { html: string; failureSummary: string }[]
}

const axeSource = new URL(import.meta.resolve('axe-core/axe.min.js'))
const switches = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run']
const paths = [
  '/dashboard/reports',
  '/dashboard/daily-sales',
  '/dashboard/monthly-audit',
  '/dashboard/subscriptions',
  '/dashboard/settings',
]

let tillie: StartedTillie
let browser: Browser
let owner: BrowserContext
/** The page of a report that was made. */
let report = ''
const faults: string[] = []
const strangers: string[] = []

beforeAll(async () => {
  tillie = await startTillie()
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
  browser = await chromium.launch({ executablePath, args: switches })
  owner = await browser.newContext({ viewport: { width: 1280, height: 900 } })
})
afterAll(async () => {
  await browser?.close()
  await tillie?.stop()
})
afterEach(() => {
  expect(faults.splice(0)).toEqual([])
  expect(strangers.splice(0)).toEqual([])
})

test('the owner asks the phone for the dashboard, and the link that comes signs her in', async () => {
  const page = await newPage(owner)
  await page.goto(tillie.phone)
  await page.locator('#telegram textarea').fill('open the dashboard')
  await page.locator('#telegram textarea').press('Enter')
  const answer = page.locator('#telegram .shop .bubble').first()
  await answer.waitFor({ timeout: 60_000 })
  const [link] = /http:\/\/\S+\/sign-in\/[\w.-]+/.exec(await answer.innerText()) ?? []
  await page.goto(link!)
  await page.getByRole('button', { name: /^Sign in/ }).click()
  await page.waitForURL(/\/dashboard/)
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Reports')
  await page.goto(link!)
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('This link is over')
  await page.close()
})

test('a report is asked for, watched, read with its chart, and fetched as it was made', async () => {
  const page = await newPage(owner)
  await page.goto(at('/dashboard/reports'))
  await page.getByLabel('Report', { exact: true }).selectOption('daily_sales')
  expect(await page.getByLabel('Month', { exact: true }).isVisible()).toBe(false)
  await page.getByRole('button', { name: 'Make it' }).click()
  await page.waitForURL(/\/reports\/\d+$/)
  report = new URL(page.url()).pathname
  // Nobody loads the page again: it shows the report by itself.
  await page.locator('.figures').waitFor({ timeout: 60_000 })
  const net = await page.locator('.figure.is-first dd').first().innerText()
  expect(net).toMatch(/£[\d,]+\.\d\d/)
  expect(await page.locator('.badge', { hasText: 'PASS' }).count()).toBeGreaterThan(3)
  await page.locator('.chart canvas').first().waitFor()

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('.files a', { hasText: 'PDF' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^daily_sales_\d{4}-\d\d-\d\d\.pdf$/)
  expect((await readFile(await download.path())).subarray(0, 5).toString()).toBe('%PDF-')
  const csv = await page.request.get(at(`${report}/files/csv`))
  expect(await csv.text()).toContain(net.replace(/[£,]/g, '').replace(/0$/, ''))
  await page.close()
})

test('by keyboard alone: past the menu to the form, and a report is asked for', async () => {
  const page = await newPage(owner)
  await page.goto(at('/dashboard/reports'))
  await page.keyboard.press('Tab')
  expect(await page.evaluate('document.activeElement.className')).toBe('skip')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  expect(await page.evaluate('document.activeElement.id')).toBe('type')
  expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
  for (let stops = 0; stops < 20; stops++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(`document.activeElement.matches('.generate button')`)) break
  }
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/reports\/\d+$/)
  await page.close()
})

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test.each([1280, 360])(
    '%i wide: nothing serious, nothing sideways, on any page',
    async (width) => {
      const viewport = { width, height: width === 360 ? 760 : 900 }
      const storageState = await owner.storageState()
      const context = await browser.newContext({
        viewport,
        colorScheme,
        storageState,
        reducedMotion: 'reduce',
      })
      const page = await newPage(context)
      for (const path of [...paths, report]) {
        await page.goto(at(path))
        await page.waitForLoadState('networkidle')
        expect(await serious(page), path).toEqual([])
        expect(
          await page.evaluate('document.documentElement.scrollWidth'),
          path,
        ).toBeLessThanOrEqual(width)
        const name = path
          .replaceAll(/\W+/g, '-')
          .replace(/^-dashboard-/, '')
          .replace(/\d+$/, 'one')
        await page.screenshot({
          path: `out/pages-${name}-${colorScheme}-${width}.png`,
          fullPage: true,
        })
      }
      await context.close()
      const stranger = await browser.newContext({ viewport, colorScheme })
      const front = await newPage(stranger)
      await front.goto(at('/'))
      expect(await serious(front)).toEqual([])
      await front.screenshot({ path: `out/pages-front-${colorScheme}-${width}.png` })
      await stranger.close()
    },
  )
})

test('signing out ends it', async () => {
  const page = await newPage(owner)
  await page.goto(at('/dashboard/reports'))
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.goto(at(report))
  expect(new URL(page.url()).pathname).toBe('/')
  await page.close()
})

const at = (path: string) => new URL(path, tillie.phone).href

async function newPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  page.on('pageerror', ({ message }) => faults.push(message))
  page.on('console', (line) => {
    const isExpected = line.text().includes('410') // A link that is over.
    if (line.type() === 'error' && !isExpected) faults.push(line.text())
  })
  const { origin } = new URL(tillie.phone)
  page.on('request', (call) => {
    if (!/^(blob|data):/.test(call.url()) && !call.url().startsWith(origin))
      strangers.push(call.url())
  })
  return page
}

/** What axe finds that keeps somebody out; the page's policy lets no script in but its own. */
async function serious(page: Page): Promise<string[]> {
  const source = await readFile(axeSource, 'utf8')
  const { violations } = (await page.evaluate(`${source}; axe.run()`)) as { violations: Finding[] }
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map((n) => `${n.html} ${n.failureSummary}`).join(' | ')}`,
    )
}
