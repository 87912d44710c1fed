/** Fetches what a person sent on WhatsApp, and only from Meta's own hosts. */
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { GraphApiError } from '@kapso/whatsapp-cloud-api'
import type { MediaRef } from '#chat/message.ts'
import { Refusal } from '#kit/refusal.ts'
import { readCapped } from './read-capped.ts'
import type { WhatsappConnection } from './whatsapp-client.ts'

export interface MediaAccess {
  accessToken: string | null
  baseUrl: string
  /** More hosts (`host` or `host:port`) that media may come from. */
  mediaHosts?: string[]
  fetch?: typeof fetch
  /** All addresses of a host; the system's resolver unless given. */
  resolve?: (host: string) => Promise<string[]>
}

const bytesMax = 20 * 1024 * 1024
const timeoutMs = 30_000
/** A media address lives five minutes; a new one is asked for once. */
const addressesMax = 2

const gone = 'I could not get that file: it is no longer available. Please send it again.'
const tooBig = 'That file is too big for me: up to 20 MB is fine.'
const unreachable = 'I could not get that file just now. Please send it again.'
const foreign = 'I could not get that file: it is not on WhatsApp’s own servers.'

export async function downloadWhatsapp(
  connection: WhatsappConnection | null,
  media: MediaRef,
  access: MediaAccess,
): Promise<{ bytes: Uint8Array; mime: string }> {
  if (!connection) throw new Refusal('I cannot get files: WhatsApp is not connected yet.')
  if ((media.sizeBytes ?? 0) > bytesMax) throw new Refusal(tooBig)
  if (!/^[\w.:=-]+$/.test(media.id)) throw new Refusal(gone)

  for (let address = 1; address <= addressesMax; address++) {
    const { url, mime, sizeBytes } = await describe(connection, media.id)
    if (sizeBytes > bytesMax) throw new Refusal(tooBig)
    await refuseForeign(url, access)
    const response = await fetchMedia(url, access)
    if (response.ok) return { bytes: await read(response), mime: mimeOf(response, mime) }
    await response.body?.cancel()
    if (response.status >= 500 || response.status === 429) throw new Refusal(unreachable)
    if (response.status !== 404) break
  }
  throw new Refusal(gone)

  function mimeOf(response: Response, told: string | undefined): string {
    const type = told ?? media.mime ?? response.headers.get('content-type')
    return type?.split(';')[0]?.trim().toLowerCase() || 'application/octet-stream'
  }
}

async function describe({ client }: WhatsappConnection, mediaId: string) {
  try {
    const { url, mimeType, fileSize } = await client.media.get({ mediaId })
    if (!URL.canParse(url)) throw new Refusal(gone)
    return {
      url: new URL(url),
      mime: mimeType as string | undefined,
      sizeBytes: Number(fileSize) || 0,
    }
  } catch (error) {
    if (error instanceof Refusal) throw error
    const isGone =
      error instanceof GraphApiError && error.httpStatus < 500 && error.httpStatus !== 429
    throw new Refusal(isGone ? gone : unreachable)
  }
}

/**
 * The token goes along with the request, so the host is checked first: by name, then by address. A
 * name that leads elsewhere by the time of the request gets no token: whoever answers there has no
 * certificate for it.
 */
async function refuseForeign(url: URL, { baseUrl, mediaHosts = [], resolve }: MediaAccess) {
  const base = new URL(baseUrl)
  if (url.username || url.password) throw new Refusal(foreign)
  if (url.origin === base.origin) return
  const isKnown = (isMetas(url.hostname) && url.port === '') || mediaHosts.includes(url.host)
  if (!isKnown || url.protocol !== 'https:' || isIP(bare(url.hostname))) throw new Refusal(foreign)
  const addresses = await (resolve ?? resolveBySystem)(url.hostname).catch(() => {
    throw new Refusal(unreachable)
  })
  if (addresses.length === 0) throw new Refusal(unreachable)
  if (addresses.some(isPrivate)) throw new Refusal(foreign)
}

function isMetas(host: string): boolean {
  return host.endsWith('.fbsbx.com') || host.endsWith('.fbcdn.net')
}

async function fetchMedia(url: URL, { accessToken, fetch }: MediaAccess): Promise<Response> {
  try {
    return await (fetch ?? globalThis.fetch)(url, {
      headers: { authorization: `Bearer ${accessToken}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch {
    throw new Refusal(unreachable)
  }
}

async function read(response: Response): Promise<Uint8Array> {
  const bytes = await readCapped(response, bytesMax).catch(() => {
    throw new Refusal(unreachable)
  })
  if (!bytes) throw new Refusal(tooBig)
  return bytes
}

async function resolveBySystem(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address)
}

const privateRanges = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  privateRanges.addSubnet(network, prefix, 'ipv4')
}
const publicRange = new BlockList()
publicRange.addSubnet('2000::', 3, 'ipv6')
/** Public by their looks, but an IPv4 address stands within, or nobody has them. */
for (const [network, prefix] of [
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const) {
  privateRanges.addSubnet(network, prefix, 'ipv6')
}

function isPrivate(address: string): boolean {
  if (isIP(address) !== 6) return privateRanges.check(address, 'ipv4')
  return !publicRange.check(address, 'ipv6') || privateRanges.check(address, 'ipv6')
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '')
}
