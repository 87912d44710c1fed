/** One spelling for everything that looks the same: digits of any script, separators, fractions. */

import { keeper } from '#kit/keep.ts'

const fractions: Record<string, number> = {
  '½': 0.5,
  '¼': 0.25,
  '¾': 0.75,
  '⅓': 1 / 3,
  '⅔': 2 / 3,
  '⅛': 0.125,
  '⅕': 0.2,
}

const kept = keeper<string>(2_000)
/** The longest text that is kept: a name, a label, an amount, said again and again. */
const keptLengthMax = 80

/** The text as the gate reads it: markup and hidden characters gone, digits 0-9, one kind of dash and space. */
export function plainText(text: string): string {
  // Nothing of what is below is in plain ASCII, but for these two.
  if (/^[\n\x20-\x7e]*$/.test(text)) return text.replaceAll('**', '').replaceAll('`', "'")
  return text.length > keptLengthMax ? plained(text) : kept(text, () => plained(text))
}

function plained(text: string): string {
  return (
    text
      .replaceAll('**', '')
      .replace(/(\d*)\s?([½¼¾⅓⅔⅛⅕])/g, (_, whole: string, part: string) =>
        String(Number(whole || 0) + Math.round(fractions[part]! * 1000) / 1000),
      )
      .normalize('NFKC')
      .replace(/\p{Cf}|\uFE0F|\u20E3/gu, '')
      .replace(/\p{Nd}/gu, digitOf)
      // Marks over digits (strike-through, enclosing) would hide a figure.
      .replace(/(\d)\p{M}+/gu, '$1')
      .replaceAll('٫', '.')
      .replaceAll('٬', ',')
      .replaceAll('٪', '%')
      .replace(/[‐‑‒–—―−]/g, '-')
      .replace(/[’‘ʼ`´]/g, "'")
      .replace(/[^\S\n]/g, ' ')
  )
}

/** Decimal digits stand in runs of ten, zero first. */
function digitOf(char: string): string {
  const code = char.codePointAt(0)!
  if (code < 128) return char
  let zero = code
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
  return String((code - zero) % 10)
}
