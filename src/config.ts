/** The only reader of the environment: one schema, and every fault of it in one refusal. */
import { z } from 'zod'
import { Refusal } from '#kit/refusal.ts'

const text = z.string().trim().min(1)
const secret = text.regex(/^\S+$/, 'must have no spaces or line breaks')
const address = z
  .url({ protocol: /^https?$/, message: 'must be an http(s) address' })
  .transform((url) => url.replace(/\/+$/, ''))
const database = z.url({ protocol: /^postgres(ql)?$/, message: 'must begin with postgres://' })
const port = z.coerce
  .number('must be a port number')
  .int('must be a port number')
  .min(0, 'must be between 0 and 65535')
  .max(65_535, 'must be between 0 and 65535')
/** `groq:openai/gpt-oss-120b=0.15/0.6`: US dollars for a million tokens, in and out. */
const price = /^([^\s=]+)=(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/
const priceFault =
  'must be like groq:openai/gpt-oss-120b=0.15/0.60, US dollars for a million tokens in and out, with commas'
const prices = text
  .transform((list) => list.split(',').map((one) => price.exec(one.trim())))
  .refine((all) => all.every((one) => one !== null), priceFault)
  .transform(
    (all) =>
      new Map(all.map((one) => [one![1]!, { input: Number(one![2]), output: Number(one![3]) }])),
  )
const folder = (example: string) =>
  text.regex(/^[\w.-]+(\/[\w.-]+)*\/?$/, `must be a folder such as ${example}`)
const modelNames = ['offline', 'openai', 'groq'] as const
const models = text
  .transform((list) => list.split(',').map((name) => name.trim().toLowerCase()))
  .pipe(z.array(z.enum(modelNames, 'must be a comma-separated list of offline, openai, groq')))

/** What goes there is seen by nobody else. */
function isSafeOnTheWay(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)
}

/** Every setting there is. An empty value counts as unset. */
export const settings = z.object({
  DATABASE_URL: database.optional(),
  DATABASE_OWNER_URL: database.optional(),
  PUBLIC_URL: address.optional(),
  WHATSAPP_VERIFY_TOKEN: secret.optional(),
  WHATSAPP_APP_SECRET: secret.optional(),
  WHATSAPP_ACCESS_TOKEN: secret.optional(),
  WHATSAPP_PHONE_NUMBER_ID: text.regex(/^\d+$/, 'must be digits only').optional(),
  WHATSAPP_API_VERSION: text.regex(/^v\d+\.\d+$/, 'must look like v25.0').default('v25.0'),
  WHATSAPP_BASE_URL: address.default('https://graph.facebook.com'),
  TELEGRAM_BOT_TOKEN: text
    .regex(/^\d+:[\w-]+$/, 'must look like 123456:ABC-DEF, as BotFather gives it')
    .optional(),
  TELEGRAM_WEBHOOK_SECRET: text
    .regex(/^[\w-]{1,256}$/, 'must be 1 to 256 letters, digits, _ or -')
    .optional(),
  TELEGRAM_BASE_URL: address.default('https://api.telegram.org'),
  OPENAI_API_KEY: secret.optional(),
  OPENAI_BASE_URL: address.default('https://api.openai.com/v1'),
  OPENAI_MODEL: text.default('gpt-5-mini'),
  GROQ_API_KEY: secret.optional(),
  GROQ_BASE_URL: address.default('https://api.groq.com'),
  GROQ_MODEL: text.default('openai/gpt-oss-120b'),
  TILLIE_MODELS: models.default(['offline']),
  TILLIE_MODEL_TOKENS_PER_DAY: z.coerce
    .number('must be a whole number')
    .int('must be a whole number')
    .min(0, 'must not be below 0')
    .default(5_000_000),
  TILLIE_MODEL_PRICES: prices.optional(),
  TILLIE_PICTURE_MODEL: secret.optional(),
  TILLIE_EMBEDDING_MODEL: secret.default('text-embedding-3-small'),
  TILLIE_IMAGE_EMBEDDINGS_URL: address.optional(),
  TILLIE_IMAGE_EMBEDDINGS_MODEL: secret.optional(),
  TILLIE_ORG: text.optional(),
  TILLIE_HOST: text.default('127.0.0.1'),
  TILLIE_PORT: port.default(3000),
  TILLIE_DATA: text.default('./.tillie'),
  TILLIE_LOG_LEVEL: z
    .enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug'], {
      message: 'must be one of silent, fatal, error, warn, info, debug',
    })
    .default('info'),
  TILLIE_METRICS_TOKEN: secret.optional(),
  TILLIE_SECRET_KEY: text
    .regex(/^[\w-]{43}$/, 'must be 32 random bytes in base64url, 43 signs')
    .optional(),
  S3_BUCKET_NAME: text
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket')
    .optional(),
  S3_ENDPOINT: address
    .refine(isSafeOnTheWay, 'must begin with https://, unless it is on this machine')
    .optional(),
  S3_REGION: text.regex(/^[\w-]+$/, 'must look like eu-west-1').default('us-east-1'),
  S3_ACCESS_KEY_ID: secret.optional(),
  S3_SECRET_ACCESS_KEY: secret.optional(),
  S3_PREFIX: folder('tillie/files').optional(),
  S3_PRODUCT_IMAGE_PREFIX: folder('tillie/products').optional(),
  TILLIE_WHATSAPP_TEMPLATE: text
    .regex(/^[a-z0-9_]{1,512}$/, 'must be the name of an approved template: a-z, 0-9 and _')
    .optional(),
  TILLIE_WHATSAPP_TEMPLATE_LANGUAGE: text
    .regex(/^[a-z]{2,3}(_[A-Z]{2})?$/, 'must look like en or en_GB')
    .default('en'),
})

