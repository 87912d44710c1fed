/** Whether an IP address is one of the public internet: what a stranger's link may lead to. */
import { BlockList, isIP } from 'node:net'

/** IANA's registries of special-purpose addresses (RFC 6890), as of 2024. */
const notPublic = new BlockList()
for (const range of [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
]) {
  const [net, bits] = range.split('/')
  notPublic.addSubnet(net!, Number(bits), 'ipv4')
}
// Within the public part, those that carry another address inside, and those for documents.
for (const range of ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']) {
  const [net, bits] = range.split('/')
  notPublic.addSubnet(net!, Number(bits), 'ipv6')
}
/** All that has been given out of IPv6; everything else is private, mapped, local or for many. */
const given = new BlockList()
given.addSubnet('2000::', 3, 'ipv6')

/** False for what is no address at all, too. A scope (`fe80::1%eth0`) makes it local. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address)
  if (version === 4) return !notPublic.check(address, 'ipv4')
  if (version === 6)
    return (
      !address.includes('%') && given.check(address, 'ipv6') && !notPublic.check(address, 'ipv6')
    )
  return false
}
