/** Links that strangers write into a catalogue: followed to the public internet, and nowhere else. */
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { FetchFault, fetchGuarded } from '#clients/fetch-guarded.ts'
import { isPublicAddress } from '#clients/public-address.ts'
import { Refusal } from '#kit/refusal.ts'

const servers: Server[] = []
afterAll(() => {
  for (const server of servers) server.closeAllConnections()
  for (const server of servers) server.close()
})
async function serve(host: string, answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, host, done))
  return `http://${host}:${(server.address() as AddressInfo).port}`
}

const notPublic = 'The link leads to an address that is not on the public internet.'
const noLink = 'The link is no address that begins with http:// or https://.'
const bytesMax = 100_000

describe('a link', async () => {
  const visits = { public: 0, private: 0 }
  const body = Buffer.from('a picture')
  /** Stands for the public internet: the one loopback address that may be reached here. */
  const shop = await serve('127.0.0.1', (request, answer) => {
    visits.public += 1
    const [path = '/', query = ''] = (request.url ?? '/').split('?')
    const [, way, count] = path.split('/')
    if (way === 'to') return answer.writeHead(302, { location: decodeURIComponent(query) }).end()
    if (way === 'hop' && Number(count) > 0)
      return answer.writeHead(307, { location: `/hop/${Number(count) - 1}` }).end()
    if (way === 'status') return answer.writeHead(Number(count)).end()
    if (way === 'never') return
    if (way === 'cut') {
      answer.writeHead(200, { 'content-length': 1_000 })
      return answer.write('half', () => request.socket.destroy())
    }
    if (way === 'endless') {
      const more = () => {
        while (answer.write(Buffer.alloc(10_000)));
      }
      answer.on('drain', more)
      return more()
    }
    if (way === 'boast') return answer.writeHead(200, { 'content-length': 2 ** 40 }).write('x')
    answer.end(body)
  })
  const inside = await serve('127.0.0.2', (_request, answer) => {
    visits.private += 1
    answer.end('secret')
  })
  const isOpen = (address: string) => address === '127.0.0.1' || isPublicAddress(address)
  const follows = (link: string, msMax?: number) =>
    fetchGuarded(link, { bytesMax, isOpen, msMax }).catch((fault: Error) => fault)

  test('is followed to the bytes that are there', async () => {
    expect(Buffer.from((await follows(`${shop}/mug.jpg`)) as Uint8Array)).toEqual(body)
  })

  test.each([
    ...['http://127.0.0.1', 'http://127.1', 'http://2130706433', 'http://0x7f000001'],
    ...['http://0177.0.0.1', 'http://0x7f.0.0.1', 'http://127.0.0.1.', 'http://１２７.0.0.1'],
    ...['http://10.1.2.3', 'http://172.16.0.1', 'http://172.31.255.254', 'http://192.168.1.1'],
    ...['http://169.254.169.254/latest/meta-data/', 'http://100.100.100.200', 'http://0.0.0.0'],
    ...['http://0', 'http://224.0.0.1', 'http://255.255.255.255', 'http://198.18.0.1'],
    ...['http://[::1]', 'http://[::]', 'http://[::ffff:127.0.0.1]', 'http://[::ffff:7f00:1]'],
    ...['http://[::127.0.0.1]', 'http://[fe80::1]', 'http://[fc00::1]', 'http://[fd00:ec2::254]'],
    ...['http://[ff02::1]', 'http://[64:ff9b::a9fe:a9fe]', 'http://[2002:7f00:1::]'],
    ...['http://[2001:0:a9fe:a9fe::]', 'http://[2001:db8::1]', 'http://localhost'],
    'https://LOCALHOST',
  ])('to %s is refused before anything is sent', async (link) => {
    const fault = await fetchGuarded(link, { bytesMax }).catch((fault: Error) => fault)
    expect(fault).toEqual(new Refusal(notPublic))
  })

  test.each([
    ...['file:///etc/passwd', 'ftp://shop.example/mug.jpg', 'javascript:alert(1)', 'mug.jpg'],
    ...['data:image/png;base64,AAAA', '//shop.example/mug.jpg', 'http://', '', 'gopher://x'],
    `http://shop.example/${'a'.repeat(3_000)}`,
  ])('such as %s is none', async (link) => {
    expect(await follows(link)).toEqual(new Refusal(noLink))
  })

  test('with a password in it is refused', async () => {
    expect(await follows(shop.replace('http://', 'http://me:word@'))).toEqual(
      new Refusal('The link has a password in it.'),
    )
  })

  test.each([
    ['http://127.0.0.2/', notPublic],
    ['http://[::ffff:127.0.0.2]/', notPublic],
    ['http://0x7f000002/', notPublic],
    ['http://169.254.169.254/latest/meta-data/', notPublic],
    ['file:///etc/passwd', noLink],
    ['ftp://shop.example/', noLink],
  ])('that leads on to %s is not followed there', async (location, says) => {
    const there = location.replace('//127.0.0.2', `//${new URL(inside).host}`)
    const fault = await follows(`${shop}/to?${encodeURIComponent(there)}`)
    expect(fault).toEqual(new Refusal(says))
    expect(visits.private).toBe(0)
  })

  test('may lead on three times, and no more', async () => {
    expect(Buffer.from((await follows(`${shop}/hop/3`)) as Uint8Array)).toEqual(body)
    expect(await follows(`${shop}/hop/4`)).toEqual(
      new Refusal('The link leads on more than 3 times.'),
    )
  })

  test('to more bytes than may be, told or not, is broken off', async () => {
    const says = new Refusal('The file is larger than 0 MB.')
    expect(await follows(`${shop}/endless`)).toEqual(says)
    expect(await follows(`${shop}/boast`)).toEqual(says)
  })

  test('to what is not there is refused; to a server in trouble it may be tried again', async () => {
    expect(await follows(`${shop}/status/404`)).toEqual(
      new Refusal('The link was answered with 404.'),
    )
    for (const status of [429, 500, 503]) {
      const fault = await follows(`${shop}/status/${status}`)
      expect(fault).toBeInstanceOf(FetchFault)
      expect((fault as Error).message).toBe(`The link was answered with ${status}.`)
    }
  })

  test('that breaks off, is never answered, or where nobody is, may be tried again', async () => {
    for (const [link, msMax] of [
      [`${shop}/cut`, undefined],
      [`${shop}/never`, 200],
      ['http://127.0.0.1:9/', undefined],
      ['http://shop.invalid/', undefined],
    ] as const)
      expect(await follows(link, msMax), link).toBeInstanceOf(FetchFault)
  })
})
