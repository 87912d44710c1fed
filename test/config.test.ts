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
    expect(refusal({ TILLIE_MODELS: 'openai' })).toContain('OPENAI_API_KEY: is needed')
    expect(
      readConfig({ TILLIE_MODELS: 'openai', OPENAI_BASE_URL: 'http://localhost:11434/v1' })
        .OPENAI_BASE_URL,
    ).toBe('http://localhost:11434/v1')
  })

  test('never repeats a value, which may be a secret', () => {
    expect(refusal({ TELEGRAM_BOT_TOKEN: 'hush hush', DATABASE_URL: 'hush' })).not.toContain('hush')
  })

  test('stands in the README, each name with its default, and no other name', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    const rows = [...readme.matchAll(/^\| `([A-Z_]+)` \|(.*?)\|/gm)].map(([, name, value]) => [
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
