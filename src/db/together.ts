/** Statements of one transaction, sent together and answered in order: one wait instead of several. */

/**
 * Waits for all, then throws the first fault. A branch that went on alone after another's fault would
 * speak when its transaction is over, perhaps into somebody else's.
 */
export async function together<const Work extends readonly unknown[]>(
  work: Work,
): Promise<{ -readonly [At in keyof Work]: Awaited<Work[At]> }> {
  const results = await Promise.allSettled(work)
  for (const result of results) if (result.status === 'rejected') throw result.reason
  return results.map((result) => (result as PromiseFulfilledResult<unknown>).value) as never
}
