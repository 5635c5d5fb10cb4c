import { chmodSync, cpSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { build, transform } from 'esbuild'
import { rolldown } from 'rolldown'

/**
 * Bundles what is published: an entry for each export and each command of the package, three files with all that a start needs,
 * and the code that several of the others use in chunks that they share. Every file costs a start a millisecond, and there are
 * some six hundred small ones. Packages stay packages. What does not matter to the machine is left out, which it would read at
 * each start; names stay, for the stacks of errors.
 */
const { exports, bin } = JSON.parse(readFileSync('package.json', 'utf8'))
const outputs = [...Object.values(exports).flatMap((target) => target.default ?? []), ...Object.values(bin)]
const names = outputs.map((file) => path.relative('dist', file).replace(/\.js$/, ''))

rmSync('dist', { recursive: true, force: true })
const [start, quick] = [new Set(), new Set()]
const bundle = await rolldown({
  input: Object.fromEntries(names.map((name) => [name, `src/${name}.ts`])),
  external: /^[^./]/,
  platform: 'node',
  plugins: [{ name: 'by-use', buildEnd: sortByUse, renderChunk: shorter }],
})
await bundle.write({
  dir: 'dist',
  chunkFileNames: 'chunks/[name]-[hash].js',
  comments: false,
  minify: false,
  codeSplitting: {
    groups: [
      { name: 'ground', test: (id) => start.has(id) && quick.has(id), priority: 2 },
      { name: 'emulator', test: /\/src\/start\/start\.ts$/, priority: 1 },
      { name: 'serve', test: (id) => start.has(id) },
    ],
  },
})

for (const file of Object.values(bin)) chmodSync(file, 0o755)

/** `--version` and `--help` load what they share with a start, not the emulator beside it. */
function sortByUse() {
  const add = (file, to) => {
    if (to.has(file)) return
    to.add(file)
    for (const imported of this.getModuleInfo(file)?.importedIds ?? []) add(imported, to)
  }
  const cli = path.resolve('src/cli')
  for (const name of ['failure.ts', 'command-line.ts'])
    for (const to of [start, quick]) add(path.join(cli, name), to)
  add(path.join(cli, 'commands/run-serve.ts'), start)
  add(path.join(cli, 'yargs-command-line.ts'), quick)
}

/** Lines stay short enough to find a place of a stack in them. */
async function shorter(long) {
  const how = { target: 'node20.19', minifyWhitespace: true, minifySyntax: true, lineLimit: 120 }
  const { code } = await transform(long, how)
  return { code, map: null }
}

/** The page that the control routes serve: one script, the editor and the plot apart, which are loaded on demand. */
await build({
  entryPoints: { page: 'src/page/main.tsx' },
  outdir: 'dist/page',
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  logLevel: 'warning',
})
await build({
  entryPoints: { page: 'src/page/style.css' },
  outdir: 'dist/page',
  bundle: true,
  minify: true,
  logLevel: 'warning',
})
cpSync('src/page/index.html', 'dist/page/index.html')
