/** The gate's verdicts on eight hundred answers, as they were when each was first read. */
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { check } from '#engine/receipts.ts'
import { corpus } from './receipts-corpus.ts'

const seed = 20110118
const file = new URL('../fixtures/receipts-verdicts.txt', import.meta.url)

/** `UPDATE_VERDICTS=1` writes them anew: look at every line that changes. */
test(`the gate judges as it did (seed ${seed})`, () => {
  const verdicts = corpus(800, seed).map(({ text, evidence, question }) => {
    const verdict = check(text, evidence, question)
    return verdict.is === 'sound' ? 'sound' : `unsound ${JSON.stringify(verdict.figures)}`
  })
  if (process.env.UPDATE_VERDICTS) writeFileSync(file, `${verdicts.join('\n')}\n`)
  const known = readFileSync(file, 'utf8').trimEnd().split('\n')
  expect(verdicts.length).toBe(known.length)
  for (const [at, verdict] of verdicts.entries())
    expect(`${at}: ${verdict}`).toBe(`${at}: ${known[at]}`)
})
