/** Every maximum of the road has its name here. Tests pass smaller ones. */

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

export const roadLimits = {
  /** Posts that may wait for a commit; one more is answered 503. */
  backlogPostsMax: 10_000,
  backlogBytesMax: 256 * 1024 * 1024,
  flushPostsMax: 500,
  flushBytesMax: 16 * 1024 * 1024,

  turnsAtOnceMax: 16,
  turnMsMax: 2 * minute,
  turnLeaseMs: 15 * second,
  /** Of tries that ended in a fault. */
  turnAttemptsMax: 5,
  /** So often a message may have been in hand when its process ended; most are innocent of it. */
  turnBreaksMax: 10,
  /** From this attempt on no two are answered at once: one of them may end the process. */
  suspectFromAttempt: 3,
  retryBaseMs: 500,
  retryMsMax: 5 * minute,

  /** How long a picture without words may wait for its words. */
  mediaWaitMs: 400,
  /** Messages further apart than this are turns of their own. */
  burstGapMs: 2 * second,
  burstMessagesMax: 20,
  choiceLifetimeMs: 7 * 24 * hour,
  /** A customer whom nobody answered for so long is the house's again. */
  handOverQuietMsMax: 24 * hour,

  sendsAtOnceMax: 64,
  /** Of these to one account: a platform that answers slowly leaves hands for the others. */
  sendsPerAccountMax: 16,
  /** The whole of a sending. Each call to a platform ends within 10 s; an upload takes longer. */
  sendMsMax: 30 * second,
  sendLeaseMs: minute,
  /** Of tries that the platform refused for the message's own sake. */
  sendAttemptsMax: 8,
  /** So long a message waits for a platform that is too busy, or that cannot be reached. */
  sendWaitMsMax: 24 * hour,
  /** So often a message may have been on its way when its process ended. */
  sendBreaksMax: 20,
  /** After the first refusal; it doubles with each, up to `retryMsMax`. */
  sendRetryBaseMs: second,
  /** After a lost answer, how long a status may take to tell that the message did leave. */
  unknownGraceMs: 10 * second,
  /** What must not be sent again waits this long for its status, then counts as failed. */
  unknownWaitMs: 15 * minute,
  pauseMsMax: hour,

  statusesAtOnceMax: 200,
  /** A status may overtake the platform's answer that names its message. */
  statusRetryMs: 2 * second,
  statusAttemptsMax: 5,
  pollMs: second,
  stopMsMax: 10 * second,
}

export type RoadLimits = typeof roadLimits
