/** What every way into Tillie shares: the database, the agents, the files. Nothing runs or listens yet. */
import { openOrchestrator } from '#agents/orchestrator.ts'
import type { Files } from '#clients/files.ts'
import { fetchSecretKey } from '#clients/secret-key.ts'
import { migrate } from '#db/migrate.ts'
import { type Db, openDb } from '#db/sql.ts'
import { demoShopName, seedDemo } from '#domain/demo/seed-demo.ts'
import { findOrg, listOrgs, type Org } from '#domain/org.ts'
import type { Describer } from '#domain/pictures/describer.ts'
import type { Eye } from '#domain/pictures/eye.ts'
import { freshen } from '#domain/report-views.ts'
import { openSecondFactor, type SecondFactor } from '#domain/second-factor.ts'
import type { Answer } from '#engine/answer.ts'
import type { Model } from '#engine/model.ts'
import { inOrder } from '#engine/models/fallback.ts'
import { groq } from '#engine/models/groq.ts'
import { offline } from '#engine/models/offline/offline.ts'
import { openai } from '#engine/models/openai.ts'
import { type Clock, systemClock } from '#kit/clock.ts'
import { type Log, openLog } from '#kit/log.ts'
import { Refusal } from '#kit/refusal.ts'
import { openSealer, type Sealer } from '#kit/sealer.ts'
import type { ReportDesk } from '#reports/desk.ts'
import { tools } from '#tools/index.ts'
import type { Config } from './config.ts'
import { describerOf } from './main/describer-of.ts'
import { openEye } from './main/eye.ts'
import { openFileStores } from './main/file-store.ts'
import { openPress } from './main/press.ts'
import { type NoteWriters, openHouseDesk } from './main/report-desk.ts'

export interface House {
  config: Config
  db: Db
  clock: Clock
  log: Log
  answer: Answer
  desk: ReportDesk
  files: Files
  /** Of products; `files` finds them, too. */
  pictures: Files
  eye: Eye
  /** Null unless the settings ask for it: no picture leaves the house then. */
  describer: Describer | null
  sealer: Sealer
  secondFactor: SecondFactor
  close(): Promise<void>
}

/** What tests and single commands put in place of the real thing. */
export interface Overrides {
  clock?: Clock
  log?: Log
  /** Stays open when the house closes. */
  db?: Db
  models?: Model[]
  /** Those that write notes beside reports; none when `models` are named. */
  noteModels?: Model[]
  /** How long a chat waits for a report that takes long. */
  packMsMax?: number
}

/** Opens and migrates the database and builds the agents over it. */
export async function openHouse(config: Config, overrides: Overrides = {}): Promise<House> {
  const { clock = systemClock, log = openLog(config.TILLIE_LOG_LEVEL) } = overrides
  const { DATABASE_URL: url = null, DATABASE_OWNER_URL: ownerUrl, TILLIE_DATA: dataDir } = config
  const db = overrides.db ?? (await openDb({ url, ownerUrl, dataDir, log }))
  const press = openPress()
  const eye = openEye()
  let desk: ReportDesk | null = null
  const close = async () => {
    await desk?.stop(0)
    await Promise.all([press.close(), eye.close()])
    if (!overrides.db) await db.close()
  }
  try {
    await migrate(db)
    const key = config.TILLIE_SECRET_KEY ?? null
    const sealer = openSealer(() => fetchSecretKey(key, dataDir))
    const secondFactor = openSecondFactor(sealer)
    const { files, pictures } = openFileStores(config)
    const notes = noteWriters(config, overrides)
    desk = openHouseDesk({ db, sealer, files, press, clock, log, dataDir, notes })
    const answer = openOrchestrator({
      db,
      desk,
      packMsMax: overrides.packMsMax,
      tools,
      secondFactor,
      model: inOrder(overrides.models ?? modelsOf(config)),
      tokensPerDayMax: config.TILLIE_MODEL_TOKENS_PER_DAY,
      prices: config.TILLIE_MODEL_PRICES,
      freshen: (orgId) => freshen(db, orgId),
      render: press.render,
      log,
      clock,
    })
    return {
      config,
      db,
      clock,
      log,
      answer,
      desk,
      files,
      pictures,
      eye,
      describer: describerOf(config, { db, clock }),
      sealer,
      secondFactor,
      close,
    }
  } catch (fault) {
    await close()
    throw fault
  }
}

/**
 * The business that was named, or the only one; when there is none at all, the demo shop, made now.
 * A demo shop of an earlier day is brought up to this one.
 */
export async function orgOrDemo(house: DemoHouse, name?: string): Promise<Org> {
  const org = await chooseOrg(house.db, name)
  if (org && org.name !== demoShopName) return org
  return openDemo(house, demoShopName)
}

type DemoHouse = Pick<House, 'db' | 'clock' | 'pictures' | 'eye' | 'log'>

/** The demo shop under that name, with its pictures, up to this day. */
export async function openDemo(
  { db, clock, pictures: files, eye, log }: DemoHouse,
  name: string,
): Promise<Org> {
  const hands = { files, eye, log }
  return (await seedDemo(db, { now: clock(), name, hands })).org
}

/** The business that was named, or the only one; null when there is none at all. */
export async function chooseOrg(db: Db, name: string | undefined): Promise<Org | null> {
  const orgs = await listOrgs(db)
  const [only] = orgs
  if (!name) {
    if (orgs.length > 1) throw new Refusal(`Which business? Say --org with ${namesOf(orgs)}.`)
    return only ?? null
  }
  const named = await findOrg(db, name)
  if (named) return named
  const hint = only ? `; there is ${namesOf(orgs)}` : ''
  throw new Refusal(`There is no business called ${name}${hint}.`)
}

/** As `chooseOrg`, refused when there is none. */
export async function requireOrg(db: Db, name: string | undefined): Promise<Org> {
  const org = await chooseOrg(db, name)
  if (org) return org
  throw new Refusal('There is no business yet: make the demo shop with seed, or import a file.')
}

const namesOf = (orgs: Org[]) => orgs.map(({ name }) => `"${name}"`).join(' or ')

/** Groq writes notes fastest, so it is asked first; with `offline` alone nothing leaves the house. */
function noteWriters(config: Config, { models, noteModels }: Overrides): NoteWriters {
  const own = models ? [] : modelsOf(config).filter(({ name }) => name !== 'offline')
  const isGroq = ({ name }: Model) => name.startsWith('groq:')
  return {
    models: noteModels ?? [...own.filter(isGroq), ...own.filter((model) => !isGroq(model))],
    prices: config.TILLIE_MODEL_PRICES ?? new Map(),
    tokensPerDayMax: config.TILLIE_MODEL_TOKENS_PER_DAY,
  }
}

/** As the settings order them; `offline` always stands last, since it never faults. */
function modelsOf(config: Config): Model[] {
  const asked = new Set(config.TILLIE_MODELS.filter((name) => name !== 'offline'))
  const make = {
    openai: () =>
      openai({
        apiKey: config.OPENAI_API_KEY,
        baseUrl: config.OPENAI_BASE_URL,
        model: config.OPENAI_MODEL,
      }),
    groq: () =>
      groq({
        apiKey: config.GROQ_API_KEY,
        baseUrl: config.GROQ_BASE_URL,
        model: config.GROQ_MODEL,
      }),
  }
  return [...[...asked].map((name) => make[name]()), offline()]
}
