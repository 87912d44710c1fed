/** One spelling for everything that looks the same: digits of any script, separators, fractions. */

const fractions: Record<string, number> = {
  '½': 0.5,
  '¼': 0.25,
  '¾': 0.75,
  '⅓': 1 / 3,
  '⅔': 2 / 3,
  '⅛': 0.125,
  '⅕': 0.2,
}

/** The text as the gate reads it: markup and hidden characters gone, digits 0-9, one kind of dash and space. */
export function plainText(text: string): string {
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
