/** Names of a spreadsheet's sheets: what is allowed there, and each once. */
const lengthMax = 31
const forbidden = /[[\]:*?/\\\p{Cc}]/gu
const reserved = 'history'

export function sheetNames(titles: readonly string[]): string[] {
  const taken = new Set([reserved])
  return titles.map((title) => {
    const clean = title.replace(forbidden, ' ').replace(/\s+/g, ' ').trim()
    const bare = cut(clean, lengthMax) || 'Sheet'
    let name = bare
    for (let n = 2; taken.has(name.toLowerCase()); n += 1)
      name = `${cut(bare, lengthMax - ` ${n}`.length)} ${n}`
    taken.add(name.toLowerCase())
    return name
  })
}

/** An apostrophe may stand at neither end, and half a character nowhere. */
function cut(text: string, length: number): string {
  const whole = text.slice(0, length).replace(/[\ud800-\udbff]$/, '')
  return whole.replace(/^['\s]+|['\s]+$/g, '')
}
