/** The house rules that a machine can keep. Each names its offenders; what it means is in CONTRIBUTING.md. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const notOurs = new Set(['node_modules', '.git', '.tillie', 'coverage', 'results'])
const readable = new Set(
  '.ts .js .mjs .json .jsonl .md .sql .yaml .yml .html .css .svg .csv .txt .toml'.split(' '),
)
const linesMax = 250

const texts = new Map(walk(root).map((path) => [relative(root, path), readFileSync(path, 'utf8')]))
const code = filesIn('src', 'agents', 'tools')
const tests = filesIn('test', 'bench')

describe('the rooms', () => {
  /** An import points to a room further right, or stays in its own. `·` stands between neighbours. */
  const order = [
    ['main', 'cli', 'house', 'config'],
    ['emulator'],
    ['http'],
    ['jobs'],
    ['channels'],
    ['chat'],
    ['agents'],
    ['tools'],
    ['engine'],
    ['reports'],
    ['domain'],
    ['db', 'clients', 'sight'],
    ['kit'],
  ]
  const levelOf = (room: string) => order.findIndex((rooms) => rooms.includes(room))
  const imports = code.flatMap(([file, text]) => specifiersIn(text).map((to) => ({ file, to })))

  test('are all on the plan', () => {
    const unknown = code.map(([file]) => file).filter((file) => levelOf(roomOf(file)) < 0)
    expect(unknown).toEqual([])
    expect(imports.length).toBeGreaterThan(100)
  })

  test('import only from rooms to their right', () => {
    const wrong = imports.filter(({ file, to }) => {
      const target = targetOf(file, to)
      if (!target || roomOf(target) === roomOf(file)) return false
      const [from, into] = [levelOf(roomOf(file)), levelOf(roomOf(target))]
      return from === 0 && into === 0 ? false : into <= from
    })
    expect(wrong.map(({ file, to }) => `${file} imports ${to}`)).toEqual([])
  })

  test('are entered by their name, and walked through by relative paths', () => {
    const wrong = imports.filter(({ file, to }) => {
      const target = targetOf(file, to)
      return to.startsWith('.') && target !== null && roomOf(target) !== roomOf(file)
    })
    const topOnly = wrong.filter(({ file }) => levelOf(roomOf(file)) > 0)
    expect(topOnly.map(({ file, to }) => `${file} imports ${to}`)).toEqual([])
  })

  test('hold every file that is imported, by its whole name', () => {
    const missing = imports.filter(({ file, to }) => {
      const target = targetOf(file, to)
      return target !== null && !existsSync(join(root, target))
    })
    expect(missing.map(({ file, to }) => `${file} imports ${to}`)).toEqual([])
  })
})

describe('the code', () => {
  test(`has no file over ${linesMax} lines`, () => {
    const long = code.filter(([, text]) => text.trimEnd().split('\n').length > linesMax)
    expect(long.map(([file]) => file)).toEqual([])
  })

  test('begins each file with its one idea', () => {
    const mute = code.filter(([file, text]) => file.startsWith('src/') && !headed(text))
    expect(mute.map(([file]) => file)).toEqual([])
  })

  test('reads the environment in src/config.ts alone', () => {
    expect(whereIn(code, /process\.env\b/).filter((at) => !at.startsWith('src/config.ts'))).toEqual(
      [],
    )
  })

  test('takes time and chance as arguments in domain, reports, engine and tools', () => {
    const pure = filesIn('src/domain', 'src/reports', 'src/engine', 'tools')
    const own = /new Date\(\)|\bDate\.now\b|Temporal\.Now\b|Math\.random\b|\brandom(UUID|Bytes)\(/
    expect(whereIn(pure, own)).toEqual([])
  })

  test('writes no SQL in tools and agents', () => {
    expect(whereIn(filesIn('tools', 'agents'), /\bsql(<[^`]*>)?`/)).toEqual([])
  })

  test('switches no check off', () => {
    const off =
      /:\s*any\s*([,;)=|&[\]}]|$)|\bas any\b|<any[,>]|@ts-(ignore|nocheck|expect-error)|biome-ignore/
    const here = basename(import.meta.filename)
    expect(whereIn([...code, ...tests], off).filter((at) => !at.includes(here))).toEqual([])
  })

  test('is kept in kebab-case files, none of them named for being useful', () => {
    const odd = [...code, ...tests]
      .map(([file]) => file)
      .filter((file) => file !== 'tools/index.ts' && file.endsWith('.ts'))
      .filter((file) => {
        const name = basename(file).replace(/(\.test|\.d)?\.ts$/, '')
        const isKebab = /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)
        return !isKebab || /(^|-)(utils?|helpers?|services?|managers?|types|index)$/.test(name)
      })
    expect(odd).toEqual([])
  })
})

