/**
 * The few files that pages load: our style and script, htmx and echarts as their packages ship them. Each
 * stands under a name that changes with its bytes, so that a browser asks for it once.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { type Context, Hono } from 'hono'

export const assetNames = [
  'app.css',
  'app.js',
  'charts.js',
  'htmx.js',
  'echarts.js',
  'icon.svg',
] as const
export type AssetName = (typeof assetNames)[number]
export type AssetPaths = Record<AssetName, string>

export interface Assets {
  routes: Hono
  /** Where each stands. They are read from disk once. */
  paths(): Promise<AssetPaths>
}

interface Asset {
  bytes: Uint8Array<ArrayBuffer>
  packed: Uint8Array<ArrayBuffer>
  mime: string
  path: string
}

const base = '/dashboard/assets'
const yearSeconds = 31_536_000
const hashLength = 16
const pack = promisify(gzip)

const own = (name: string) => fileURLToPath(new URL(`./assets/${name}`, import.meta.url))
const shipped = (name: string) => fileURLToPath(import.meta.resolve(name))
const sources: Record<AssetName, { mime: string; files: () => string[] }> = {
  'app.css': {
    mime: 'text/css; charset=utf-8',
    files: () =>
      ['base', 'frame', 'parts', 'tables', 'reports', 'print'].map((name) => own(`${name}.css`)),
  },
  'app.js': { mime: 'text/javascript; charset=utf-8', files: () => [own('app.js')] },
  'charts.js': { mime: 'text/javascript; charset=utf-8', files: () => [own('charts.js')] },
  'htmx.js': {
    mime: 'text/javascript; charset=utf-8',
    files: () => [shipped('htmx.org/dist/htmx.min.js')],
  },
  'echarts.js': {
    mime: 'text/javascript; charset=utf-8',
    files: () => [shipped('echarts/dist/echarts.common.min.js')],
  },
  'icon.svg': { mime: 'image/svg+xml', files: () => [own('icon.svg')] },
}

export function openAssets(): Assets {
  let loading: Promise<Map<AssetName, Asset>> | null = null
  const routes = new Hono()
  routes.get(`${base}/:hash/:name`, serve)
  return { routes, paths }

  function load() {
    loading ??= loadAll()
    return loading
  }

  async function paths(): Promise<AssetPaths> {
    const loaded = await load()
    return Object.fromEntries([...loaded].map(([name, { path }]) => [name, path])) as AssetPaths
  }

  async function serve(c: Context) {
    const asset = (await load()).get(c.req.param('name') as AssetName)
    if (!asset || asset.path !== c.req.path) return c.notFound()
    c.header('Content-Type', asset.mime)
    c.header('Cache-Control', `public, max-age=${yearSeconds}, immutable`)
    c.header('Vary', 'Accept-Encoding')
    if (!/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) return c.body(asset.bytes)
    c.header('Content-Encoding', 'gzip')
    return c.body(asset.packed)
  }
}

async function loadAll(): Promise<Map<AssetName, Asset>> {
  const loaded = await Promise.all(
    assetNames.map(async (name) => [name, await loadOne(name)] as const),
  )
  return new Map(loaded)
}

async function loadOne(name: AssetName): Promise<Asset> {
  const { mime, files } = sources[name]
  const texts = await Promise.all(files().map((path) => readFile(path)))
  const bytes = new Uint8Array(Buffer.concat(texts))
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, hashLength)
  const packed = new Uint8Array(await pack(bytes))
  return { bytes, packed, mime, path: `${base}/${hash}/${name}` }
}
