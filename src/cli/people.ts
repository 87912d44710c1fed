/** `tillie link`: a one-time code by which a person's phone or Telegram account becomes known. */
import { randomBytes } from 'node:crypto'
import { type Command, Option } from 'commander'
import { type Role, roles } from '#domain/identity.ts'
import { issueCode } from '#domain/linking.ts'
import { addPerson, findPeople } from '#domain/people.ts'
import { requireOrg } from '#house.ts'
import { type Common, print, printJson, type Terminal, withCommon, withDb } from './terminal.ts'

interface LinkOptions extends Common {
  as: Role
  name: string
  json?: boolean
}

export function addLink(program: Command, terminal: Terminal) {
  withCommon(program.command('link'))
    .description('print a one-time code that links a WhatsApp or Telegram account to a person')
    .addOption(new Option('--as <role>', 'what they may do').choices(roles).makeOptionMandatory())
    .requiredOption('--name <name>', 'who they are; a known person of that name and role is kept')
    .option('--json', 'print one JSON object')
    .action((options: LinkOptions) => link(terminal, options))
}

function link(terminal: Terminal, options: LinkOptions) {
  return withDb(terminal, options, async ({ db, config, clock }) => {
    const org = await requireOrg(db, config.TILLIE_ORG)
    const now = clock()
    const name = options.name.trim()
    const { code, expiresAt } = await db.asOrg(org.id, async (sql) => {
      const known = (await findPeople(sql, options.as)).find(
        (person) => person.name?.toLowerCase() === name.toLowerCase(),
      )
      const { userId } = known ?? (await addPerson(sql, { name, roles: [options.as], now }))
      return issueCode(sql, { userId, now, random: randomBytes })
    })
    const deepLink = await telegramLink(config.TELEGRAM_BOT_TOKEN, config.TELEGRAM_BASE_URL, code)
    if (options.json) return printJson(terminal, { code, expiresAt, deepLink })
    print(terminal, code)
    print(terminal, `Send it to Tillie on WhatsApp or Telegram before ${timeIn(org, expiresAt)}.`)
    if (deepLink) print(terminal, `In Telegram this link does it: ${deepLink}`)
  })
}

const timeIn = (org: { locale: string; timezone: string }, moment: Date) =>
  moment.toLocaleString(org.locale, {
    timeZone: org.timezone,
    dateStyle: 'medium',
    timeStyle: 'short',
  })

const botTimeoutMs = 5_000

/** The bot's own link, when there is a bot and it answers; a code alone does as well. */
async function telegramLink(token: string | undefined, baseUrl: string, code: string) {
  if (!token) return null
  try {
    const answer = await fetch(`${baseUrl}/bot${token}/getMe`, {
      signal: AbortSignal.timeout(botTimeoutMs),
    })
    const { result } = (await answer.json()) as { result?: { username?: string } }
    return result?.username ? `https://t.me/${result.username}?start=${code}` : null
  } catch {
    return null
  }
}
