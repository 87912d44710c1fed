/** A whole Tillie, doors and work. argv: its environment, as JSON. */
import { readConfig } from '../../src/config.ts'
import { openTillie } from '../../src/main.ts'

const environment: Record<string, string> = JSON.parse(process.argv[2]!)
const tillie = await openTillie(readConfig(environment), { phone: false })
process.send!({ port: tillie.port })
process.once('SIGTERM', () => void tillie.stop().then(() => process.exit(0)))
