/** An exchange needs the turns or the state of its session, and another process keeps them. */
export class StateElsewhere extends Error {}

/** One for all: it is no failure, and nobody wants to know where it was thrown. */
export const STATE_ELSEWHERE = new StateElsewhere('another process keeps the state of the session')
