/** The client of OpenAI and of servers compatible with it: no retries of its own, nothing of the environment. */
import { OpenAI } from 'openai'
import { answerBytesMax, cappedFetch, clientTimeoutMs, type Patience } from './ask-server.ts'

export interface OpenaiServer {
  /** Servers of one's own often need none. */
  apiKey?: string
  baseUrl?: string
}

export function openOpenai({ apiKey, baseUrl }: OpenaiServer, patience: Patience): OpenAI {
  return new OpenAI({
    apiKey: apiKey ?? 'none',
    baseURL: baseUrl ?? 'https://api.openai.com/v1',
    // Taken from the environment otherwise; settings are read in one place only.
    adminAPIKey: null,
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: clientTimeoutMs(patience),
    fetch: cappedFetch(answerBytesMax),
    logLevel: 'off',
  })
}
