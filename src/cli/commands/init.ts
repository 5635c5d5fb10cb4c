import type { CommandModule } from 'yargs'

/** `bifrost-emulator init [folder]` */
export const initCommand: CommandModule<object, { folder?: string }> = {
  command: 'init [folder]',
  describe: 'Write a folder of commented scenarios to start from',
  builder: (yargs) =>
    yargs
      .positional('folder', { type: 'string', describe: './scenarios unless given' })
      .example('$0 init', 'write ./scenarios; files that are there stay as they are'),
  handler: async ({ folder = './scenarios' }) => {
    const { runInit } = await import('./run-init.ts')
    process.stdout.write(await runInit(folder))
  },
}
