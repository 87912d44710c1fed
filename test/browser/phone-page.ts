/** The phone's page in a real browser: opened as one person, written on, its answers waited for. */
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'
import { type StartedTillie, startTillie } from './started-tillie.ts'

const switches = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const answerMsMax = 60_000

export interface PhoneBrowser {
  tillie: StartedTillie
  browser: Browser
  /** Of any page: errors in its console, and requests to anywhere but Tillie. Both stay empty. */
  faults: string[]
  strangers: string[]
  open(look: Look): Promise<Page>
  close(): Promise<void>
}

interface Look {
  width: number
  height: number
  role?: string
  colorScheme?: 'light' | 'dark'
}

/** Of a Tillie that is started for it, unless one is there. */
export async function openPhoneBrowser(started?: StartedTillie): Promise<PhoneBrowser> {
  const tillie = started ?? (await startTillie())
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args: switches })
  const faults: string[] = []
  const strangers: string[] = []
  return { tillie, browser, faults, strangers, open, close }

  async function open({ role = 'owner', colorScheme = 'light', ...viewport }: Look) {
    const page = await (await browser.newContext({ viewport, colorScheme })).newPage()
    page.on('pageerror', ({ message }) => faults.push(message))
    page.on('console', (line) => line.type() === 'error' && faults.push(line.text()))
    const { origin } = new URL(tillie.phone)
    page.on('request', (call) => {
      if (!/^(blob|data):/.test(call.url()) && !call.url().startsWith(origin))
        strangers.push(call.url())
    })
    await page.goto(tillie.phone)
    await writeAs(page, role)
    return page
  }

  async function close() {
    await browser.close()
    await tillie.stop()
  }
}

/** From now on this person writes. */
export async function writeAs(page: Page, role: string): Promise<void> {
  await page.locator(`input[value="${role}"]`).check({ force: true })
}

export async function write(page: Page, channel: string, text: string): Promise<void> {
  await page.locator(`#${channel} textarea`).fill(text)
  await page.locator(`#${channel} textarea`).press('Enter')
}

/** The shop's message of that number. */
export async function reply(page: Page, channel: string, number: number): Promise<Locator> {
  const message = page.locator(`#${channel} .shop .bubble`).nth(number - 1)
  await message.waitFor({ timeout: answerMsMax })
  return message
}

/** What is wider than the window. */
export function widths(page: Page): Promise<unknown> {
  return page.evaluate(`[...document.querySelectorAll('html, body, main, .chat, .screen')]
    .filter((node) => node.scrollWidth > node.clientWidth + 1)
    .map((node) => node.className || node.tagName)`)
}
