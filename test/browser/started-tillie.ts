/** `tillie start` as a newcomer runs it: a process of its own, a fresh folder, no settings. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const own = /^(TILLIE_|WHATSAPP_|TELEGRAM_|OPENAI_|GROQ_|DATABASE_URL$|PUBLIC_URL$)/

export interface StartedTillie {
  /** The address of the phone, as it was printed. */
  phone: string
  stop(): Promise<void>
}

export async function startTillie(): Promise<StartedTillie> {
  const data = await mkdtemp(join(tmpdir(), 'tillie-phone-'))
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)))
  const words = ['src/cli.ts', 'start', '--port', '0', '--data', data]
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...words], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  child.stderr.on('data', (chunk) => said.push(String(chunk)))
  const ended = once(child, 'exit')

  for await (const line of createInterface(child.stdout)) {
    said.push(line)
    const [phone] = /http:\/\/\S+\/phone/.exec(line) ?? []
    if (phone) return { phone, stop }
  }
  throw new Error(`tillie start printed no phone:\n${said.join('\n')}`)

  async function stop() {
    child.kill('SIGTERM')
    await ended
    await rm(data, { recursive: true, force: true })
  }
}
