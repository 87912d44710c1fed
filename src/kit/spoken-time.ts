/** A time of day as people say it: "7:30", "8pm", "half past seven", "noon". "07:30" comes out. */

const small =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
const tens = ['twenty', 'thirty', 'forty', 'fifty']
const named: Record<string, string> = { noon: '12:00', midday: '12:00', midnight: '00:00' }
const units = new Map(small.split(' ').map((word, number) => [word, number]))

/** Null when it is none. Without am or pm it is of a day of 24 hours: "8" is 08:00. */
export function readTime(said: string): string | null {
  const text = said
    .trim()
    .toLowerCase()
    .replace(/^(?:at|by|around)\s+/, '')
    .replace(/\s+(?:sharp|o'?clock|hrs?|hours)\b/g, '')
  const alone = named[text.replace(/^12 /, '')]
  if (alone) return alone
  const { rest, half } = halfOf(text)
  const read = digits(rest) ?? words(rest)
  if (!read) return null
  const hour = half ? onHalf(read.hour, half) : read.hour
  return hour === null || hour > 23 || read.minute > 59 ? null : `${two(hour)}:${two(read.minute)}`
}

type Half = 'am' | 'pm'

function halfOf(text: string): { rest: string; half: Half | null } {
  const found =
    /^(.*?)\s*(?:(a\.?m\.?|in the morning)|p\.?m\.?|in the afternoon|in the evening|at night)$/.exec(
      text,
    )
  if (!found) return { rest: text, half: null }
  return { rest: found[1]!, half: found[2] ? 'am' : 'pm' }
}

function onHalf(hour: number, half: Half): number | null {
  if (hour > 12) return half === 'pm' ? hour : null
  if (half === 'am') return hour === 12 ? 0 : hour
  return hour === 12 ? 12 : hour + 12
}

interface Read {
  hour: number
  minute: number
}

function digits(text: string): Read | null {
  const found = /^(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?h?$/.exec(text) ?? /^(\d{2})(\d{2})$/.exec(text)
  return found && { hour: Number(found[1]), minute: Number(found[2] ?? 0) }
}

/** "seven", "seven thirty", "half past seven", "quarter to eight". */
function words(text: string): Read | null {
  const plain = text.replaceAll('-', ' ').replace(/\ba (?=quarter)/, '')
  const relative = /^(half|quarter|\w+(?: \w+)?)(?: minutes)? (past|after|to|before) (\w+)$/.exec(
    plain,
  )
  if (relative) {
    const [, some, side, whole] = relative
    const hour = numberOf(whole!)
    const minute = some === 'half' ? 30 : some === 'quarter' ? 15 : numberOf(some!)
    if (hour === null || minute === null || minute > 59) return null
    const isAfter = side === 'past' || side === 'after'
    return isAfter ? { hour, minute } : { hour: (hour + 23) % 24, minute: 60 - minute }
  }
  const [first, ...more] = plain.split(' ')
  const hour = numberOf(first ?? '')
  if (hour === null) return null
  if (more.length === 0) return { hour, minute: 0 }
  const minute = numberOf(more.join(' '))
  return minute === null ? null : { hour, minute }
}

function numberOf(text: string): number | null {
  if (/^\d{1,2}$/.test(text)) return Number(text)
  const alone = units.get(text)
  if (alone !== undefined) return alone
  const [ten, unit] = text.split(' ')
  const at = tens.indexOf(ten ?? '')
  if (at < 0) return null
  const rest = unit === undefined ? 0 : units.get(unit)
  return rest === undefined || rest > 9 ? null : (at + 2) * 10 + rest
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
