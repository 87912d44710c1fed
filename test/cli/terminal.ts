/** A command line run in this process over a folder of its own; nothing of the environment leaks in. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { run } from '../../src/cli.ts'

export interface Ran {
  status: number
  out: string
  err: string
}

export function openTerminal(environment: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tillie-cli-'))
  return { folder, tillie, close: () => rmSync(folder, { recursive: true, force: true }) }

  /** Words as one would type them, split at spaces; an array when one of them holds a space. */
  async function tillie(words: string | string[], stop = Promise.resolve()): Promise<Ran> {
    const [out, err] = [collector(), collector()]
    const list = typeof words === 'string' ? words.split(' ') : words
    const status = await run(list, {
      stdout: out.stream,
      stderr: err.stream,
      environment: { TILLIE_DATA: join(folder, 'data'), ...environment },
      untilStopped: () => stop,
    })
    return { status, out: out.text(), err: err.text() }
  }
}

export function collector() {
  const chunks: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk))
      done()
    },
  })
  return { stream, text: () => chunks.join('') }
}
