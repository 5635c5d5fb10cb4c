/** What the command is started with as one of several processes. Not for people. */
export const WORKER = 'worker-of-an-emulator'
