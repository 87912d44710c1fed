/** The Graph API through Kapso's client: our time limits, no redirects, no retries (the outbox has them). */
import { WhatsAppClient } from '@kapso/whatsapp-cloud-api'

export interface WhatsappAccess {
  accessToken: string | null
  phoneNumberId: string | null
  apiVersion: string
  baseUrl: string
  /** The global one, looked up at each call, unless given. */
  fetch?: typeof fetch
}

export interface WhatsappConnection {
  client: WhatsAppClient
  phoneNumberId: string
}

/** An upload and the call that follows it end within half a minute, which is all a send is given. */
const callTimeoutMs = 10_000
const uploadTimeoutMs = 18_000

/** null without credentials: nothing can be sent. */
export function connectWhatsapp(access: WhatsappAccess): WhatsappConnection | null {
  const { accessToken, phoneNumberId, apiVersion, baseUrl } = access
  if (!accessToken || !phoneNumberId) return null
  const client = new WhatsAppClient({
    accessToken,
    baseUrl,
    graphVersion: apiVersion,
    fetch: (url, init) => {
      const timeoutMs = init?.body instanceof FormData ? uploadTimeoutMs : callTimeoutMs
      const signal = AbortSignal.timeout(timeoutMs)
      return (access.fetch ?? globalThis.fetch)(url, { ...init, signal, redirect: 'manual' })
    },
  })
  return { client, phoneNumberId }
}
