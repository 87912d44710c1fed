/** Prompts are Markdown files in `prompts/`, with {{names}} that are filled for each question. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

const directory = new URL('../../prompts/', import.meta.url)

export interface Prompt {
  /** Of the text before it is filled: which prompt it was, for the audit. */
  sha256: string
  /** Throws when the text has a {{name}} that `values` lacks. */
  fill(values: Record<string, string>): string
}

/** Reads `prompts/NAME.md` of each name, joined in order. */
export function readPrompt(...names: string[]): Prompt {
  return promptOf(
    names.map((name) => readFileSync(new URL(`${name}.md`, directory), 'utf8').trim()).join('\n\n'),
  )
}

export function promptOf(text: string): Prompt {
  // Split once, so that filling is joining: odd parts are names.
  const parts = text.split(/\{\{\s*(\w+)\s*\}\}/)
  const sha256 = createHash('sha256').update(text).digest('hex')

  return { sha256, fill }

  function fill(values: Record<string, string>): string {
    return parts.map((part, i) => (i % 2 === 0 ? part : filled(part, values))).join('')
  }
}

function filled(name: string, values: Record<string, string>): string {
  const value = values[name]
  if (value === undefined) throw new Error(`the prompt names {{${name}}}, which nobody fills`)
  return value
}
