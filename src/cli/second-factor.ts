/** `tillie second-factor`: a person's authenticator app is set up, confirmed by its first code, or taken away. */
import { type Command, Option } from 'commander'
import { fetchSecretKey } from '#clients/secret-key.ts'
import type { Sql } from '#db/sql.ts'
import { type Role, roles } from '#domain/identity.ts'
import { actorFor, findPeople } from '#domain/people.ts'
import { openSecondFactor, type Verdict } from '#domain/second-factor.ts'
import { requireOrg } from '#house.ts'
import { Refusal } from '#kit/refusal.ts'
import { openSealer } from '#kit/sealer.ts'
import { type Common, print, type Terminal, withCommon, withDb } from './terminal.ts'

interface Options extends Common {
  as: Role
  name?: string
  code?: string
  remove?: boolean
}

export function addSecondFactor(program: Command, terminal: Terminal) {
  withCommon(program.command('second-factor'))
    .description('set up the authenticator app whose codes some writes ask for')
    .addOption(new Option('--as <role>', 'what they may do').choices(roles).default('owner'))
    .option('--name <name>', 'who they are, when several have that role')
    .option('--code <code>', 'the first code that the app shows: from then on its codes count')
    .option('--remove', 'take the app away, so that another can be set up')
    .action((options: Options) => secondFactor(terminal, options))
}

function secondFactor(terminal: Terminal, options: Options) {
  return withDb(terminal, options, async ({ db, config, clock }) => {
    const org = await requireOrg(db, config.TILLIE_ORG)
    const key = config.TILLIE_SECRET_KEY ?? null
    const sealer = openSealer(() => fetchSecretKey(key, config.TILLIE_DATA))
    const factor = openSecondFactor(sealer)
    const now = clock()
    const { code, remove } = options
    const said = await db.asOrg(org.id, async (sql) => {
      const actor = await actorFor(sql, await personOf(sql, options))
      if (remove) {
        await factor.remove(sql, actor, { userId: actor.userId, now })
        return ['The app is taken away.']
      }
      if (code) return (await factor.confirm(sql, actor, { code, now })).is
      const { uri, secret } = await factor.enrol(sql, actor, { now })
      return [
        `Put this key into the authenticator app: ${secret}`,
        uri,
        'Then confirm it with the code that the app shows: tillie second-factor --code 123456',
      ]
    })
    if (Array.isArray(said)) for (const line of said) print(terminal, line)
    // Only now: what was counted stands.
    else if (said === 'right') print(terminal, 'Done: the codes of this app count from now on.')
    else throw new Refusal(wrongWords[said])
  })
}

const wrongWords: Record<Exclude<Verdict['is'], 'right'>, string> = {
  wrong: 'That code is not right. Try the one that the app shows now.',
  used: 'That code was used already. Wait for the next one.',
  locked: 'There were too many wrong codes. Try again in a quarter of an hour.',
  none: 'There is no app to confirm: set one up without --code first.',
}

async function personOf(sql: Sql, { as, name }: Options): Promise<string> {
  const people = await findPeople(sql, as)
  const named = name?.trim().toLowerCase()
  const fitting = named ? people.filter((one) => one.name?.toLowerCase() === named) : people
  const [one, another] = fitting
  if (!one) throw new Refusal('There is nobody of that name and role: link them first.')
  if (another) throw new Refusal(`Several people are ${as}: say --name.`)
  return one.userId
}
