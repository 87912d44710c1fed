/** What people wrote, who they are and what opens doors never reaches a line of the log. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openLog } from '#kit/log.ts'

const canary = 'CANARY +254700000001 EAAG-token'

function linesOf(use: (log: ReturnType<typeof openLog>) => void, level = 'debug'): string[] {
  const lines: string[] = []
  use(openLog(level, { write: (line) => void lines.push(line) }))
  return lines
}

describe('the log', () => {
  const key = fc.constantFrom('text', 'phone', 'token', 'authorization', 'secret', 'body', 'name')

  test('keeps secrets out, up to three levels down', () => {
    const inside = fc.array(fc.constantFrom('sender', 'message', 'to', 'headers'), { maxLength: 2 })
    fc.assert(
      fc.property(key, inside, (secret, path) => {
        const object = path.reduce<object>((inner, name) => ({ [name]: inner }), {
          [secret]: canary,
          id: 7,
        })
        const [line] = linesOf((log) => log.info(object, 'something happened'))
        expect(line).not.toContain('CANARY')
        expect(line).toContain('"id":7')
      }),
    )
  })

  test('says of a fault what it is and where, never what it says', () => {
    const cause = Object.assign(new TypeError(canary), { code: 'ECONNRESET', url: canary })
    const fault = Object.assign(new Error(`at the shop: ${canary}\n    at ${canary}`, { cause }), {
      detail: `Key (value)=(${canary}) already exists.`,
      query: canary,
      parameters: [canary],
      code: '23505',
    })
    const [line] = linesOf((log) => log.error({ err: fault }, 'it failed'))
    expect(line).not.toContain('CANARY')
    const { err } = JSON.parse(line!)
    expect(err).toMatchObject({
      kind: 'Error',
      code: '23505',
      cause: { kind: 'TypeError', code: 'ECONNRESET' },
    })
    expect(err.at[0]).toContain('log.test.ts')
  })

  test('survives what people throw', () => {
    const round = new Error('round')
    round.cause = round
    const odd = [round, canary, null, undefined, 7, { text: canary }, new AggregateError([round])]
    const coded = [canary, 7, null].map((code) => Object.assign(new Error('x'), { code }))
    const lines = linesOf((log) => {
      for (const err of [...odd, ...coded]) log.error({ err }, 'it failed')
    })
    expect(lines).toHaveLength(odd.length + coded.length)
    expect(lines.join()).not.toContain('CANARY')
  })

  test('is as quiet as it is told to be', () => {
    expect(linesOf((log) => log.info('hello'), 'warn')).toEqual([])
    expect(linesOf((log) => log.fatal('hello'), 'silent')).toEqual([])
  })
})
