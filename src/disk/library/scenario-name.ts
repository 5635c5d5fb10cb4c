/**
 * Whether a file of a scenario folder, by its name, is meant to hold scenarios. Hidden files and what editors leave
 * behind while they save (`.x.yaml.swp`, `x.yaml~`, `.#x.yaml`, `4913`) are not, nor are JSON Schemas.
 */
export function isScenarioName(name: string): boolean {
  return /\.(ya?ml|json)$/i.test(name) && !/\.schema\.json$/i.test(name) && !isHidden(name)
}

/** Whether a folder is walked. Kubernetes keeps the real files of a ConfigMap behind `..data`; the links to them stand outside it. */
export function isWalkedFolder(name: string): boolean {
  return !isHidden(name) && name !== 'node_modules'
}

function isHidden(name: string): boolean {
  return name.startsWith('.') || name.startsWith('#')
}
