import { readFileSync, rmSync } from 'node:fs'
import { build } from 'esbuild'

/**
 * Bundles what is published: an entry for each export and each command of the package, with the code that several of them
 * use in chunks that they share. A start would otherwise read some six hundred small files. Packages stay packages.
 */
const { exports, bin } = JSON.parse(readFileSync('package.json', 'utf8'))
const outputs = [...Object.values(exports).flatMap((target) => target.default ?? []), ...Object.values(bin)]

rmSync('dist', { recursive: true, force: true })
await build({
  entryPoints: outputs.map((file) => file.replace('dist/', 'src/').replace(/\.js$/, '.ts')),
  outbase: 'src',
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  logLevel: 'warning',
})
