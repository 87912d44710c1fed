/** Models in order: when one faults, the next is asked the question anew, with nothing of its work. */
import type { Model } from '../model.ts'

/** Links the models and returns the first. The last of them should be one that never faults. */
export function inOrder(models: readonly Model[]): Model {
  const [first, ...rest] = models
  if (!first) throw new Error('at least one model is needed')
  const next = rest.length > 0 ? inOrder(rest) : undefined
  return { name: first.name, answer: (request) => first.answer(request), next }
}
