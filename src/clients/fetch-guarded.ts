/**
 * Fetches what somebody's link names, without being led astray: http(s) alone; the name is resolved,
 * each of its addresses is checked, and the connection goes to one that was checked; redirects are
 * few and each is checked anew; size and time have an end.
 */
import { lookup } from 'node:dns'
import { type ClientRequest, type IncomingMessage, request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { Refusal } from '#kit/refusal.ts'
import { isPublicAddress } from './public-address.ts'

export interface FetchTerms {
  bytesMax: number
  /** From the first connection to the last byte, redirects counted. */
  msMax?: number
  /** Which addresses may be reached; those of the public internet when not said. */
  isOpen?(address: string): boolean
}

/** It may work later: the other side was away, slow or busy. */
export class FetchFault extends Error {
  override readonly name = 'FetchFault'
}

const redirectsMax = 3
const urlLengthMax = 2_000
const headerBytesMax = 16_384

/** Refused when the link will never do; a `FetchFault` when it may do later. Both say why in a sentence. */
export async function fetchGuarded(link: string, terms: FetchTerms): Promise<Uint8Array> {
  const { msMax = 20_000 } = terms
  const signal = AbortSignal.timeout(msMax)
  try {
    let url = checked(link)
    for (let hops = 0; hops <= redirectsMax; hops += 1) {
      const answer = await ask(url, terms, signal)
      const { statusCode = 0, headers } = answer
      if (statusCode === 200) return await read(answer, terms.bytesMax)
      answer.destroy()
      if (!isRedirect(statusCode) || !headers.location) throw unanswered(statusCode)
      url = checked(headers.location, url)
    }
    throw new Refusal(`The link leads on more than ${redirectsMax} times.`)
  } catch (fault) {
    if (fault instanceof Refusal || fault instanceof FetchFault) throw fault
    if (signal.aborted) throw new FetchFault(`The link took over ${msMax / 1_000} seconds.`)
    throw new FetchFault('The link could not be reached.', { cause: fault })
  }
}

/** URL parsing turns every spelling of an IPv4 address (decimal, octal, hex) into the usual one. */
function checked(link: string, base?: URL): URL {
  const url =
    link.length <= urlLengthMax && URL.canParse(link, base?.href) ? new URL(link, base) : null
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Refusal('The link is no address that begins with http:// or https://.')
  if (url.username || url.password) throw new Refusal('The link has a password in it.')
  return url
}

function ask(url: URL, terms: FetchTerms, signal: AbortSignal): Promise<IncomingMessage> {
  const { isOpen = isPublicAddress } = terms
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // What is an address already is never looked up.
  if (isIP(host) && !isOpen(host)) throw notPublic()
  return new Promise((resolve, reject) => {
    const request: ClientRequest = (url.protocol === 'https:' ? overHttps : overHttp)(url, {
      agent: false,
      signal,
      lookup: onlyOpen(isOpen),
      maxHeaderSize: headerBytesMax,
      headers: { Accept: 'image/*', 'Accept-Encoding': 'identity', 'User-Agent': 'Tillie' },
    })
    request.on('response', resolve).on('error', reject).end()
  })
}

/** The connection is made to what this gives, so nothing can change its mind in between. */
function onlyOpen(isOpen: (address: string) => boolean): LookupFunction {
  return (host, options, told) =>
    lookup(host, { ...options, all: true }, (fault, addresses) => {
      if (fault) return told(fault, '', 0)
      const [first] = addresses
      if (!first || !addresses.every(({ address }) => isOpen(address)))
        return told(notPublic() as NodeJS.ErrnoException, '', 0)
      if (options.all) told(null, addresses)
      else told(null, first.address, first.family)
    })
}

async function read(answer: IncomingMessage, bytesMax: number): Promise<Uint8Array> {
  const tooLarge = new Refusal(`The file is larger than ${Math.floor(bytesMax / 1_000_000)} MB.`)
  const told = Number(answer.headers['content-length'] ?? 0)
  const parts: Uint8Array[] = []
  let length = 0
  if (told <= bytesMax)
    for await (const part of answer as AsyncIterable<Buffer>) {
      length += part.length
      if (length > bytesMax) break // Leaving the loop closes the connection.
      parts.push(part)
    }
  answer.destroy()
  if (told > bytesMax || length > bytesMax) throw tooLarge
  if (!answer.complete) throw new FetchFault('The link broke off in the middle of the file.')
  return Buffer.concat(parts, length)
}

const isRedirect = (status: number) => [301, 302, 303, 307, 308].includes(status)

function notPublic(): Refusal {
  return new Refusal('The link leads to an address that is not on the public internet.')
}

function unanswered(status: number): Error {
  const says = `The link was answered with ${status}.`
  const isPassing = status >= 500 || status === 429 || status === 408
  return isPassing ? new FetchFault(says) : new Refusal(says)
}
