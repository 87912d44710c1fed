/** What Bree runs in its thread when a row's time comes: it only says so; the work is done at home. */
import { parentPort } from 'node:worker_threads'

parentPort?.postMessage('due')
