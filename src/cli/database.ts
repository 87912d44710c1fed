/** `tillie migrate` and `tillie seed`: the database made ready, and the demo shop in it. */
import type { Command } from 'commander'
import { migrate } from '#db/migrate.ts'
import { openDb } from '#db/sql.ts'
import { demoShopName } from '#domain/demo/seed-demo.ts'
import { openDemo } from '#house.ts'
import {
  type Common,
  configOf,
  logOf,
  print,
  type Terminal,
  withCommon,
  withHouse,
} from './terminal.ts'

export function addMigrate(program: Command, terminal: Terminal) {
  withCommon(program.command('migrate'))
    .description('bring the database to the newest version')
    .action(async (options: Common) => {
      const config = configOf(terminal, options)
      const { DATABASE_URL: url = null, TILLIE_DATA: dataDir } = config
      const db = await openDb({ url, dataDir, log: logOf(terminal, config) })
      const applied = await migrate(db).finally(db.close)
      for (const name of applied) print(terminal, name)
      if (applied.length === 0) print(terminal, 'Nothing to do: the database is up to date.')
    })
}

export function addSeed(program: Command, terminal: Terminal) {
  withCommon(program.command('seed'))
    .description('make the demo shop: 13 months of sales that end today')
    .action((options: Common) =>
      withHouse(terminal, options, async (house) => {
        const org = await openDemo(house, house.config.TILLIE_ORG ?? demoShopName)
        print(terminal, `${org.name} is ready.`)
      }),
    )
}
