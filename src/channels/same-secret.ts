/** Compares secrets in constant time. Both are hashed first, so that not even the length leaks. */
import { hash, timingSafeEqual } from 'node:crypto'

export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected))
}

function digest(text: string): Uint8Array {
  return hash('sha256', text, 'buffer')
}
