import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readConfig, settings } from '#config.ts'

function refusal(environment: Record<string, string>): string {
  try {
    readConfig(environment)
  } catch (fault) {
    return (fault as Error).message
  }
  throw new Error('was accepted')
}

describe('the configuration', () => {
  test('needs nothing: an empty environment is a shop on loopback with the offline model', () => {
    const config = readConfig({})
    expect(config.TILLIE_HOST).toBe('127.0.0.1')
    expect(config.TILLIE_MODELS).toEqual(['offline'])
    expect(config.DATABASE_URL).toBeUndefined()
  })

  test('takes an empty value for none', () => {
    expect(readConfig({ DATABASE_URL: '', TILLIE_PORT: ' ' }).TILLIE_PORT).toBe(3000)
  })

  test('tells every fault at once, one line each', () => {
    const lines = refusal({
      DATABASE_URL: 'mysql://db',
      TILLIE_PORT: '70000',
      WHATSAPP_API_VERSION: '25',
      TELEGRAM_BOT_TOKEN: 'my bot',
      TILLIE_LOG_LEVEL: 'loud',
      TILLIE_MODELS: 'openai,llama',
    }).split('\n')
    expect(lines.map((line) => line.split(':')[0]).sort()).toEqual([
      'DATABASE_URL',
      'TELEGRAM_BOT_TOKEN',
      'TILLIE_LOG_LEVEL',
      'TILLIE_MODELS',
      'TILLIE_PORT',
      'WHATSAPP_API_VERSION',
    ])
  })

  test('refuses a misspelt name of ours and says which was meant', () => {
    expect(refusal({ TILLIE_PROT: '3000' })).toBe(
      'TILLIE_PROT: there is no such setting; did you mean TILLIE_PORT?',
    )
    expect(refusal({ TILLIE_PAYROLL_SYSTEM: '1' })).toContain('remove it or correct its name')
  })

  test('refuses half a set of credentials', () => {
    const lines = refusal({ WHATSAPP_ACCESS_TOKEN: 'EAAtoken', WHATSAPP_VERIFY_TOKEN: 'v' })
    expect(lines).toContain('WHATSAPP_PHONE_NUMBER_ID: is needed')
    expect(lines).toContain('WHATSAPP_APP_SECRET: is needed')
    expect(refusal({ PUBLIC_URL: 'https://t.example', TELEGRAM_BOT_TOKEN: '1:a' })).toContain(
      'TELEGRAM_WEBHOOK_SECRET: is needed',
    )
    const store = refusal({ S3_BUCKET_NAME: 'files' })
    expect(store).toContain('S3_ACCESS_KEY_ID: is needed to keep files')
    expect(store).toContain('S3_SECRET_ACCESS_KEY: is needed to keep files')
    expect(refusal({ S3_ENDPOINT: 'https://s3.example' })).toContain('S3_BUCKET_NAME: is needed')
    expect(refusal({ TILLIE_MODELS: 'openai' })).toContain('OPENAI_API_KEY: is needed')
    expect(
      readConfig({ TILLIE_MODELS: 'openai', OPENAI_BASE_URL: 'http://localhost:11434/v1' })
        .OPENAI_BASE_URL,
    ).toBe('http://localhost:11434/v1')
  })

  test('sends files to a store by no way that others can read', () => {
    const keys = { S3_BUCKET_NAME: 'files', S3_ACCESS_KEY_ID: 'k', S3_SECRET_ACCESS_KEY: 's' }
    const to = (S3_ENDPOINT: string) => ({ ...keys, S3_ENDPOINT })
    expect(refusal(to('http://store.example:9000'))).toContain('must begin with https://')
    for (const safe of ['https://store.example', 'http://localhost:9000', 'http://[::1]:9000'])
      expect(readConfig(to(safe)).S3_ENDPOINT).toBe(safe)
  })

  test('has pictures leave the house by one way, and that one whole', () => {
    const key = { OPENAI_API_KEY: 'sk-1' }
    const images = {
      TILLIE_IMAGE_EMBEDDINGS_URL: 'http://clip:7997',
      TILLIE_IMAGE_EMBEDDINGS_MODEL: 'clip-vit-base-patch32',
    }
    expect(readConfig(key).TILLIE_PICTURE_MODEL).toBeUndefined()
    expect(readConfig(images).TILLIE_IMAGE_EMBEDDINGS_URL).toBe('http://clip:7997')
    expect(refusal({ TILLIE_PICTURE_MODEL: 'gpt-5-mini' })).toBe(
      'OPENAI_API_KEY: is needed to ask TILLIE_PICTURE_MODEL.',
    )
    expect(refusal({ ...key, ...images, TILLIE_PICTURE_MODEL: 'gpt-5-mini' })).toBe(
      'TILLIE_PICTURE_MODEL: cannot stand beside TILLIE_IMAGE_EMBEDDINGS_URL; keep one of them.',
    )
    expect(refusal({ ...key, TILLIE_EMBEDDING_MODEL: 'nomic-embed-text' })).toBe(
      'TILLIE_PICTURE_MODEL: is needed with TILLIE_EMBEDDING_MODEL.',
    )
    expect(refusal({ ...images, TILLIE_IMAGE_EMBEDDINGS_MODEL: '' })).toBe(
      'TILLIE_IMAGE_EMBEDDINGS_MODEL: is needed to ask TILLIE_IMAGE_EMBEDDINGS_URL.',
    )
    expect(refusal({ TILLIE_IMAGE_EMBEDDINGS_MODEL: 'clip' })).toBe(
      'TILLIE_IMAGE_EMBEDDINGS_URL: is needed with TILLIE_IMAGE_EMBEDDINGS_MODEL.',
    )
  })

  test('never repeats a value, which may be a secret', () => {
    expect(refusal({ TELEGRAM_BOT_TOKEN: 'hush hush', DATABASE_URL: 'hush' })).not.toContain('hush')
  })

  test('stands in the README, each name with its default, and no other name', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    const rows = [...readme.matchAll(/^\| `([A-Z\d_]+)` \|(.*?)\|/gm)].map(([, name, value]) => [
      name,
      value!.replaceAll('`', '').trim(),
    ])
    const defaults = settings.parse({}) as Record<string, unknown>
    const expected = Object.keys(settings.shape).map((name) => [
      name,
      defaults[name] === undefined ? '' : String(defaults[name]),
    ])
    expect(rows.sort()).toEqual(expected.sort())
  })
})
