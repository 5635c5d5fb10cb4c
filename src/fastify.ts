export { bifrostEmulator, bifrostEmulator as default } from './in-process/fastify-plugin.ts'
export type { MountOptions } from './in-process/fastify-plugin.ts'