export type Config = z.output<typeof settings>
export type Environment = Record<string, string | undefined>

/** The process's own. */
export const ownEnvironment = (): Environment => process.env

/** Refused with one line per wrong setting; values are never repeated, they may be secrets. */
export function readConfig(environment: Environment = ownEnvironment()): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()))
  const parsed = settings.safeParse(given)
  const faults = [
    ...unknownNames(given),
    ...(parsed.error?.issues.map(({ path, message }) => `${String(path[0])}: ${message}.`) ?? []),
    ...(parsed.data ? missingPartners(parsed.data, given) : []),
  ]
  if (faults.length > 0 || !parsed.data) throw new Refusal([...new Set(faults)].join('\n'))
  return parsed.data
}

function unknownNames(given: Environment): string[] {
  const known = Object.keys(settings.shape)
  return Object.keys(given)
    .filter((name) => name.startsWith('TILLIE_') && !known.includes(name))
    .map((name) => {
      const [nearest] = known
        .map((candidate) => ({ candidate, edits: edits(name, candidate) }))
        .filter(({ edits }) => edits <= 3)
        .sort((a, b) => a.edits - b.edits)
      const hint = nearest ? `did you mean ${nearest.candidate}?` : 'remove it or correct its name.'
      return `${name}: there is no such setting; ${hint}`
    })
}

/** Settings that are of no use, or of no safety, without another. */
function missingPartners(config: Config, given: Environment): string[] {
  const faults: string[] = []
  const needs = (name: keyof Config, partner: keyof Config, why: string) => {
    if (given[name] && !config[partner]) faults.push(`${partner}: is needed ${why}.`)
  }
  needs('WHATSAPP_ACCESS_TOKEN', 'WHATSAPP_PHONE_NUMBER_ID', 'to send with WHATSAPP_ACCESS_TOKEN')
  needs('WHATSAPP_ACCESS_TOKEN', 'WHATSAPP_APP_SECRET', 'to check what WhatsApp posts')
  needs('WHATSAPP_ACCESS_TOKEN', 'WHATSAPP_VERIFY_TOKEN', 'to register the WhatsApp webhook')
  if (config.PUBLIC_URL && config.TELEGRAM_BOT_TOKEN)
    needs('PUBLIC_URL', 'TELEGRAM_WEBHOOK_SECRET', 'to check what Telegram posts to PUBLIC_URL')
  needs('S3_BUCKET_NAME', 'S3_ACCESS_KEY_ID', 'to keep files in S3_BUCKET_NAME')
  needs('S3_BUCKET_NAME', 'S3_SECRET_ACCESS_KEY', 'to keep files in S3_BUCKET_NAME')
  for (const name of s3Settings)
    needs(name, 'S3_BUCKET_NAME', 'with the other S3_ settings, to keep files in a store')
  const asked = new Set(config.TILLIE_MODELS)
  if (asked.has('openai') && !given.OPENAI_BASE_URL)
    needs('TILLIE_MODELS', 'OPENAI_API_KEY', 'for the model openai')
  if (asked.has('groq') && !given.GROQ_BASE_URL)
    needs('TILLIE_MODELS', 'GROQ_API_KEY', 'for the model groq')
  return [...faults, ...pictureFaults(config, given)]
}

/** Pictures leave the house by one of two ways, and by neither unless it is asked for. */
function pictureFaults(config: Config, given: Environment): string[] {
  const { TILLIE_PICTURE_MODEL: words, TILLIE_IMAGE_EMBEDDINGS_URL: images } = config
  if (words && images)
    return [
      'TILLIE_PICTURE_MODEL: cannot stand beside TILLIE_IMAGE_EMBEDDINGS_URL; keep one of them.',
    ]
  const faults: string[] = []
  const needs = (name: keyof Config, partner: keyof Config, why: string) => {
    if (given[name] && !config[partner]) faults.push(`${partner}: is needed ${why}.`)
  }
  if (!given.OPENAI_BASE_URL)
    needs('TILLIE_PICTURE_MODEL', 'OPENAI_API_KEY', 'to ask TILLIE_PICTURE_MODEL')
  needs('TILLIE_EMBEDDING_MODEL', 'TILLIE_PICTURE_MODEL', 'with TILLIE_EMBEDDING_MODEL')
  const [url, model] = ['TILLIE_IMAGE_EMBEDDINGS_URL', 'TILLIE_IMAGE_EMBEDDINGS_MODEL'] as const
  needs(url, model, `to ask ${url}`)
  needs(model, url, `with ${model}`)
  return faults
}

const s3Settings = [
  ...(['S3_ENDPOINT', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const),
  'S3_PRODUCT_IMAGE_PREFIX',
] as const

/** Levenshtein's distance. */
function edits(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(row[j - 1]! + 1, above[j]! + 1, swap))
    }
    above = row
  }
  return above[b.length]!
}