describe('migrations', () => {
  test('are numbered without a gap, each with its one idea', () => {
    const files = [...texts.keys()].filter((file) => file.startsWith('migrations/')).sort()
    const numbers = files.map((file) => /^(\d{4})_[a-z0-9_]+\.sql$/.exec(basename(file))?.[1])
    expect(numbers).toEqual(files.map((_, i) => String(i + 1).padStart(4, '0')))
    expect(files.filter((file) => !texts.get(file)!.startsWith('-- '))).toEqual([])
  })
})

describe('the tests', () => {
  test('replace no module and leave nothing out', () => {
    const here = basename(import.meta.filename)
    const cheats = /\bvi\.(mock|doMock|hoisted)\b|\b(test|it|describe)\.(skip|only|todo|fails)\b/
    expect(whereIn(tests, cheats).filter((at) => !at.includes(here))).toEqual([])
  })
})

describe('the repository', () => {
  test('names no place outside itself', () => {
    const outside = new RegExp(['\\.\\./sha', 'red\\b|(?<![\\w.-])/wo', 'rk/'].join(''))
    expect(whereIn([...texts], outside)).toEqual([])
  })

  test('names no registry in the lock, and pins each version', () => {
    const lock = JSON.parse(texts.get('package-lock.json')!)
    const elsewhere = Object.entries<{ resolved?: string }>(lock.packages)
      .filter(([, { resolved }]) => resolved)
      .map(([name]) => name)
    expect(elsewhere).toEqual([])
    const { dependencies, devDependencies } = JSON.parse(texts.get('package.json')!)
    const loose = Object.entries<string>({ ...dependencies, ...devDependencies })
      .filter(([, version]) => !/^\d+\.\d+\.\d+/.test(version))
      .map(([name]) => name)
    expect(loose).toEqual([])
  })
})

/** Text files of ours; binaries are none of the rules' business. */
function walk(directory: string): string[] {
  return readdirSync(directory).flatMap((name) => {
    const path = join(directory, name)
    if (notOurs.has(name)) return []
    if (statSync(path).isDirectory()) return walk(path)
    return readable.has(extname(name)) || !name.includes('.') ? [path] : []
  })
}

function filesIn(...directories: string[]): [string, string][] {
  return [...texts].filter(
    ([file]) =>
      file.endsWith('.ts') && directories.some((directory) => file.startsWith(`${directory}/`)),
  )
}

/** `src/chat/inbox.ts` is in chat; `tools/sales/ask.ts` in tools; `src/main.ts` is a room of its own. */
function roomOf(file: string): string {
  const [first, second] = file.split('/')
  return first === 'src' ? basename(second!, '.ts') : first!
}

function specifiersIn(text: string): string[] {
  const bare = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  const found = bare.matchAll(
    /(?:^|[;}\s])(?:from|import)\s*\(?\s*(['"])((?:#|\.{1,2}\/)[^'"]+)\1/g,
  )
  return [...found].map((match) => match[2]!)
}

/** The file of the repository that a specifier means; null for a package or a test's own. */
function targetOf(file: string, to: string): string | null {
  if (to.startsWith('.')) return normalize(join(dirname(file), to))
  if (!to.startsWith('#')) return null
  const name = to.slice(1)
  return /^(tools|agents|test)\//.test(name) ? name : `src/${name}`
}

function headed(text: string): boolean {
  return /^(#!.*\n)?(\/\*\*|\/\/) ?\S?/.test(text)
}

/** `file:line` of each match. */
function whereIn(files: Iterable<[string, string]>, pattern: RegExp): string[] {
  return [...files].flatMap(([file, text]) =>
    text.split('\n').flatMap((line, i) => (pattern.test(line) ? [`${file}:${i + 1}`] : [])),
  )
}
